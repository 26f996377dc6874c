package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.port.ConnectPort.ConfigFinding;
import io.kmig.core.port.Estates;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeJournal;
import io.kmig.testkit.FakeMirrorRecords;
import io.kmig.testkit.FakePacer;
import io.kmig.testkit.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ApplyTest {
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final MigrationSpec spec =
            Specs.plain().with(client("shop", List.of("g"), List.of("orders"))).spec();
    private final FakeCluster blue =
            new FakeCluster(Colour.BLUE).topic("orders", 2).topic("stock", 3);
    private final FakeCluster green = new FakeCluster(Colour.GREEN).topic("stock", 1);
    private final FakeMirrorRecords records = new FakeMirrorRecords();
    private final FakeConnect connect =
            new FakeConnect("workers", green, Map.of("blue", blue, "green", green), records);
    private final FakeJournal journal = new FakeJournal();
    private final FakePacer pacer = new FakePacer();
    private final Estates estates = new Estates(blue, green, blue, green, connect, records);
    private final List<String> heard = new ArrayList<>();

    ApplyTest() {
        MirrorLayout.requiredPlugins().forEach(connect::plugin);
        blue.commit("g", new Tp("stock", 0), 0, "");
        blue.alterTopicConfigs("orders", Map.of("retention.ms", "5"), Set.of());
        green.alterTopicConfigs("stock", Map.of("cleanup.policy", "compact"), Set.of());
    }

    @Test
    void afterApplyNothingIsPendingAndTheJournalSaysSo() {
        Plan plan = plan();

        apply().carryOut(plan);

        assertThat(plan().operations()).isEmpty();
        assertThat(journal.events())
                .containsExactly(
                        new Event.ApplyBegan(
                                plan.fingerprint(), plan.operations().size()),
                        new Event.Applied(plan.fingerprint(), "blue-cluster-id", "green-cluster-id"));
        assertThat(heard).startsWith("began 1/7", "done 1/7").endsWith("done 7/7");
    }

    @Test
    void applyingTwiceChangesNothing() {
        Plan plan = plan();
        apply().carryOut(plan);

        apply().carryOut(plan);

        assertThat(plan().operations()).isEmpty();
    }

    @Test
    void anApplyKilledAfterAnyOperationGoesOnWithTheSavedPlan() {
        int operations = plan().operations().size();
        for (int survived = 0; survived <= operations; survived++) {
            ApplyTest world = new ApplyTest();
            Plan saved = world.plan();
            world.killAfter(saved, survived);
            String how = "killed after " + survived;

            Plan now = world.plan();
            assertThatCode(() -> Apply.refuseStale(saved, now)).as(how).doesNotThrowAnyException();
            world.apply().carryOut(saved);

            assertThat(world.plan().operations()).as(how).isEmpty();
        }
    }

    @Test
    void anApplyKilledBeforeItsConnectorsRanGoesOnWithTheSavedPlan() {
        Plan saved = plan();
        apply().carryOut(saved);
        connect.failTask("kmig.shop.mirror.shop", "the first attempt's end");

        assertThatCode(() -> Apply.refuseStale(saved, plan())).doesNotThrowAnyException();
        apply().carryOut(saved);

        assertThat(plan().operations()).isEmpty();
    }

    @Test
    void aStalePlanIsRefusedWithEachReason() {
        Plan saved = plan();
        blue.topic("new", 1);
        green.alterTopicConfigs("stock", Map.of("max.message.bytes", "7"), Set.of());
        Plan now = plan();
        Plan elsewhere =
                new Plan("other", "X", "Y", now.fingerprint(), now.operations(), now.order(), now.risks(), now.scope());

        assertThatThrownBy(() -> Apply.refuseStale(saved, elsewhere)).isInstanceOfSatisfying(KmigException.class, e -> {
            assertThat(codes(e)).containsExactly(ErrorCode.PLAN_STALE);
            assertThat(e.getMessage())
                    .contains("it is a plan for migration shop, this is other")
                    .contains("it was made for other clusters (blue-cluster-id -> green-cluster-id)")
                    .contains("kmig.yaml or blue's topics changed since it was made")
                    .contains("green now needs a change to topic stock that it does not name")
                    .contains("green now needs a change to topic new");
        });
    }

    @Test
    void whatSomebodyElseStoppedIsNotRevivedUnderASavedPlanThatDoesNotNameIt() {
        apply().carryOut(plan());
        Plan saved = plan();
        connect.stop("kmig.shop.mirror.shop");

        assertThatThrownBy(() -> Apply.refuseStale(saved, plan())).hasMessageContaining("kmig.shop.mirror.shop");
    }

    @Test
    void aConnectorConfigTheWorkersRefuseStopsApplyBeforeTheFirstChange() {
        Plan plan = plan();
        connect.findings(new ConfigFinding("exactly.once.support", "not on this worker"));
        List<String> before = green.calls();

        KmigException refusal = catchThrowableOfType(KmigException.class, () -> apply().carryOut(plan));

        assertThat(codes(refusal))
                .as("one a connector, all at once")
                .hasSize(4)
                .containsOnly(ErrorCode.CONNECTOR_CONFIG_REFUSED);
        assertThat(refusal.getMessage())
                .contains("exactly.once.support of connector kmig.shop.mirror.shop: not on this worker");
        assertThat(green.calls()).isEqualTo(before);
        assertThat(connect.calls()).noneMatch(c -> c.startsWith("put"));
        assertThat(journal.events()).isEmpty();
    }

    @Test
    void aTaskThatFailsIsShownWithItsTrace() {
        Plan plan = plan();
        pacer.during(() -> connect.failTask("kmig.shop.mirror.shop", "SaslAuthenticationException: no such user"));
        connect.beforeCall(call -> {
            if (call.equals("connector kmig.shop.mirror.shop")
                    && connect.calls().contains("put kmig.shop.mirror.shop")) {
                connect.failTask("kmig.shop.mirror.shop", "SaslAuthenticationException: no such user");
            }
        });

        KmigException refusal = catchThrowableOfType(KmigException.class, () -> apply().carryOut(plan));

        assertThat(codes(refusal)).containsExactly(ErrorCode.APPLY_INCOMPLETE);
        assertThat(refusal.getMessage())
                .contains("connector kmig.shop.mirror.shop is RUNNING with 1 tasks after 90 s")
                .contains("SaslAuthenticationException: no such user");
        assertThat(journal.events()).noneMatch(Event.Applied.class::isInstance);
        assertThat(heard).contains("waiting connectors to run: kmig.shop.mirror.shop");
    }

    @Test
    void aConnectorTheWorkersForgetIsNamed() {
        Plan plan = plan();
        connect.beforeCall(call -> {
            if (call.equals("connector kmig.shop.heartbeat") && connect.calls().contains("put kmig.shop.heartbeat")) {
                connect.delete("kmig.shop.heartbeat");
            }
        });

        KmigException refusal = catchThrowableOfType(KmigException.class, () -> apply().carryOut(plan));

        assertThat(codes(refusal)).containsExactly(ErrorCode.APPLY_INCOMPLETE);
        assertThat(refusal.getMessage()).contains("the workers do not know them: [kmig.shop.heartbeat]");
    }

    @Test
    void whoeverLosesTheJournalAppliesNothing() {
        Plan plan = plan();
        journal.beforeAppend(event -> {
            throw FakeJournal.problem(ErrorCode.OTHER_OPERATOR, "another kmig took over");
        });
        List<String> before = green.calls();

        assertThatThrownBy(() -> apply().carryOut(plan)).isInstanceOf(KmigException.class);

        assertThat(green.calls()).isEqualTo(before);
        assertThat(connect.calls()).noneMatch(c -> c.startsWith("put"));
    }

    private void killAfter(Plan plan, int operations) {
        AtomicInteger done = new AtomicInteger();
        Apply mortal = new Apply(estates, journal, pacer, new Apply.Listener() {
            @Override
            public void began(int number, int of, Operation operation) {
                if (done.get() == operations) {
                    throw new Death();
                }
            }

            @Override
            public void done(int number, int of, Operation operation) {
                done.incrementAndGet();
            }

            @Override
            public void waiting(String what) {}
        });
        try {
            mortal.carryOut(plan);
        } catch (Death expected) {
            assertThat(done).hasValue(operations);
        }
    }

    private Plan plan() {
        Survey survey = Survey.of(spec, estates);
        return new Planner(spec)
                .plan(survey.blue(), survey.green(), survey.connectors(), Set.of(), Set.of(), List.of());
    }

    private Apply apply() {
        return new Apply(estates, journal, pacer, new Apply.Listener() {
            @Override
            public void began(int number, int of, Operation operation) {
                heard.add("began " + number + "/" + of);
            }

            @Override
            public void done(int number, int of, Operation operation) {
                heard.add("done " + number + "/" + of);
            }

            @Override
            public void waiting(String what) {
                heard.add("waiting " + what);
            }
        });
    }

    private static List<ErrorCode> codes(KmigException refusal) {
        return refusal.problems().stream().map(p -> p.code()).toList();
    }
}
