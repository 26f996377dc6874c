package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.cli.session.Operations;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.ReturnLayout;
import io.kmig.testkit.FakeDatabases;
import io.kmig.testkit.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The move of a unit that writes a database: no row is lost, under load, whatever fails or is killed. */
class DatabaseMoveTest {
    @Test
    void aDatabaseIsHandedOverWithEveryRowAndItsSequence() {
        DatabaseWorld world = new DatabaseWorld();

        world.move();

        world.pass(5);
        world.settle();
        world.assertMoved("undisturbed");
        assertThat(world.heard.steps())
                .containsSubsequence(
                        Step.STOP,
                        Step.MARK,
                        Step.FENCE,
                        Step.HAND_OFF,
                        Step.APPLIED,
                        Step.COMPARE,
                        Step.SEQUENCES,
                        Step.START);
        assertThat(world.events()).anySatisfy(e -> {
            assertThat(e).isInstanceOf(Event.RowsCompared.class);
            assertThat(((Event.RowsCompared) e).rows()).isPositive();
            assertThat(((Event.RowsCompared) e).different()).isZero();
        });
    }

    @Test
    void theStartOfAWriterThatNothingOnKafkaShowsSaysSo() {
        DatabaseWorld world = new DatabaseWorld();

        world.move();

        assertThat(world.heard.notes())
                .contains("START: hooks done, no group with positions and no topic of its own to see it by");
    }

    @Test
    void aMoveKilledAnywhereIsEndedByTheNextRun() {
        KillSwitch undisturbed = KillSwitch.never();
        new DatabaseWorld().move(undisturbed);
        assertThat(undisturbed.points()).isGreaterThan(60);

        for (int point = 0; point < undisturbed.points(); point++) {
            DatabaseWorld world = new DatabaseWorld();
            String where = "killed " + undisturbed.call(point);

            KillSwitch kill = KillSwitch.at(point);
            assertThat(catchThrowableOfType(KillSwitch.Killed.class, () -> world.move(kill)))
                    .as(where)
                    .isNotNull();
            world.pass(2);
            again(world, where);

            world.settle();
            world.assertMoved(where);
        }
    }

    @Test
    void aMoveInWhichAnyCallFailsIsOnBlueOrGoesOn() {
        KillSwitch undisturbed = KillSwitch.never();
        new DatabaseWorld().move(undisturbed);

        for (int point = 0; point < undisturbed.points(); point++) {
            if (undisturbed.call(point).endsWith("Pacer.now")) {
                // a clock does not fail
                continue;
            }
            DatabaseWorld world = new DatabaseWorld();
            String where = "failing " + undisturbed.call(point);

            try {
                world.move(KillSwitch.fails(point));
            } catch (KmigException refused) {
                where += ": " + refused.getMessage();
            }
            boolean journalLost = undisturbed.call(point).contains("JournalPort");
            if (!world.history().progress("app").startBegan() && !journalLost) {
                world.pass(60);
                world.settle();
                world.assertOnBlue(where);
            }
            again(world, where);

            world.settle();
            world.assertMoved(where);
        }
    }

    @Test
    void rowsThatDifferLeaveTheUnitOnBlueAndAreNamed() {
        DatabaseWorld world = new DatabaseWorld();
        world.databases.write(Colour.GREEN, 7_777, "nobody knows where from");

        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);

        assertThat(codes(refusal)).containsExactly(ErrorCode.ROWS_DIFFER);
        assertThat(refusal.exit()).isEqualTo(Exit.DIVERGED);
        assertThat(refusal.getMessage()).contains("database shop", "public.rows (7777)");
        assertThat(world.events()).anyMatch(e -> e instanceof Event.RowsCompared r && r.different() == 1);
        world.databases.delete(Colour.GREEN, 7_777);
        world.settle();
        world.assertOnBlue("after the difference");
    }

    @Test
    void whoWritesBehindTheComparisonIsFoundAndNothingOfItIsLost() {
        for (Colour side : Colour.values()) {
            DatabaseWorld world = new DatabaseWorld();
            if (side == Colour.GREEN) {
                world.move();
            }
            world.databases.onceCompared(() -> world.strangerWrites(side, 7_777));

            KmigException refusal =
                    catchThrowableOfType(KmigException.class, side == Colour.BLUE ? world::move : world::takeBack);

            assertThat(codes(refusal)).as(side.label()).containsExactly(ErrorCode.FENCE_LEAKS);
            assertThat(refusal.getMessage())
                    .contains("the blue database shop".replace("blue", side.label()), FakeDatabases.ROWS);
            world.settle();
            if (side == Colour.BLUE) {
                world.assertOnBlue("after a stranger's row");
            } else {
                world.assertMoved("after a stranger's row");
            }
        }
    }

    @Test
    void aTopicThatCaptureMakesWhileTheUnitIsOnGreenDoesNotHoldUpTheWayBack() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        Tp late = new Tp("shop.late", 0);
        world.blue.topic(late.topic(), 1).append(late, "brought back from green");

        world.takeBack();

        world.settle();
        world.assertOnBlue("with a topic that is new on blue");
        assertThat(world.green.topics(List.of(late.topic()))).containsKey(late.topic());
        assertThat(world.history().onceHandedOff()).contains(late.topic());
        world.apply();
        world.pass(5);
        assertThat(world.green.contents(late))
                .as("green's database has it already")
                .isEmpty();
        world.blue.append(late, "born on blue");
        world.pass(5);
        assertThat(world.green.contents(late)).containsExactly("born on blue");
    }

    @Test
    void whileCaptureIsSilentNothingIsStopped() {
        DatabaseWorld world = new DatabaseWorld();
        world.captures = false;

        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);

        assertThat(codes(refusal)).containsExactly(ErrorCode.CAPTURE_INCOMPLETE);
        assertThat(refusal.getMessage()).contains("slot debezium", "bytes before the end marker");
        assertThat(world.hooks.calls()).isEmpty();
    }

    @Test
    void aSinkWhoseTaskFailedIsNamedBeforeAnythingIsStopped() {
        DatabaseWorld world = new DatabaseWorld();
        world.connect.failTask(DatabaseWorld.SINK, "ConnectException: public.orders has no key");

        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);

        assertThat(codes(refusal)).containsExactly(ErrorCode.SINK_NOT_READY);
        assertThat(refusal.getMessage()).contains("public.orders has no key");
        assertThat(world.hooks.calls()).isEmpty();
    }

    @Test
    void aSinkThatFailsDuringTheMoveEndsItAtOnce() {
        DatabaseWorld world = new DatabaseWorld();
        world.whenStopped = () -> world.connect.failTask(DatabaseWorld.SINK, "ConnectException: public.orders is gone");

        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);

        assertThat(codes(refusal)).contains(ErrorCode.SINK_NOT_READY).doesNotContain(ErrorCode.WRITE_PAUSE_EXCEEDED);
        assertThat(refusal.getMessage()).contains("public.orders is gone");
        assertThat(world.runsOn()).contains(Colour.BLUE);
    }

    @Test
    void aSinkThatDoesNotCatchUpLeavesTheUnitOnBlue() {
        DatabaseWorld world = new DatabaseWorld();
        world.whenStopped = () -> world.applies = false;

        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);

        assertThat(codes(refusal)).contains(ErrorCode.SINK_BEHIND, ErrorCode.WRITE_PAUSE_EXCEEDED);
        world.applies = true;
        world.settle();
        world.assertOnBlue("after a sink that stood still");
    }

    @Test
    void aGreenDatabaseThatComesBackInTimeIsWaitedFor() {
        DatabaseWorld world = new DatabaseWorld();
        world.whenStopped = () -> world.databases.awayFor(20);

        world.move();

        world.settle();
        world.assertMoved("with a database that was away");
    }

    @Test
    void aGreenDatabaseThatStaysAwayEndsTheMoveAtASafePointAndIsNoRefusalThatChangedNothing() {
        DatabaseWorld world = new DatabaseWorld();
        world.whenStopped = () -> world.databases.awayFor(Integer.MAX_VALUE);

        KmigException failure = catchThrowableOfType(KmigException.class, () -> new Operations()
                .cutover(
                        new SessionOfDatabases(world),
                        new Cutover.Selection.Next(),
                        false,
                        world.heard,
                        (units, entries) -> {}));

        assertThat(codes(failure)).contains(ErrorCode.DATABASE_UNREACHABLE, ErrorCode.WRITE_PAUSE_EXCEEDED);
        assertThat(failure.exit()).isEqualTo(Exit.ROLLED_BACK);
        world.databases.awayFor(0);
        world.settle();
        world.assertOnBlue("after a database that stayed away");
    }

    @Test
    void withoutASourceNeitherMarkerNorComparisonAndItIsSaid() {
        DatabaseWorld world = new DatabaseWorld(Specs.database(false));

        world.move();

        assertThat(world.heard.notes()).anyMatch(n -> n.contains("has no source in kmig.yaml"));
        assertThat(world.events()).doesNotHaveAnyElementsOfTypes(Event.RowsCompared.class);
        assertThat(world.blue.contents(new Tp(FakeDatabases.MESSAGES, 0))).isEmpty();
        assertThat(world.runsOn()).contains(Colour.GREEN);
    }

    @Test
    void whatIsWrittenOnGreenIsThereWhenTheUnitIsBackOnBlue() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        world.pass(20);
        int before = world.heard.steps().size();

        world.takeBack();

        world.pass(5);
        world.settle();
        world.assertOnBlue("after the way back");
        assertThat(world.heard.steps().stream().skip(before))
                .containsSubsequence(
                        Step.STOP, Step.MARK, Step.APPLIED, Step.COMPARE, Step.SEQUENCES, Step.START, Step.FORWARD)
                .doesNotContain(Step.SLOT);
    }

    @Test
    void afterAWayBackItCanBeMovedAgain() {
        DatabaseWorld world = new DatabaseWorld();
        for (int i = 0; i < 3; i++) {
            world.move();
            world.pass(20);
            world.takeBack();
            world.pass(20);
        }
        world.move();

        world.pass(5);
        world.settle();
        assertThat(world.runsOn()).contains(Colour.GREEN);
        assertThat(world.databases.rows(Colour.BLUE)).isEqualTo(world.databases.rows(Colour.GREEN));
    }

    @Test
    void aWayBackKilledAnywhereIsEndedByTheNextRun() {
        KillSwitch undisturbed = KillSwitch.never();
        DatabaseWorld calm = new DatabaseWorld();
        calm.move();
        calm.takeBack(undisturbed);
        assertThat(undisturbed.points()).isGreaterThan(60);

        for (int point = 0; point < undisturbed.points(); point++) {
            DatabaseWorld world = new DatabaseWorld();
            world.move();
            String where = "killed " + undisturbed.call(point);

            KillSwitch kill = KillSwitch.at(point);
            assertThat(catchThrowableOfType(KillSwitch.Killed.class, () -> world.takeBack(kill)))
                    .as(where)
                    .isNotNull();
            world.pass(2);
            try {
                world.takeBack();
            } catch (KmigException e) {
                throw new AssertionError(where + ": the next run refused", e);
            }

            world.settle();
            world.assertOnBlue(where);
        }
    }

    @Test
    void aMoveKilledAnywhereCanBeTakenBackAndNoRowIsLost() {
        KillSwitch undisturbed = KillSwitch.never();
        new DatabaseWorld().move(undisturbed);
        for (int point = 0; point < undisturbed.points(); point++) {
            DatabaseWorld world = new DatabaseWorld();
            String where = "killed " + undisturbed.call(point);
            try {
                world.move(KillSwitch.at(point));
            } catch (KillSwitch.Killed expected) {
                world.pass(2);
            }
            if (!world.history().progress("app").begun()
                    && !world.history().progress("app").moved()) {
                continue;
            }

            try {
                world.takeBack();
            } catch (KmigException e) {
                throw new AssertionError(where + ": the way back was refused", e);
            }

            world.settle();
            world.assertOnBlue(where);
        }
    }

    @Test
    void rowsThatDifferOnBlueLeaveTheUnitOnGreen() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        world.databases.write(Colour.BLUE, 7_777, "nobody knows where from");

        KmigException refusal = catchThrowableOfType(KmigException.class, world::takeBack);

        assertThat(codes(refusal)).containsExactly(ErrorCode.ROWS_DIFFER);
        assertThat(refusal.getMessage()).contains("public.rows (7777)", "differ on blue");
        assertThat(world.runsOn()).contains(Colour.GREEN);
        world.databases.delete(Colour.BLUE, 7_777);
        world.settle();
        world.assertMoved("after a way back that was refused");
    }

    @Test
    void withoutDebeziumOnGreensWorkersNothingIsStopped() {
        DatabaseWorld world = new DatabaseWorld();
        world.connect.withoutPlugin(ReturnLayout.PLUGIN);

        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);

        assertThat(codes(refusal)).containsExactly(ErrorCode.CONNECT_PLUGIN_MISSING);
        assertThat(refusal.problems().get(0).remedy()).contains("wayBack: none");
        assertThat(world.hooks.calls()).isEmpty();
    }

    @Test
    void withoutASourceThereIsNoWayBackOnceItRunsOnGreen() {
        DatabaseWorld world = new DatabaseWorld(Specs.database(false));
        world.move();

        KmigException refusal = catchThrowableOfType(KmigException.class, world::takeBack);

        assertThat(codes(refusal)).containsExactly(ErrorCode.NO_WAY_BACK);
        assertThat(refusal.getMessage()).contains("green database (shop)");
        assertThat(world.runsOn()).contains(Colour.GREEN);
        assertThat(world.events()).doesNotHaveAnyElementsOfTypes(Event.TurnedBack.class);
    }

    @Test
    void whatHasNoWayBackIsKnownBeforeAnyUnitIsTakenBack() {
        for (boolean source : List.of(true, false)) {
            DatabaseWorld world = new DatabaseWorld(Specs.database(source));
            world.move();

            List<Rollback.Step> steps = Rollback.steps(world.plan().order(), world.history());

            assertThat(steps).hasSize(1);
            assertThat(Rollback.obstacles(world.spec, steps))
                    .extracting(Problem::code)
                    .isEqualTo(source ? List.of() : List.of(ErrorCode.NO_WAY_BACK));
        }
    }

    @Test
    void aMoveCutShortBeforeStartIsTakenBackWithItsSink() {
        KillSwitch undisturbed = KillSwitch.never();
        new DatabaseWorld().move(undisturbed);
        for (int point = 0; point < undisturbed.points(); point++) {
            DatabaseWorld world = new DatabaseWorld();
            try {
                world.move(KillSwitch.at(point));
            } catch (KillSwitch.Killed expected) {
                world.pass(1);
            }
            if (world.history().progress("app").startBegan()
                    || !world.history().progress("app").begun()) {
                continue;
            }

            world.takeBack();

            world.settle();
            world.assertOnBlue("taken back, killed " + undisturbed.call(point));
        }
    }

    private static void again(DatabaseWorld world, String where) {
        try {
            world.move();
        } catch (KmigException e) {
            throw new AssertionError(where + ": the next run refused", e);
        }
    }
}
