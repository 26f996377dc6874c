package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.KmigException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A move is killed before and after every call of every port (journal, clusters, workers, hooks, time), some time goes
 * by, and a new process moves the unit again. Whatever the point, the end is that of a move nobody disturbed.
 */
final class KillAnywhereTest {
    enum Kind {
        CONSUMER,
        PRODUCER,
        BOTH;

        World world() {
            return switch (this) {
                case CONSUMER -> World.ofConsumer();
                case PRODUCER -> World.ofProducer();
                case BOTH -> World.ofBoth();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMoveKilledAnywhereIsEndedByTheNextRun(Kind kind) {
        KillSwitch undisturbed = KillSwitch.never();
        World calm = kind.world();
        calm.move(undisturbed);
        calm.settle();
        calm.assertMoved("undisturbed");
        assertThat(undisturbed.points()).isGreaterThan(60);

        for (int point = 0; point < undisturbed.points(); point++) {
            World world = kind.world();
            String where = kind + " killed " + undisturbed.call(point);

            killed(world, KillSwitch.at(point), where);
            world.pass(2);
            again(world, where);

            world.settle();
            world.assertMoved(where);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMoveKilledSeveralTimesIsEndedByTheNextRun(Kind kind) {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            World world = kind.world();
            String where = kind + ", seed " + seed;

            int kills = 2 + random.nextInt(3);
            for (int i = 0; i < kills; i++) {
                try {
                    world.move(KillSwitch.at(random.nextInt(200)));
                } catch (KillSwitch.Killed killed) {
                    where += ", killed " + killed.getMessage();
                }
                world.pass(random.nextInt(4));
            }
            again(world, where);

            world.settle();
            world.assertMoved(where);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMoveInWhichAnyCallFailsIsOnBlueOrGoesOn(Kind kind) {
        KillSwitch undisturbed = KillSwitch.never();
        kind.world().move(undisturbed);

        for (int point = 0; point < undisturbed.points(); point++) {
            World world = kind.world();
            String where = kind + " failing " + undisturbed.call(point);

            if (undisturbed.call(point).endsWith("Pacer.now")) {
                // a clock does not fail
                continue;
            }
            failing(world, KillSwitch.fails(point));

            boolean forwardOnly = world.history().progress("app").startBegan();
            boolean journalLost = undisturbed.call(point).contains("JournalPort");
            if (forwardOnly || journalLost) {
                again(world, where);
                world.settle();
                world.assertMoved(where);
            } else {
                world.settle();
                world.assertOnBlue(where);
                again(world, where);
                world.settle();
                world.assertMoved(where);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMoveInWhichAnyCallBreaksAsNobodyForesawIsOnBlueOrGoesOn(Kind kind) {
        KillSwitch undisturbed = KillSwitch.never();
        kind.world().move(undisturbed);

        for (int point = 0; point < undisturbed.points(); point++) {
            World world = kind.world();
            String where = kind + " breaking " + undisturbed.call(point);
            if (undisturbed.call(point).endsWith("Pacer.now")) {
                continue;
            }

            failing(world, KillSwitch.breaks(point));

            // an intent that failed to be written may have been written all the same
            boolean mayBeForwardOnly = undisturbed.call(point).contains("step=START");
            if (!world.history().progress("app").startBegan() && !mayBeForwardOnly) {
                world.settle();
                world.assertOnBlue(where);
            }
            again(world, where);
            world.settle();
            world.assertMoved(where);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMoveKilledWhileItIsUndoneIsEndedByTheNextRun(Kind kind) {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            World world = kind.world();
            int failing = random.nextInt(250);
            int killed = failing + 1 + random.nextInt(16);
            String where = kind + ", seed " + seed + ", fails at " + failing + ", killed at " + killed;

            try {
                failing(world, KillSwitch.failsAndIsKilled(failing, killed));
            } catch (KillSwitch.Killed expected) {
                world.pass(1);
            }
            again(world, where);

            world.settle();
            world.assertMoved(where);
        }
    }

    private static void failing(World world, KillSwitch kill) {
        try {
            world.move(kill);
        } catch (KmigException | IllegalStateException expected) {
            world.pass(1);
        }
    }

    private static void killed(World world, KillSwitch kill, String where) {
        try {
            world.move(kill);
        } catch (KillSwitch.Killed expected) {
            return;
        }
        throw new AssertionError("was not " + where);
    }

    private static void again(World world, String where) {
        try {
            world.move();
        } catch (KmigException e) {
            throw new AssertionError(where + ": the next run refused", e);
        }
    }
}
