package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Both logs are read while the clients still run, so that inside the pause only what came since is left to be read. */
final class ReadAheadTest {
    private static final int LONG = 1_500;
    private static final String MIRROR = "kmig.shop.mirror.unclaimed";

    private final World world = World.ofConsumer();
    private int readBeforeTheStop = -1;

    @Test
    void positionsAreFoundBeforeTheStopAndOnlyWhatCameSinceIsReadInThePause() {
        longLogs();
        whenStopped(() -> {});

        world.move();

        assertThat(readBeforeTheStop).as("both logs of both partitions").isGreaterThan(4 * LONG);
        assertThat(world.reads - readBeforeTheStop).as("in the pause").isLessThan(200);
        assertThat(world.heard.notes())
                .anySatisfy(
                        n -> assertThat(n).startsWith("PREPARE").contains("2 of 2 positions exact ahead of the stop"));
        world.settle();
        world.assertMoved("undisturbed");
    }

    @Test
    void howFarItIsIsToldBeforeTheStop() {
        longLogs();
        whenStopped(() -> assertThat(world.heard.readings())
                .as("as the stop begins")
                .isNotEmpty()
                .allMatch(r -> r.partitions() == 2)
                .anyMatch(r -> r.offsetsRead() > LONG && r.partitionsDone() == 0)
                .last()
                .satisfies(r -> {
                    assertThat(r.partitionsDone()).isEqualTo(2);
                    assertThat(r.offsetsRead()).isEqualTo(r.offsets()).isGreaterThan(4 * LONG);
                }));

        world.move();

        assertThat(readBeforeTheStop).isPositive();
        assertThat(world.heard.readings())
                .last()
                .satisfies(r -> assertThat(r.offsets()).as("in the pause").isLessThan(200));
    }

    @Test
    void onTheWayBackItIsReadAheadToo() {
        world.move();
        longLogs();
        whenStopped(() -> {});
        world.reads = 0;

        world.takeBack();

        assertThat(readBeforeTheStop).isGreaterThan(4 * LONG);
        assertThat(world.reads - readBeforeTheStop).as("in the pause").isLessThan(200);
        world.settle();
        world.assertReturned("undisturbed");
    }

    /** The clients may be stopped already, and every read would count as pause. */
    @Test
    void aMoveThatGoesOnAfterAKillDoesNotReadAhead() {
        longLogs();
        Refusals.killAt(world, new Event.StepBegan("app", Step.STOP).toString());
        assertThat(world.reads).as("of the killed run").isGreaterThan(4 * LONG);
        world.reads = 0;
        whenStopped(() -> {});

        world.move();

        assertThat(readBeforeTheStop).isZero();
        assertThat(world.reads).isGreaterThan(4 * LONG);
        world.settle();
        world.assertMoved("after a kill");
    }

    /** The others are read all the same. */
    @Test
    void aPartitionThatCannotBeReadForAWhileIsWaitedForBeforeTheStop() {
        longLogs();
        Instant readable = world.pacer.now().plus(Pinning.READ_PAST_WITHIN).minusSeconds(2);
        refuseReading(World.IN_0, () -> world.pacer.now().isBefore(readable));
        whenStopped(() -> {});

        world.move();

        assertThat(world.reads - readBeforeTheStop).as("in the pause").isLessThan(200);
        assertThat(world.heard.notes())
                .anySatisfy(
                        n -> assertThat(n).startsWith("PREPARE").contains("2 of 2 positions exact ahead of the stop"));
        assertThat(world.heard.readings())
                .filteredOn(r -> r.partitionsDone() == 2)
                .isNotEmpty();
        world.settle();
        world.assertMoved("waited for");
    }

    /** Counted from the ends it may be exact, and there is no end while somebody else writes on. */
    @Test
    void aDifferenceOnATopicThatOthersGoOnWritingIsRefusedBeforeTheStop() {
        world.app.stop();
        world.green.append(World.IN_0, "nobody's");
        world.whileReadingBlue = () -> {
            if (world.reads % 5 == 0) {
                world.blue.append(World.IN_0, "on and on");
                world.connect.copy();
            }
        };

        KmigException refusal = Refusals.refused(world);

        assertThat(Refusals.codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.problems().get(0).unchanged()).isEqualTo("nothing was stopped");
        assertThat(refusal.problems().get(0).remedy()).contains("stop its writers for a moment");
        assertThat(world.heard.steps()).doesNotContain(Step.STOP);
        assertThat(world.hooks.calls()).isEmpty();
    }

    @Test
    void aPartitionThatCannotBeReadAheadIsRefusedWithTheReasonAndNothingIsStopped() {
        refuseReading(World.IN_0, () -> true);

        KmigException refusal = Refusals.refused(world);

        assertThat(Refusals.codes(refusal)).contains(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.problems().get(0).observed())
                .contains("app on in-0", ErrorCode.PERMISSION_DENIED.id(), "not for you");
        assertThat(world.heard.steps()).doesNotContain(Step.STOP);
        world.settle();
        world.assertOnBlue("refused");
    }

    @Test
    void aPartitionThatCannotBeReadOnlyInThePauseIsRefusedThereWithTheReason() {
        whenStopped(() -> {});
        refuseReading(World.IN_0, () -> readBeforeTheStop >= 0);

        KmigException refusal = Refusals.refused(world);

        assertThat(Refusals.codes(refusal)).contains(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(world.heard.steps()).contains(Step.STOP).doesNotContain(Step.START);
        world.settle();
        world.assertOnBlue("refused");
    }

    /** What both logs differ in is history when the group has read past it. */
    @Test
    void aGroupThatReadsPastADifferenceIsWaitedForBeforeTheStop() {
        world.app.stop();
        world.green.append(World.IN_0, "nobody's");
        Instant again = world.pacer.now().plusSeconds(3);
        world.pacer.during(() -> {
            if (!world.pacer.now().isBefore(again) && !world.heard.steps().contains(Step.STOP)) {
                world.app.start(world.blue);
            }
            world.live();
        });

        world.move();

        assertThat(world.app.runsOn()).contains(Colour.GREEN);
        assertThat(world.heard.steps()).containsOnlyOnce(Step.STOP);
    }

    /** Seen on a busy machine: a mirror did not move for half a minute, and its group was stopped as long for it. */
    @Test
    void aMirrorThatStandsStillForAWhileIsWaitedForBeforeTheStop() {
        world.connect.stop(MIRROR);
        world.pass(5);
        Instant goesOn = world.pacer.now().plus(Pinning.BROUGHT_WITHIN).minusSeconds(5);
        world.pacer.during(() -> {
            if (world.state(MIRROR).equals("STOPPED") && !world.pacer.now().isBefore(goesOn)) {
                world.connect.resume(MIRROR);
            }
            world.live();
        });
        whenStopped(() -> assertThat(world.pacer.now()).isAfterOrEqualTo(goesOn));

        world.move();

        assertThat(world.heard.notes()).anySatisfy(n -> assertThat(n).contains("nothing is stopped yet"));
        assertThat(readBeforeTheStop).isPositive();
        world.settle();
        world.assertMoved("waited for");
    }

    @Test
    void aMirrorThatStandsStillIsRefusedWithItsReasonAndNothingIsStopped() {
        world.connect.failTask(MIRROR, "TimeoutException: no answer");
        world.pass(5);

        KmigException refusal = Refusals.refused(world);

        assertThat(Refusals.codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.problems().get(0).observed())
                .contains("is not on the target yet")
                .contains("; mirror " + MIRROR + " is RUNNING, task 0 FAILED (TimeoutException: no answer)");
        assertThat(refusal.problems().get(0).unchanged()).isEqualTo("nothing was stopped");
        assertThat(world.heard.steps()).doesNotContain(Step.STOP);
        world.connect.restartFailed(MIRROR);
        world.settle();
        world.assertOnBlue("refused");
    }

    /** A side that does not answer at all would not answer in the pause. */
    @Test
    void aClusterThatDoesNotAnswerEndsTheMoveWithNothingStopped() {
        world.green.beforeCall(call -> {
            if (call.startsWith("ends") && world.heard.steps().contains(Step.PREPARE)) {
                throw world.green.failed("no answer");
            }
        });

        KmigException refusal = Refusals.refused(world);

        assertThat(refusal.problems().get(0).observed()).contains("no answer");
        assertThat(world.heard.steps()).doesNotContain(Step.STOP);
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
    }

    private void longLogs() {
        for (int i = 0; i < LONG; i++) {
            world.upstream.live();
        }
        world.pass(3);
    }

    private void whenStopped(Runnable then) {
        world.hooks.does(world.mover().stop(), () -> {
            readBeforeTheStop = world.reads;
            world.app.stop();
            then.run();
        });
    }

    private void refuseReading(Tp tp, BooleanSupplier now) {
        world.blue.beforeCall(call -> {
            if (call.equals("open " + tp) && now.getAsBoolean()) {
                throw new KmigException(
                        new Problem(ErrorCode.PERMISSION_DENIED, "not for you", "nothing was changed", "allow it"));
            }
        });
    }
}
