package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.plan.Operation.AddPartitions;
import io.kmig.core.plan.Operation.AlterTopicConfigs;
import io.kmig.core.plan.Operation.Change;
import io.kmig.core.plan.Operation.CreateConnector;
import io.kmig.core.plan.Operation.CreateTopic;
import io.kmig.core.plan.Operation.ReviveConnector;
import io.kmig.core.plan.Operation.UpdateConnector;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.testkit.Specs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlannerTest {
    private static final MigrationSpec SPEC = Specs.plain()
            .with(client("billing", List.of("billing"), List.of()), client("shop", List.of(), List.of("orders")))
            .spec();

    private final Sketch sketch = new Sketch();

    @Test
    void aMissingTopicIsCreatedWithBluesPartitionsAndConfigs() {
        sketch.blueTopic("orders", 6, Map.of("retention.ms", "1000", "flush.ms", "5"));

        CreateTopic create = only(CreateTopic.class);

        assertThat(create.topic()).isEqualTo("orders");
        assertThat(create.partitions()).isEqualTo(6);
        assertThat(create.replicationFactor()).isEqualTo(3);
        assertThat(create.configs())
                .as("overrides, and what an application notices though blue only inherits it")
                .containsEntry("retention.ms", "1000")
                .containsEntry("flush.ms", "5")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("message.timestamp.type", "CreateTime");
    }

    @Test
    void aBlueWithoutATopicThatMatchesIsSaidWithThePatterns() {
        MigrationSpec paymentsOnly = Specs.plain()
                .topics(List.of("payments\\..*", "ledger"), List.of(".*-tmp"))
                .spec();
        sketch.blueTopic("orders", 1, Map.of()).blueTopic("__consumer_offsets", 1, Map.of());

        assertThat(sketch.plan(paymentsOnly).risks())
                .contains(new Plan.Risk(
                        "replication.topics",
                        "none of blue's 1 topic matches include [payments\\..*, ledger], exclude [.*-tmp]: nothing"
                                + " would be mirrored"));
    }

    @Test
    void aBlueWithoutAnyTopicIsSaid() {
        assertThat(sketch.plan(SPEC).risks())
                .contains(new Plan.Risk("replication.topics", "blue has no topic: nothing would be mirrored"));
    }

    @Test
    void aPatternThatMatchesNothingIsNamedAndTheOthersAreNot() {
        MigrationSpec both =
                Specs.plain().topics(List.of("orders", "ordres"), List.of()).spec();
        sketch.blueTopic("orders", 1, Map.of());

        assertThat(sketch.plan(both).risks())
                .filteredOn(r -> r.subject().startsWith("replication.topics"))
                .containsExactly(new Plan.Risk("replication.topics.include", "ordres matches no topic of blue"));
    }

    @Test
    void aGroupThatDoesNotExistOnBlueIsNamedUntilItsUnitMoves() {
        sketch.blueTopic("orders", 1, Map.of());

        assertThat(sketch.plan(SPEC).risks()).anyMatch(this::missing);
        assertThat(sketch.begun("billing").plan(SPEC).risks()).noneMatch(this::missing);
    }

    @Test
    void aGroupThatExistsAndCommittedNothingIsNotCalledMissing() {
        sketch.blueTopic("orders", 1, Map.of()).group("billing");

        assertThat(sketch.plan(SPEC).risks())
                .noneMatch(this::missing)
                .anyMatch(r -> r.subject().equals("group billing") && r.text().contains("no committed offsets"));
    }

    @Test
    void aShareGroupIsSaidToHaveNoPositionWhetherAClientNamesItOrNot() {
        sketch.blueTopic("orders", 1, Map.of()).share("billing").share("queue").group("left", "orders");

        List<Plan.Risk> risks = sketch.plan(SPEC).risks();

        assertThat(risks)
                .anyMatch(r -> r.subject().equals("group billing")
                        && r.text().startsWith("is a share group (KIP-932), which has no position"))
                .noneMatch(r -> r.text().contains("no committed offsets"))
                .contains(new Plan.Risk(
                        "groups",
                        "1 share group on blue, which have no position that could be carried (KIP-932): queue"))
                .contains(new Plan.Risk("groups", "1 group on blue that no client names: they stay on blue: left"));
    }

    @Test
    void aClientThatKeepsItsPositionsItselfIsNamedAndOneThatOnlyWritesIsNot() {
        MigrationSpec spec = Specs.plain()
                .with(
                        Specs.reading(client("search", List.of(), List.of()), "orders"),
                        client("shop", List.of(), List.of("orders")))
                .spec();
        sketch.blueTopic("orders", 1, Map.of());

        assertThat(sketch.plan(spec).risks())
                .filteredOn(r -> r.subject().startsWith("client "))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.subject()).isEqualTo("client search");
                    assertThat(r.text()).startsWith("keeps its positions on orders itself: kmig can't carry them");
                });
    }

    @Test
    void whereAGroupHasCommittedOnlySomePartitionsItsTopicIsNamed() {
        sketch.blueTopic("orders", 2, Map.of()).blueTopic("whole", 1, Map.of()).group("billing", "orders", "whole");

        assertThat(sketch.plan(SPEC).risks())
                .filteredOn(r -> r.subject().equals("group billing"))
                .singleElement()
                .satisfies(r -> assertThat(r.text())
                        .startsWith("shows no committed position on some partitions of orders")
                        .contains("auto.offset.reset"));
    }

    private boolean missing(Plan.Risk risk) {
        return risk.subject().equals("group billing") && risk.text().startsWith("does not exist on blue");
    }

    @Test
    void missingPartitionsAreAdded() {
        sketch.blueTopic("orders", 6, Map.of()).greenTopic("orders", 4, Map.of());

        assertThat(only(AddPartitions.class)).isEqualTo(new AddPartitions("orders", 4, 6));
    }

    @Test
    void moreGreenPartitionsThanBlueAreLeftAndSaid() {
        sketch.blueTopic("orders", 2, Map.of()).greenTopic("orders", 4, Map.of());

        Plan plan = sketch.plan(SPEC);

        assertThat(plan.operations()).noneMatch(o -> o.target().equals("topic orders"));
        assertThat(plan.risks())
                .anySatisfy(r -> assertThat(r.text()).contains("green has 4 partitions where blue has 2"));
    }

    @Test
    void driftByAnotherClientNamesTopicAndKeyWithFromAndTo() {
        sketch.blueTopic("orders", 1, Map.of("retention.ms", "1000"))
                .greenTopic("orders", 1, Map.of("retention.ms", "77", "flush.ms", "9"));

        AlterTopicConfigs alter = only(AlterTopicConfigs.class);

        assertThat(alter.target()).isEqualTo("topic orders");
        assertThat(alter.changes())
                .containsExactly(
                        new Change("flush.ms", "9", "9223372036854775807"), new Change("retention.ms", "77", "1000"));
    }

    @Test
    void anotherBrokerDefaultOnGreenIsDriftWhenApplicationsNotice() {
        sketch.blueTopic("orders", 1, Map.of());
        sketch.green.put("orders", withDefault("retention.ms", "86400000"));

        assertThat(only(AlterTopicConfigs.class).changes())
                .containsExactly(new Change("retention.ms", "86400000", "604800000"));
    }

    @Test
    void anotherBrokerDefaultOnGreenIsNoDriftWhenNobodyNotices() {
        sketch.blueTopic("orders", 1, Map.of());
        sketch.green.put("orders", withDefault("flush.ms", "1"));

        assertThat(sketch.plan(SPEC).operations()).noneMatch(AlterTopicConfigs.class::isInstance);
    }

    @Test
    void aTopicKeepsBluesStampsWhileMirroredAndItsOwnAfterwards() {
        sketch.blueTopic("orders", 1, Map.of("message.timestamp.type", "LogAppendTime"));

        assertThat(only(CreateTopic.class).configs()).containsEntry("message.timestamp.type", "CreateTime");

        sketch.greenTopic("orders", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        assertThat(only(AlterTopicConfigs.class).changes())
                .containsExactly(new Change("message.timestamp.type", "LogAppendTime", "CreateTime"));
        assertThat(sketch.plan(SPEC).risks())
                .anySatisfy(r -> assertThat(r.toString()).contains("topic orders", "green stamps", "stated waiver"));
        assertThat(sketch.plan(SPEC, "shop").operations()).noneMatch(AlterTopicConfigs.class::isInstance);
        assertThat(sketch.plan(SPEC, "shop").risks())
                .noneMatch(r -> r.toString().contains("green stamps"));
    }

    @Test
    void minInsyncReplicasNeverExceedGreensReplication() {
        sketch.greenNodes = 1;
        sketch.blueTopic("orders", 1, Map.of("min.insync.replicas", "2"));

        assertThat(only(CreateTopic.class).replicationFactor()).isEqualTo(1);
        assertThat(only(CreateTopic.class).configs()).containsEntry("min.insync.replicas", "1");

        sketch.greenTopic("orders", 1, Map.of("min.insync.replicas", "3"));
        assertThat(only(AlterTopicConfigs.class).changes())
                .as("two of three replicas there")
                .containsExactly(new Change("min.insync.replicas", "3", "2"));
    }

    @Test
    void whatNamesBrokersOfOneClusterStaysThere() {
        sketch.blueTopic(
                "orders",
                1,
                Map.of(
                        "leader.replication.throttled.replicas",
                        "0:1",
                        "confluent.placement",
                        "x",
                        "remote.storage.enable",
                        "true"));

        assertThat(only(CreateTopic.class).configs())
                .doesNotContainKeys(
                        "leader.replication.throttled.replicas", "confluent.placement", "remote.storage.enable");
    }

    @Test
    void connectorsAreCreatedUpdatedAndRevived() {
        sketch.blueTopic("orders", 1, Map.of()).group("billing", "orders");
        Map<String, String> mirror = create("kmig.shop.mirror.shop").config();
        assertThat(sketch.plan(SPEC).operations().stream()
                        .filter(CreateConnector.class::isInstance)
                        .map(Operation::target))
                .containsExactly(
                        "connector kmig.shop.checkpoint",
                        "connector kmig.shop.heartbeat",
                        "connector kmig.shop.mirror.shop");

        Map<String, String> other = new HashMap<>(mirror);
        other.put("tasks.max", "9");
        other.put("throttle", "1");
        other.remove("topics");
        sketch.connectors.put("kmig.shop.mirror.shop", Sketch.connector("kmig.shop.mirror.shop", "STOPPED", other));

        UpdateConnector update = only(UpdateConnector.class);
        assertThat(update.config()).isEqualTo(mirror);
        assertThat(update.changes())
                .containsExactly(
                        new Change("tasks.max", "9", "1"),
                        new Change("throttle", "1", null),
                        new Change("topics", null, "orders"));
        assertThat(only(ReviveConnector.class))
                .isEqualTo(new ReviveConnector("kmig.shop.mirror.shop", "STOPPED, no tasks"));
    }

    @Test
    void aFailedTaskIsRevivedAndAConnectorThatIsJustComingUpIsLeft() {
        sketch.blueTopic("orders", 1, Map.of());
        Map<String, String> mirror = create("kmig.shop.mirror.shop").config();
        sketch.connectors.put(
                "kmig.shop.mirror.shop",
                new ConnectorFacts(
                        "kmig.shop.mirror.shop",
                        "RUNNING",
                        List.of(
                                new ConnectorFacts.TaskFacts(0, "RUNNING", "w", ""),
                                new ConnectorFacts.TaskFacts(1, "FAILED", "w", "boom")),
                        mirror));

        assertThat(only(ReviveConnector.class).state()).isEqualTo("RUNNING, tasks {RUNNING=1, FAILED=1}");

        sketch.connectors.put(
                "kmig.shop.mirror.shop", new ConnectorFacts("kmig.shop.mirror.shop", "UNASSIGNED", List.of(), mirror));
        assertThat(sketch.plan(SPEC).operations()).noneMatch(ReviveConnector.class::isInstance);
    }

    /** MirrorMaker changes a connector's tasks by itself, as when a new group appears. */
    @Test
    void aTaskThatTheWorkersAreBringingUpIsLeft() {
        sketch.blueTopic("orders", 1, Map.of());
        Map<String, String> mirror = create("kmig.shop.mirror.shop").config();
        for (String comingUp : List.of("UNASSIGNED", "RESTARTING")) {
            sketch.connectors.put("kmig.shop.mirror.shop", withTasks(mirror, "RUNNING", comingUp));
            assertThat(sketch.plan(SPEC).operations()).as(comingUp).noneMatch(ReviveConnector.class::isInstance);
        }

        sketch.connectors.put("kmig.shop.mirror.shop", withTasks(mirror, "UNASSIGNED", "FAILED"));

        assertThat(only(ReviveConnector.class).state()).isEqualTo("RUNNING, tasks {UNASSIGNED=1, FAILED=1}");
    }

    private static ConnectorFacts withTasks(Map<String, String> config, String first, String second) {
        return new ConnectorFacts(
                "kmig.shop.mirror.shop",
                "RUNNING",
                List.of(
                        new ConnectorFacts.TaskFacts(0, first, "w", ""),
                        new ConnectorFacts.TaskFacts(1, second, "w", "")),
                config);
    }

    @Test
    void theMirrorOfAUnitWhoseMoveWasBegunIsLeftAsThatMoveLeftIt() {
        sketch.blueTopic("orders", 1, Map.of());
        Map<String, String> mirror = create("kmig.shop.mirror.shop").config();
        sketch.connectors.put("kmig.shop.mirror.shop", Sketch.connector("kmig.shop.mirror.shop", "STOPPED", mirror));
        assertThat(only(ReviveConnector.class).name()).isEqualTo("kmig.shop.mirror.shop");

        Plan plan = sketch.begun("shop").plan(SPEC);

        assertThat(plan.operations()).noneMatch(o -> o.target().equals("connector kmig.shop.mirror.shop"));
    }

    @Test
    void theMirrorOfAUnitThatWasHandedOffStaysSilent() {
        sketch.blueTopic("orders", 1, Map.of()).blueTopic("other", 1, Map.of());
        Map<String, String> mirror = create("kmig.shop.mirror.shop").config();
        sketch.connectors.put("kmig.shop.mirror.shop", Sketch.connector("kmig.shop.mirror.shop", "STOPPED", mirror));

        Plan plan = sketch.plan(SPEC, "shop");

        assertThat(plan.operations()).noneMatch(o -> o.target().equals("connector kmig.shop.mirror.shop"));
        assertThat(plan.operations().stream()
                        .filter(CreateConnector.class::isInstance)
                        .map(CreateConnector.class::cast)
                        .map(c -> c.config().getOrDefault("topics", "")))
                .as("nobody else mirrors its topics either")
                .noneMatch(topics -> topics.contains("orders"))
                .contains("other");
    }

    @Test
    void aUnitThatWasHandedOffAndIsDescribedNoMoreIsNotPlannedOver() {
        sketch.blueTopic("orders", 1, Map.of());

        assertThatThrownBy(() -> sketch.plan(SPEC, "shop+web")).isInstanceOfSatisfying(KmigException.class, e -> {
            assertThat(e.problems()).extracting(p -> p.code()).containsExactly(ErrorCode.PLAN_IMPOSSIBLE);
            assertThat(e.getMessage()).contains("shop+web").contains("now there are billing, shop");
        });
    }

    @Test
    void withoutAGroupThatReadAMirroredTopicThereIsNoCheckpointConnector() {
        // MM2 would give it no task, and apply would wait for it in vain
        sketch.blueTopic("orders", 1, Map.of()).group("idle").group("elsewhere", "not-in-scope");

        assertThat(sketch.plan(SPEC).operations()).noneMatch(o -> o.target().equals("connector kmig.shop.checkpoint"));
    }

    @Test
    void nothingInScopeIsNothingToDo() {
        assertThat(sketch.plan(SPEC).operations()).isEmpty();
    }

    @Test
    void topicsNobodyWritesAreMirroredTogether() {
        sketch.blueTopic("orders", 1, Map.of()).blueTopic("a", 40, Map.of()).blueTopic("b", 1, Map.of());

        assertThat(create("kmig.shop.mirror.unclaimed").config())
                .containsEntry("topics", "a,b")
                .containsEntry("tasks.max", "2");
        assertThat(sketch.plan(SPEC).risks())
                .anySatisfy(r -> assertThat(r.text()).contains("2 topics in scope that no client says it writes"));
    }

    @Test
    void theFingerprintFollowsTheDescriptionAndBlueAndNotGreen() {
        sketch.blueTopic("orders", 1, Map.of("retention.ms", "1"));
        String first = sketch.plan(SPEC).fingerprint();

        sketch.greenTopic("orders", 1, Map.of());
        assertThat(sketch.plan(SPEC).fingerprint()).as("green changed").isEqualTo(first);
        sketch.blueTopic("orders", 1, Map.of("retention.ms", "2"));
        assertThat(sketch.plan(SPEC).fingerprint())
                .as("a config on blue changed")
                .isNotEqualTo(first);
        sketch.blueTopic("orders", 2, Map.of("retention.ms", "1"));
        assertThat(sketch.plan(SPEC).fingerprint()).as("a partition on blue").isNotEqualTo(first);
        sketch.blueTopic("orders", 1, Map.of("retention.ms", "1"));
        assertThat(sketch.plan(SPEC).fingerprint()).as("as it was").isEqualTo(first);
        sketch.blue.computeIfPresent(
                "orders", (n, t) -> new TopicFacts(n, "another id", 1, t.replicationFactor(), t.configs()));
        assertThat(sketch.plan(SPEC).fingerprint()).as("created again").isNotEqualTo(first);
        sketch.blueTopic("orders", 1, Map.of("retention.ms", "1"));
        assertThat(sketch.plan(Specs.plain()
                                .with(client("shop", List.of(), List.of("orders")))
                                .spec())
                        .fingerprint())
                .as("another description")
                .isNotEqualTo(first);
    }

    private static TopicFacts withDefault(String key, String value) {
        Map<String, String> defaults = new HashMap<>(Sketch.DEFAULTS);
        defaults.put(key, value);
        return Sketch.topic("orders", 1, 3, defaults, Map.of());
    }

    private CreateConnector create(String name) {
        return sketch.plan(SPEC).operations().stream()
                .filter(CreateConnector.class::isInstance)
                .map(CreateConnector.class::cast)
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private <T extends Operation> T only(Class<T> type) {
        List<T> found = sketch.plan(SPEC).operations().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
