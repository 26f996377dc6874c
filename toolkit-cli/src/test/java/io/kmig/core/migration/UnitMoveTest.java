package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.only;
import static io.kmig.core.migration.Refusals.pinned;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Stretch;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.port.HookPort;
import io.kmig.testkit.FakeHooks;
import io.kmig.testkit.Specs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class UnitMoveTest {
    @Test
    void aConsumerResumesExactlyWhereItStopped() {
        World world = World.ofConsumer();

        world.move();

        assertThat(world.heard.steps()).containsExactly(Step.PREPARE, Step.STOP, Step.PIN, Step.START);
        assertThat(pinned(world).green()).isNotEqualTo(pinned(world).blue());
        assertThat(pinned(world).green().values()).allMatch(o -> o.metadata().equals("by app"));
        world.settle();
        world.assertMoved("undisturbed");
    }

    @Test
    void pinsAreOneRequestAGroupAndPinningAgainAfterAKillChangesNothing() {
        World world = World.ofConsumer();
        Refusals.killAt(world, new Event.StepBegan("app", Step.START).toString());
        Map<Tp, GroupOffset> first = world.green.stableOffsets(World.GROUP);
        assertThat(commits(world)).isEqualTo(1);
        Map<Tp, GroupOffset> second = new HashMap<>();
        world.hooks.does(world.mover().start(), () -> {
            second.putAll(world.green.stableOffsets(World.GROUP));
            world.app.start(world.green);
        });

        world.move();

        assertThat(first).hasSize(2);
        assertThat(second).isEqualTo(first);
        assertThat(commits(world)).isEqualTo(2);
        world.settle();
        world.assertMoved("pinned twice");
    }

    @Test
    void whatThePositionsRestOnIsJournaledBeforeTheyArePinned() {
        World world = World.ofConsumer();

        world.move();

        List<Event> events = world.events();
        Event.PositionsProved proved = only(world, Event.PositionsProved.class);
        Event.Pinned pinned = pinned(world);
        assertThat(events.indexOf(proved)).isLessThan(events.indexOf(pinned));
        pinned.green().forEach((tp, position) -> {
            Stretch stretch = proved.compared().get(tp);
            assertThat(stretch.greenFrom()).isLessThanOrEqualTo(position.offset());
            assertThat(stretch.greenTo()).isGreaterThanOrEqualTo(position.offset());
            assertThat(stretch.blueTo())
                    .isGreaterThanOrEqualTo(pinned.blue().get(tp).offset());
        });
    }

    private static long commits(World world) {
        return world.green.calls().stream()
                .filter(call -> call.startsWith("commitOffsets"))
                .count();
    }

    @Test
    void aClientThatKeepsItsPositionsItselfMovesAndIsSaidToCarryNone() {
        World world = World.ofConsumer();
        world.spec = Specs.plain()
                .with(Specs.reading(Specs.client("app", List.of(World.GROUP), List.of()), "out"))
                .spec();

        world.move();

        assertThat(world.heard.notes())
                .contains("client app keeps its positions on out itself: kmig carries none of them to green");
        assertThat(pinned(world).green()).containsOnlyKeys(World.IN_0, World.IN_1);
        world.settle();
        world.assertMoved("external positions");
    }

    @Test
    void membersThatLingerAreRemovedWhenTheStopHookHasEndedAndNotBefore() {
        World world = World.ofConsumer();
        world.hooks.does(world.mover().stop(), () -> {
            assertThat(world.blue.calls()).noneMatch(call -> call.startsWith("removeMembers"));
            world.app.stop();
            world.blue.group(World.GROUP, "classic", "STABLE", 1);
        });

        world.move();

        assertThat(world.blue.calls()).contains("removeMembers " + World.GROUP);
        world.settle();
        world.assertMoved("a member lingered");
    }

    @Test
    void whatWasLeftOutInProvingAPositionIsJournaled() {
        World world = World.ofConsumer();
        world.green.stampOnAppend("in");

        world.move();

        assertThat(only(world, Event.PinnedWithWaiver.class).waivers())
                .singleElement()
                .asString()
                .contains("timestamps not compared");
        world.settle();
        world.assertMoved("undisturbed");
    }

    @Test
    void aProducersTopicsChangeHandsAndFlowBackFromTheRecordedEnds() {
        World world = World.ofProducer();
        Map<Tp, Long> positioned = new TreeMap<>();
        world.connect.beforeCall(call -> {
            if (call.equals("resume " + World.REVERSE)) {
                positioned.putAll(world.connect.mirrorOffsets(World.REVERSE));
            }
        });

        world.move();

        assertThat(world.heard.steps())
                .containsExactly(
                        Step.PREPARE,
                        Step.STOP,
                        Step.FENCE,
                        Step.DRAIN,
                        Step.SILENCE,
                        Step.VERIFY,
                        Step.HAND_OFF,
                        Step.START,
                        Step.REVERSE);
        Event.HandedOff handedOff = only(world, Event.HandedOff.class);
        assertThat(positioned.keySet()).isEqualTo(handedOff.greenEnds().keySet());
        positioned.forEach((tp, offset) -> assertThat(offset + 1)
                .as("%s", tp)
                .isEqualTo(handedOff.greenEnds().get(tp)));
        handedOff.greenEnds().forEach((tp, end) -> assertThat(world.blue.contents(tp))
                .as("born on green, %s", tp)
                .doesNotContainAnyElementsOf(world.green.read(tp, end).values()));
        world.settle();
        world.assertMoved("undisturbed");
    }

    @Test
    void aConsumeAndProduceUnitDoesBoth() {
        World world = World.ofBoth();

        world.move();

        assertThat(world.heard.steps())
                .containsExactly(
                        Step.PREPARE,
                        Step.STOP,
                        Step.FENCE,
                        Step.DRAIN,
                        Step.SILENCE,
                        Step.VERIFY,
                        Step.HAND_OFF,
                        Step.PIN,
                        Step.START,
                        Step.REVERSE);
        world.settle();
        world.assertMoved("undisturbed");
    }

    @Test
    void hooksAreToldWhereAndWhat() {
        World world = World.ofConsumer();

        world.move();

        assertThat(world.hooks.calls().stream().map(FakeHooks.Call::environment))
                .containsExactly(
                        Map.of(
                                "KMIG_MIGRATION",
                                "shop",
                                "KMIG_PHASE",
                                "stop",
                                "KMIG_CLIENT",
                                "app",
                                "KMIG_TARGET",
                                "blue",
                                "KMIG_TARGET_BOOTSTRAP",
                                "blue:9092"),
                        Map.of(
                                "KMIG_MIGRATION",
                                "shop",
                                "KMIG_PHASE",
                                "start",
                                "KMIG_CLIENT",
                                "app",
                                "KMIG_TARGET",
                                "green",
                                "KMIG_TARGET_BOOTSTRAP",
                                "green:9092"));
    }

    @Test
    void aUnitThatMovedIsNotMovedAgain() {
        World world = World.ofBoth();
        world.move();
        List<String> acts = world.acts();

        world.move();

        assertThat(world.acts()).isEqualTo(acts);
    }

    @Test
    void whatStockCheckpointsWouldHaveReadAgainIsCounted() {
        World world = World.ofConsumer();
        world.records.checkpoint("blue", World.GROUP, World.IN_0, 1);

        world.move();

        long there = pinned(world).green().get(World.IN_0).offset();
        assertThat(pinned(world).rereadAvoided()).isEqualTo(there - 1);
    }

    @Test
    void withoutStockCheckpointsNothingIsSaidOfThem() {
        World world = World.ofConsumer();

        world.move();

        assertThat(pinned(world).rereadAvoided()).isEqualTo(-1);
    }

    @Test
    void aConsumerThatAssignsItsPartitionsIsKnownByItsCommits() {
        World world = World.ofConsumer();
        world.hooks.when(world.mover().start(), environment -> {
            long began = pinned(world).green().get(World.IN_0).offset();
            world.green.commit(World.GROUP, World.IN_0, began + 1, "by assign()");
            return new HookPort.Outcome.Done(Duration.ZERO);
        });

        world.move();

        assertThat(world.history().moved()).containsExactly("app");
    }

    @Test
    void aTopicThatStampsOnAppendDoesSoAgainOnceItIsGreens() {
        World world = World.ofProducer();
        world.blue.alterTopicConfigs("out", Map.of("message.timestamp.type", "LogAppendTime"), Set.of());

        world.move();

        assertThat(world.green
                        .topics()
                        .get("out")
                        .configs()
                        .get("message.timestamp.type")
                        .value())
                .isEqualTo("LogAppendTime");
        assertThat(world.green
                        .topics()
                        .get("in")
                        .configs()
                        .get("message.timestamp.type")
                        .value())
                .isEqualTo("CreateTime");
    }
}
