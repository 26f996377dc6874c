package io.kmig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.OpenTransaction;
import io.kmig.core.estate.OpenTransaction.Owner;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.TopicFacts.ConfigFact;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link ClusterPort} does. */
public abstract class ClusterPortContract {
    protected abstract ClusterPort port();

    protected abstract String fresh(String prefix);

    protected abstract long append(Tp tp, String content);

    /** Writes in a transaction that stays open, by a producer that goes on living. */
    protected abstract void appendOpen(String transactionalId, Tp tp, String content);

    /** A record of a transaction that no coordinator knows. */
    protected abstract void appendHanging(long producerId, Tp tp, String content);

    /** One member, which goes on living, joins the group and reads the topic. */
    protected abstract void join(String group, String topic);

    /** Commits in a transaction that stays open, by a producer that goes on living. */
    protected abstract void commitOpen(String group, Tp tp);

    @Test
    void namesTheClusterAndItsBrokers() {
        assertThat(port().identity().id()).isNotBlank();
        assertThat(port().identity().version()).isNotBlank();
        assertThat(port().identity().nodes()).isEqualTo(1);
    }

    @Test
    void aCreatedTopicIsThereWithItsPartitionsAndConfigs() {
        String topic = fresh("created");

        port().createTopic(topic, 3, 1, Map.of("retention.ms", "12345"));

        TopicFacts facts = port().topics().get(topic);
        assertThat(facts.partitions()).isEqualTo(3);
        assertThat(facts.replicationFactor()).isEqualTo(1);
        assertThat(facts.id()).isNotBlank();
        assertThat(facts.configs()).containsEntry("retention.ms", new ConfigFact("12345", true));
        assertThat(facts.configs().get("max.message.bytes").overridden()).isFalse();
        assertThat(port().topics(List.of(topic))).isEqualTo(Map.of(topic, facts));
    }

    @Test
    void topicsThatDoNotExistAreAbsentFromTheAnswer() {
        String topic = topic("there");

        assertThat(port().topics(List.of(topic, "nowhere"))).containsOnlyKeys(topic);
    }

    @Test
    void creatingATopicTwiceFailsWithItsName() {
        String topic = topic("twice");

        assertThatThrownBy(() -> port().createTopic(topic, 1, 1, Map.of()))
                .asInstanceOf(type(KmigException.class))
                .satisfies(e -> {
                    assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.CLUSTER_REQUEST_FAILED);
                    assertThat(e.problems().get(0).observed()).contains(topic);
                });
    }

    @Test
    void partitionsAreAddedAndConfigsKept() {
        String topic = fresh("grows");
        port().createTopic(topic, 1, 1, Map.of("retention.ms", "777"));

        port().addPartitions(topic, 4);

        TopicFacts facts = port().topics(List.of(topic)).get(topic);
        assertThat(facts.partitions()).isEqualTo(4);
        assertThat(facts.configs()).containsEntry("retention.ms", new ConfigFact("777", true));
    }

    @Test
    void alteringConfigsLeavesTheOthersAlone() {
        String topic = fresh("altered");
        port().createTopic(topic, 1, 1, Map.of("retention.ms", "777", "max.message.bytes", "2000000"));

        port().alterTopicConfigs(topic, Map.of("cleanup.policy", "compact"), Set.of("max.message.bytes"));

        Map<String, ConfigFact> configs =
                port().topics(List.of(topic)).get(topic).configs();
        assertThat(configs).containsEntry("retention.ms", new ConfigFact("777", true));
        assertThat(configs).containsEntry("cleanup.policy", new ConfigFact("compact", true));
        assertThat(configs.get("max.message.bytes")).isEqualTo(new ConfigFact("1048588", false));
    }

    @Test
    void endsTellTheStableEndFromTheEndWhileATransactionIsOpen() {
        Tp tp = new Tp(topic("ends"), 0);
        append(tp, "a");
        append(tp, "b");
        appendOpen(fresh("writer"), tp, "c");

        assertThat(port().ends(List.of(tp))).isEqualTo(Map.of(tp, new LogEnds(0, 2, 3)));
    }

    @Test
    void fencingAbortsTheOpenTransactionAndFreesTheLog() {
        String id = fresh("fenced");
        Tp tp = new Tp(topic("freed"), 0);
        append(tp, "a");
        appendOpen(id, tp, "b");
        assertThat(port().openTransactions()).contains(id);

        port().fenceProducers(List.of(id));

        assertThat(port().openTransactions()).doesNotContain(id);
        assertThat(port().ends(List.of(tp))).isEqualTo(Map.of(tp, new LogEnds(0, 3, 3)));
    }

    @Test
    void anOpenTransactionIsNamedWithItsIdUntilItIsDecided() {
        String id = fresh("open");
        Tp tp = new Tp(topic("undecided"), 0);
        Tp other = new Tp(topic("decided"), 0);
        append(tp, "a");
        append(other, "a");
        appendOpen(id, tp, "b");

        List<OpenTransaction> open = port().openTransactions(List.of(tp, other));

        assertThat(open).hasSize(1);
        assertThat(open.get(0).partition()).isEqualTo(tp);
        assertThat(open.get(0).offset()).isEqualTo(1);
        assertThat(open.get(0).transactionalId()).isEqualTo(id);
        assertThat(open.get(0).owner()).isEqualTo(Owner.COORDINATOR);
        assertThat(open.get(0).describe()).contains(tp.toString(), id, "open since offset 1");
        port().fenceProducers(List.of(id));
        assertThat(port().openTransactions(List.of(tp))).isEmpty();
    }

    @Test
    void aTransactionThatNobodyKnowsHangsUntilItIsAborted() {
        Tp tp = new Tp(topic("hanging"), 0);
        append(tp, "a");
        appendHanging(4_711_000, tp, "b");
        append(tp, "c");

        List<OpenTransaction> open = port().openTransactions(List.of(tp));

        assertThat(open).hasSize(1);
        assertThat(open.get(0).hanging()).isTrue();
        assertThat(open.get(0).producerId()).isEqualTo(4_711_000);
        assertThat(open.get(0).offset()).isEqualTo(1);
        assertThat(open.get(0).describe()).contains("producer id 4711000", "hanging");
        assertThat(port().ends(List.of(tp))).isEqualTo(Map.of(tp, new LogEnds(0, 1, 3)));

        port().abort(open.get(0));

        assertThat(port().openTransactions(List.of(tp))).isEmpty();
        assertThat(port().ends(List.of(tp))).isEqualTo(Map.of(tp, new LogEnds(0, 4, 4)));
    }

    @Test
    void fencingAnIdTheClusterNeverSawIsHarmless() {
        String id = fresh("never-seen");

        port().fenceProducers(List.of(id));

        assertThat(port().transactionalIds()).contains(id);
        assertThat(port().openTransactions()).doesNotContain(id);
    }

    @Test
    void committedOffsetsAreReadBackWithTheirMetadata() {
        String group = fresh("group");
        Tp first = new Tp(topic("committed"), 0);
        Tp second = new Tp(topic("committed"), 0);
        Map<Tp, GroupOffset> offsets = Map.of(first, new GroupOffset(7, "note"), second, new GroupOffset(0, ""));

        port().commitOffsets(group, offsets);

        assertThat(port().stableOffsets(group)).isEqualTo(offsets);
        assertThat(port().groups()).containsKey(group);
        GroupFacts facts = port().groups(List.of(group)).get(group);
        assertThat(facts.offsets()).isEqualTo(offsets);
        assertThat(facts.state()).isEqualTo("EMPTY");
        assertThat(facts.members()).isZero();
    }

    @Test
    void committingOnePartitionLeavesTheOthersOfTheGroup() {
        String group = fresh("group");
        Tp first = new Tp(topic("kept"), 0);
        Tp second = new Tp(topic("kept"), 0);
        port().commitOffsets(group, Map.of(first, new GroupOffset(3, "")));

        port().commitOffsets(group, Map.of(second, new GroupOffset(4, "")));

        assertThat(port().stableOffsets(group))
                .isEqualTo(Map.of(first, new GroupOffset(3, ""), second, new GroupOffset(4, "")));
    }

    @Test
    void offsetsOfAGroupThatHasMembersAreRefusedWithTheirNamesAndNoneIsSet() {
        String group = fresh("group");
        Tp tp = new Tp(topic("busy"), 0);
        join(group, tp.topic());

        assertThat(port().members(group)).hasSize(1);
        assertThatThrownBy(() -> port().commitOffsets(group, Map.of(tp, new GroupOffset(7, ""))))
                .asInstanceOf(type(KmigException.class))
                .satisfies(e -> {
                    assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.GROUP_HAS_MEMBERS);
                    assertThat(e.problems().get(0).observed())
                            .contains(group, port().members(group).get(0));
                });
        assertThat(port().stableOffsets(group)).isEmpty();
    }

    @Test
    void aGroupNobodyKnowsHasNoMembersAndNothingPending() {
        String group = fresh("nobody");

        assertThat(port().members(group)).isEmpty();
        assertThat(port().pendingCommits(group)).isEmpty();
    }

    @Test
    void aPositionThatAnOpenTransactionIsAboutToCommitIsPendingEvenWhenItIsTheFirst() {
        String group = fresh("group");
        Tp first = new Tp(topic("first"), 0);
        Tp settled = new Tp(topic("settled"), 0);
        port().commitOffsets(group, Map.of(settled, new GroupOffset(3, "")));

        commitOpen(group, first);

        assertThat(port().pendingCommits(group)).containsExactly(first);
        assertThat(port().stableOffsets(group)).containsOnlyKeys(settled);
    }

    @Test
    void aGroupNobodyKnowsIsEmptyAndUnknown() {
        String group = fresh("nobody");

        GroupFacts facts = port().groups(List.of(group)).get(group);

        assertThat(facts).isEqualTo(new GroupFacts(group, "unknown", "EMPTY", 0, Map.of()));
        assertThat(port().stableOffsets(group)).isEmpty();
    }

    @Test
    void removingMembersOfAnEmptyGroupChangesNothing() {
        String group = fresh("group");
        Tp tp = new Tp(topic("left"), 0);
        port().commitOffsets(group, Map.of(tp, new GroupOffset(1, "")));

        port().removeMembers(group);

        assertThat(port().stableOffsets(group)).isEqualTo(Map.of(tp, new GroupOffset(1, "")));
    }

    @Test
    void askingForTheEndsOfATopicThatDoesNotExistFailsWithItsName() {
        assertThatThrownBy(() -> port().ends(List.of(new Tp("nowhere", 0))))
                .asInstanceOf(type(KmigException.class))
                .satisfies(e -> {
                    assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.CLUSTER_REQUEST_FAILED);
                    assertThat(e.problems().get(0).observed()).contains("nowhere-0");
                });
    }

    @Test
    void askedForEachTheEndsOfOneThatDoesNotExistDoNotKeepTheOthersFromBeingTold() {
        Tp there = new Tp(topic("there"), 0);
        Tp nowhere = new Tp("nowhere", 0);
        append(there, "a");

        ClusterPort.EachEnds each = port().endsOfEach(List.of(nowhere, there));

        assertThat(each.known()).isEqualTo(Map.of(there, new LogEnds(0, 1, 1)));
        assertThat(each.failed()).containsOnlyKeys(nowhere);
        assertThat(each.failed().get(nowhere).observed()).contains("nowhere-0");
    }

    protected final String topic(String prefix) {
        String topic = fresh(prefix);
        port().createTopic(topic, 1, 1, Map.of());
        return topic;
    }
}
