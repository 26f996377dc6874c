package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.assertNothingWasStopped;
import static io.kmig.core.migration.Refusals.codes;
import static io.kmig.core.migration.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A task that a timeout or a lost broker ended is restarted at the gate; one that has a cause is named with it. */
final class MirrorRestartTest {
    private static final String TIMEOUT = "org.apache.kafka.common.errors.TimeoutException: no metadata";

    @Test
    void aFailedTaskOfTheForwardMirrorIsRestartedAndTheUnitMoves() {
        World world = World.ofProducer();
        world.connect.failTask(World.FORWARD, TIMEOUT);

        world.move();

        assertThat(restarts(world, World.FORWARD)).isEqualTo(1);
        world.settle();
        world.assertMoved("after a restart");
    }

    @Test
    void aTaskThatFailsThreeTimesAndThenRunsDoesNotStopTheMove() {
        World world = World.ofProducer();
        failAtEachLook(world, World.FORWARD, 3);

        world.move();

        assertThat(restarts(world, World.FORWARD)).isEqualTo(3);
        world.settle();
        world.assertMoved("after three restarts");
    }

    @Test
    void aTaskThatFailsAgainAndAgainIsRestartedThreeTimesAndNamedWithItsReasonWhileNothingIsStopped() {
        World world = World.ofProducer();
        failAtEachLook(world, World.FORWARD, Integer.MAX_VALUE);

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.GATE_CLOSED);
        assertThat(refusal.getMessage()).contains("connector " + World.FORWARD, "FAILED", TIMEOUT);
        assertThat(restarts(world, World.FORWARD)).isEqualTo(3);
        assertNothingWasStopped(world);
    }

    @Test
    void aReverseMirrorThatFailsAgainAndAgainIsAnErrorOfItsOwnWithTheTasksReason() {
        World world = World.ofProducer();
        failAtEachLook(world, World.REVERSE, Integer.MAX_VALUE);

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.REVERSE_MIRROR_FAILED);
        assertThat(refusal.getMessage()).contains("connector " + World.REVERSE, TIMEOUT);
        assertThat(restarts(world, World.REVERSE)).isEqualTo(3);
    }

    /** Its task is found failed at the first looks, restarted or not. */
    private static void failAtEachLook(World world, String mirror, int looks) {
        AtomicInteger failed = new AtomicInteger();
        world.connect.beforeCall(call -> {
            boolean runs = world.connect.runs(mirror);
            if (call.equals("connector " + mirror) && runs && failed.getAndIncrement() < looks) {
                world.connect.failTask(mirror, TIMEOUT);
            }
        });
    }

    private static long restarts(World world, String mirror) {
        return world.connect.calls().stream()
                .filter(("restartFailed " + mirror)::equals)
                .count();
    }
}
