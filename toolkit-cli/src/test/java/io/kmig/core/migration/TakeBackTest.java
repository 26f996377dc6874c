package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way back, under load: what was written on green is kept, and it may be killed anywhere too. */
final class TakeBackTest {
    @ParameterizedTest
    @EnumSource
    void aUnitOnGreenIsTakenBackWithEverythingItWroteThere(KillAnywhereTest.Kind kind) {
        World world = onGreen(kind);
        int onGreen = world.app.acknowledged(World.OUT_0).size();

        world.takeBack();

        assertThat(world.app.runsOn()).contains(Colour.BLUE);
        world.pass(4);
        world.settle();
        world.assertReturned(kind + " undisturbed");
        if (kind != KillAnywhereTest.Kind.CONSUMER) {
            assertThat(world.app.acknowledged(World.OUT_0)).hasSizeGreaterThan(onGreen);
        }
        assertThat(world.plan().operations()).as("the plan after the way back").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void itMovesAgainAfterItWasTakenBack(KillAnywhereTest.Kind kind) {
        World world = onGreen(kind);
        world.takeBack();
        world.pass(3);

        world.move();

        world.pass(3);
        assertThat(world.app.runsOn()).contains(Colour.GREEN);
        world.takeBack();
        world.pass(3);
        world.settle();
        world.assertReturned(kind + " there and back twice");
    }

    @ParameterizedTest
    @EnumSource
    void aWayBackKilledAnywhereIsEndedByTheNextRun(KillAnywhereTest.Kind kind) {
        KillSwitch undisturbed = KillSwitch.never();
        onGreen(kind).takeBack(undisturbed);
        assertThat(undisturbed.points()).isGreaterThan(40);

        for (int point = 0; point < undisturbed.points(); point++) {
            World world = onGreen(kind);
            String where = kind + " killed " + undisturbed.call(point);

            killed(world, KillSwitch.at(point), where);
            world.pass(2);
            again(world, where);

            world.settle();
            world.assertReturned(where);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWayBackInWhichAnyCallFailsIsOnGreenOrGoesOn(KillAnywhereTest.Kind kind) {
        KillSwitch undisturbed = KillSwitch.never();
        onGreen(kind).takeBack(undisturbed);

        for (int point = 0; point < undisturbed.points(); point++) {
            if (undisturbed.call(point).endsWith("Pacer.now")) {
                // a clock does not fail
                continue;
            }
            World world = onGreen(kind);
            String where = kind + " failing " + undisturbed.call(point);

            try {
                world.takeBack(KillSwitch.fails(point));
            } catch (KmigException refused) {
                where += ": " + refused.getMessage();
            }
            History.Progress progress = world.history().progress("app");
            if (!progress.returning() && progress.moved()) {
                assertThat(world.app.runsOn()).as(where).contains(Colour.GREEN);
            }
            world.pass(2);
            again(world, where);

            world.settle();
            world.assertReturned(where);
        }
    }

    @ParameterizedTest
    @EnumSource
    void killsOfMovesAndOfWaysBackInAnyOrderEndWell(KillAnywhereTest.Kind kind) {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            World world = kind.world();
            String where = kind + ", seed " + seed;

            for (int i = 0; i < 4; i++) {
                boolean back = random.nextBoolean();
                try {
                    KillSwitch kill = KillSwitch.at(random.nextInt(220));
                    if (back) {
                        world.takeBack(kill);
                    } else {
                        world.move(kill);
                    }
                    where += back ? ", back" : ", there";
                } catch (KillSwitch.Killed killed) {
                    where += (back ? ", back killed " : ", there killed ") + killed.getMessage();
                } catch (KmigException refused) {
                    where += ", refused " + codes(refused);
                    assertThat(codes(refused)).as(where).containsOnly(ErrorCode.GATE_CLOSED);
                }
                world.pass(random.nextInt(4));
            }
            again(world, where);

            world.settle();
            world.assertReturned(where);
        }
    }

    @Test
    void aMoveThatWasCutShortBeforeStartIsOnlyUndone() {
        World world = World.ofBoth();
        Refusals.killAt(world, new Event.StepBegan("app", Step.SILENCE).toString());

        world.takeBack();

        world.settle();
        world.assertReturned("cut short");
        assertThat(world.events()).contains(new Event.UnitUndone("app", ErrorCode.ROLLED_BACK.id()));
        assertThat(world.events()).doesNotHaveAnyElementsOfTypes(Event.TurnedBack.class);
    }

    @Test
    void aUnitThatNeverMovedIsLeftAlone() {
        World world = World.ofBoth();
        List<Event> before = world.events();

        world.takeBack();

        assertThat(world.hooks.calls()).isEmpty();
        assertThat(world.events()).hasSameSizeAs(before);
    }

    @Test
    void aMoveIsRefusedWhileItsWayBackIsUnderWay() {
        World world = onGreen(KillAnywhereTest.Kind.BOTH);
        KillSwitch undisturbed = KillSwitch.never();
        onGreen(KillAnywhereTest.Kind.BOTH).takeBack(undisturbed);
        killed(world, KillSwitch.at(undisturbed.points() / 2), "half way");

        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);

        assertThat(codes(refusal)).containsExactly(ErrorCode.GATE_CLOSED);
        assertThat(refusal.getMessage()).contains("rollback");
    }

    @Test
    void aLeakOnGreenLeavesTheUnitThere() {
        World world = onGreen(KillAnywhereTest.Kind.PRODUCER);
        world.connect.beforeCall(Refusals.once("stop " + World.REVERSE, () -> {
            world.green.produce(World.OUT_0, "stray");
        }));

        KmigException refusal = catchThrowableOfType(KmigException.class, world::takeBack);

        assertThat(codes(refusal)).containsExactly(ErrorCode.FENCE_LEAKS);
        assertThat(refusal.getMessage()).contains("on green");
        assertThat(world.app.runsOn()).contains(Colour.GREEN);
        assertThat(world.state(World.REVERSE)).isEqualTo("RUNNING");
        assertThat(world.history().progress("app").moved()).isTrue();
        assertThat(world.history().progress("app").returning()).isFalse();
    }

    @Test
    void aReverseMirrorThatHasNotCopiedEverythingLeavesTheUnitOnGreen() {
        World world = onGreen(KillAnywhereTest.Kind.PRODUCER);
        world.hooks.does(world.mover().stop(), () -> {
            world.green.append(World.OUT_0, "left behind");
            world.app.stop();
            world.connect.failTask(World.REVERSE, "java.io.IOException: disk");
        });

        KmigException refusal = catchThrowableOfType(KmigException.class, world::takeBack);

        assertThat(codes(refusal)).containsExactly(ErrorCode.DRAIN_INCOMPLETE, ErrorCode.WRITE_PAUSE_EXCEEDED);
        assertThat(refusal.getMessage()).contains("out-0 has a record at ");
        assertThat(refusal.problems().get(0).remedy()).contains("`kmig rollback`");
        assertThat(world.app.runsOn()).contains(Colour.GREEN);
        assertThat(world.state(World.REVERSE)).isEqualTo("RUNNING");
        world.settle();
        assertThat(world.blue.contents(World.OUT_0)).isEqualTo(world.green.contents(World.OUT_0));
    }

    /** Blue may have Connect workers of its own, such as those that capture a database; the mirror is not theirs. */
    @Test
    void theWayBackFencesTheReverseMirrorUnderTheGroupOfTheWorkersThatRunIt() {
        World world = onGreen(KillAnywhereTest.Kind.PRODUCER);
        world.blue.connectGroup("capture");
        int before = world.blue.calls().size();

        world.takeBack();

        List<String> fenced = world.blue.calls().stream()
                .skip(before)
                .filter(call -> call.startsWith("fenceProducers ") && call.contains(World.REVERSE))
                .toList();
        assertThat(fenced).singleElement().satisfies(call -> assertThat(call)
                .contains("connect-" + World.REVERSE + "-0", "connect-" + World.REVERSE + "-1")
                .doesNotContain("capture-"));
    }

    private static World onGreen(KillAnywhereTest.Kind kind) {
        World world = kind.world();
        world.move();
        world.pass(4);
        return world;
    }

    private static void killed(World world, KillSwitch kill, String where) {
        KillSwitch.Killed killed = catchThrowableOfType(KillSwitch.Killed.class, () -> world.takeBack(kill));
        assertThat(killed).as(where).isNotNull();
    }

    private static void again(World world, String where) {
        try {
            world.takeBack();
        } catch (RuntimeException e) {
            throw new AssertionError(where, e);
        }
    }
}
