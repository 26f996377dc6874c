package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.assertNothingWasStopped;
import static io.kmig.core.migration.Refusals.assertOnBlueWithStrays;
import static io.kmig.core.migration.Refusals.codes;
import static io.kmig.core.migration.Refusals.killAt;
import static io.kmig.core.migration.Refusals.once;
import static io.kmig.core.migration.Refusals.only;
import static io.kmig.core.migration.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.port.ConnectPort.ConfigFinding;
import io.kmig.core.port.HookPort;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every refusal before START leaves the unit on blue, as before; none after it leads back. */
final class MoveRefusalTest {
    // ---- the fence

    @Test
    void refusesCutoverWhenFenceLeaks() {
        World world = World.ofProducer();
        world.blue.recentProducer(World.OUT_0, "producer 4711 epoch 3 of 10.0.0.7");
        AtomicInteger strays = new AtomicInteger();
        world.pacer.during(() -> {
            if (world.app.runsOn().isEmpty()) {
                world.blue.append(World.OUT_0, "stray " + strays.incrementAndGet());
            }
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.FENCE_LEAKS);
        assertThat(refusal.exit()).isEqualTo(Exit.STOPPED);
        assertThat(refusal.getMessage()).contains("out-0 (").contains("producer 4711 epoch 3 of 10.0.0.7");
        assertOnBlueWithStrays(world);
    }

    @Test
    void refusesHandOffWhenAWriteSlipsInAfterTheFenceWasProved() {
        World world = World.ofProducer();
        world.connect.beforeCall(once("stop " + World.FORWARD, () -> world.blue.append(World.OUT_1, "late")));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.FENCE_LEAKS);
        assertThat(refusal.getMessage()).contains("out-1 (").contains("unknown writer");
        assertOnBlueWithStrays(world);
    }

    @Test
    void refusesWhenATransactionOfSomebodyUnnamedIsOpenOnATopicThatChangesHands() {
        World world = World.ofProducer();
        int epoch = world.blue.initTransactions("unnamed");
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.blue.produce("unnamed", epoch, World.OUT_0, "open");
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.TRANSACTION_OPEN);
        assertThat(refusal.getMessage())
                .contains("a transaction is still open on out-0")
                .contains("open: out-0: transactional id unnamed, producer id");
        world.blue.endTransaction("unnamed", epoch, false);
        world.settle();
        world.assertOnBlue("an open transaction");
    }

    @Test
    void aClientKilledInsideItsTransactionIsFencedAndMoves() {
        World world = World.ofBoth();
        world.hooks.does(world.mover().stop(), () -> world.app.crashInTransaction(world.blue));
        world.blue.beforeCall(call -> {
            if (call.startsWith("fenceProducers")) {
                world.blue.pendingCommit(World.GROUP, World.IN_0, false);
                world.blue.pendingCommit(World.GROUP, World.IN_1, false);
            }
        });

        world.move();

        world.settle();
        world.assertMoved("killed in a transaction");
    }

    // ---- the clients

    @Test
    void refusesWhenAClientStillRuns() {
        World world = World.ofConsumer();
        world.hooks.does(world.mover().stop(), () -> {});

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.CLIENT_STILL_RUNNING, ErrorCode.WRITE_PAUSE_EXCEEDED);
        assertThat(refusal.getMessage()).contains("app (STABLE, 1 members)");
        world.settle();
        world.assertOnBlue("still running");
    }

    @Test
    void refusesWhenAClientThatWasRemovedFromItsGroupComesBack() {
        World world = World.ofConsumer();
        world.green.beforeCall(once(
                "commitOffsets " + World.GROUP,
                () -> world.blue.group(World.GROUP, "classic", "PREPARING_REBALANCE", 1)));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.CLIENT_STILL_RUNNING);
        assertThat(refusal.getMessage()).contains("came back").contains("app (PREPARING_REBALANCE, 1 members)");
        world.settle();
        world.assertOnBlue("came back");
    }

    @Test
    void refusesWhenAConsumerWithoutMembershipGoesOnCommitting() {
        World world = World.ofConsumer();
        AtomicInteger position = new AtomicInteger();
        world.pacer.during(() -> {
            if (world.app.runsOn().isEmpty()) {
                world.blue.commit(World.GROUP, new Tp("in", 0), position.incrementAndGet(), "by assign()");
            }
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).contains(ErrorCode.CLIENT_STILL_RUNNING);
        assertThat(refusal.getMessage()).contains("its committed offsets still move");
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
    }

    @Test
    void refusesWhileATransactionThatCommitsPositionsIsOpen() {
        World world = World.ofConsumer();
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.blue.pendingCommit(World.GROUP, World.IN_1, true);
        });
        world.hooks.does(world.mover().start(), () -> {
            world.blue.pendingCommit(World.GROUP, World.IN_1, false);
            world.app.start(world.blue);
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).contains(ErrorCode.CLIENT_STILL_RUNNING);
        assertThat(world.events()).noneMatch(Event.Pinned.class::isInstance);
        world.settle();
        world.assertOnBlue("pending commit");
    }

    // ---- the mirror

    @Test
    void refusesWhenTheMirrorHasNotCopiedEverything() {
        World world = World.ofProducer();
        world.hooks.does(world.mover().stop(), () -> {
            world.blue.append(World.OUT_0, "left behind");
            world.app.stop();
            world.connect.failTask(World.FORWARD, "java.io.IOException: disk");
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.DRAIN_INCOMPLETE, ErrorCode.WRITE_PAUSE_EXCEEDED);
        assertThat(refusal.getMessage()).contains("out-0 has a record at ");
        assertThat(refusal.exit()).isEqualTo(Exit.ROLLED_BACK);
        assertThat(only(world, Event.UnitUndone.class).reason()).isEqualTo(ErrorCode.DRAIN_INCOMPLETE.id());
        assertOnBlueWithStrays(world);
    }

    @Test
    void refusesWhenTheMirrorClaimsMoreThanThereIs() {
        World world = World.ofProducer();
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.blue.deleteTopic("out");
            world.blue.topic("out", 2);
            world.connect.failTask(World.FORWARD, "gone");
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).contains(ErrorCode.DRAIN_INCOMPLETE);
        assertThat(refusal.getMessage()).contains("re-created or truncated");
    }

    @Test
    void aFrozenTaskThatWakesAfterSilenceWritesNothing() {
        World world = World.ofProducer();
        world.connect.freeze(World.FORWARD);
        world.move();

        world.app.idle();
        world.pass(5);
        world.connect.stop(World.REVERSE);
        List<String> before = world.green.contents(World.OUT_0);
        world.blue.append(World.OUT_0, "what a zombie would copy");
        world.pass(5);

        assertThat(world.green.contents(World.OUT_0)).isEqualTo(before);
    }

    @Test
    void refusesWhenTheMirrorIsNotSilent() {
        World world = World.ofProducer();
        String id = world.connect.transactionalId(World.FORWARD);
        world.green.beforeCall(call -> {
            if (call.equals("openTransactions")) {
                // a coordinator that does not end what was fenced
                world.green.produce(id, world.green.initTransactions(id), World.OUT_0, "prepared");
            }
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).contains(ErrorCode.MIRROR_NOT_SILENT);
        world.green.beforeCall(call -> {});
        world.settle();
        world.assertOnBlue("not silent");
    }

    // ---- the offsets

    @Test
    void refusesWhenOffsetsAreNotExact() {
        World world = World.ofConsumer();
        world.app.stop();
        world.green.append(World.IN_0, "nobody's");

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.getMessage()).contains("app on in-0: source offset ");
        assertThat(refusal.problems().get(0).unchanged()).isEqualTo("nothing was stopped");
        assertThat(world.heard.steps()).doesNotContain(Step.STOP);
        assertThat(world.green.calls()).doesNotContain("commitOffsets app");
        assertThat(world.hooks.calls()).isEmpty();
        assertThat(world.history().progress("app").begun()).isFalse();
    }

    @Test
    void refusesPositionsLeftOnGreenWhereTheGroupHasNoneOnBlue() {
        World world = World.ofConsumer();
        world.blue.topic("more", 1);
        world.green.topic("more", 1).topic("greens-own", 1);
        world.green.commit(World.GROUP, new Tp("more", 0), 7, "of a rehearsal");
        world.green.commit(World.GROUP, new Tp("greens-own", 0), 3, "");

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.getMessage())
                .contains("1 positions of unit app are on green", "app on more-0 at 7")
                .doesNotContain("greens-own");
        assertThat(refusal.problems().get(0).unchanged()).isEqualTo("nothing was stopped");
        assertThat(world.hooks.calls()).isEmpty();
    }

    @Test
    void refusesPositionsThatAppearOnGreenDuringTheStop() {
        World world = World.ofConsumer();
        world.blue.topic("more", 1);
        world.green.topic("more", 1);
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.green.commit(World.GROUP, new Tp("more", 0), 7, "of another tool");
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.getMessage()).contains("app on more-0 at 7");
        assertThat(world.green.calls()).doesNotContain("commitOffsets app");
        world.settle();
        world.assertOnBlue("left-overs");
    }

    /** Seen before the stop nothing would have to be undone; what differs only then is refused then. */
    @Test
    void refusesInThePauseWhatDiffersOnlySinceTheStop() {
        World world = World.ofConsumer();
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.green.append(World.IN_0, "nobody's");
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.problems().get(0).unchanged())
                .isEqualTo("no offset was written; the unit is started on blue again");
        assertThat(world.heard.steps()).contains(Step.STOP);
        assertThat(world.green.calls()).doesNotContain("commitOffsets app");
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
    }

    @Test
    void waitsForTheMirrorAndGivesUpWhenThePauseIsOver() {
        World world = World.ofConsumer();
        world.hooks.does(world.mover().stop(), () -> {
            world.connect.stop("kmig.shop.mirror.unclaimed");
            world.pass(5);
            world.app.stop();
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT, ErrorCode.WRITE_PAUSE_EXCEEDED);
        assertThat(refusal.getMessage())
                .contains("is not on the target yet")
                .contains("; mirror kmig.shop.mirror.unclaimed is STOPPED");
        world.connect.resume("kmig.shop.mirror.unclaimed");
        world.settle();
        world.assertOnBlue("mirror behind");
    }

    @Test
    void refusesWhenWhatIsReadBackIsNotWhatWasWritten() {
        World world = World.ofConsumer();
        whenReadBack(world, () -> world.green.commit(World.GROUP, World.IN_0, 0, "by somebody else"));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(refusal.getMessage()).contains("reads back other offsets").contains("in-0");
        world.settle();
        world.assertOnBlue("read back");
    }

    // ---- the rest

    @Test
    void aPauseThatTakesTooLongLeadsBackToBlueAndExits7() {
        World world = World.ofBoth();
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.pacer.advance(Duration.ofSeconds(31));
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).contains(ErrorCode.WRITE_PAUSE_EXCEEDED);
        assertThat(refusal.exit()).isEqualTo(Exit.ROLLED_BACK);
        assertThat(refusal.exit().code()).isEqualTo(7);
        assertThat(refusal.getMessage()).contains("cutover.maxWritePause (30000 ms)");
        world.settle();
        world.assertOnBlue("pause exceeded");
    }

    @Test
    void refusesWhileItsGroupIsActiveOnGreen() {
        World world = World.ofConsumer();
        world.green.group(World.GROUP, "classic", "STABLE", 2);

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.GROUP_HAS_MEMBERS);
        assertThat(refusal.getMessage()).contains("app (app-1 on /10.0.0.1, app-2 on /10.0.0.2)");
        assertNothingWasStopped(world);
    }

    @Test
    void writesNoPositionOfAnyGroupWhenOneOfThemGotMembersOnGreen() {
        World world = World.ofConsumer();
        world.spec = Specs.plain()
                .with(Specs.client("app", List.of(World.GROUP, "second"), List.of()))
                .spec();
        world.blue.commit("second", World.IN_0, 1, "");
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.green.group("second", "consumer", "STABLE", 1);
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.GROUP_HAS_MEMBERS);
        assertThat(refusal.exit()).isEqualTo(Exit.STOPPED);
        assertThat(refusal.getMessage()).contains("unit app", "second (second-1 on /10.0.0.1)");
        assertThat(world.green.calls()).noneMatch(call -> call.startsWith("commitOffsets"));
        assertThat(world.events()).noneMatch(Event.Pinned.class::isInstance);
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
    }

    @Test
    void refusesWhileTheVeryFirstCommitOfAPartitionIsPending() {
        World world = World.ofConsumer();
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.blue.pendingCommit(World.GROUP, World.OUT_0, true);
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).contains(ErrorCode.CLIENT_STILL_RUNNING);
        assertThat(refusal.getMessage()).contains("about to commit its position on [out-0]");
        assertThat(world.events()).noneMatch(Event.Pinned.class::isInstance);
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
    }

    @Test
    void removesNobodyFromAGroupWhileNobodyConfirmedThatItsClientIsStopped() {
        World world = World.ofConsumer();
        world.hooks.when(world.mover().stop(), environment -> new HookPort.Outcome.NotConfirmed("stop app"));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.MANUAL_STEP_PENDING);
        assertThat(world.blue.calls()).noneMatch(call -> call.startsWith("removeMembers"));
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
    }

    @Test
    void refusesWhenWhatIsReadBackHasOtherMetadata() {
        World world = World.ofConsumer();
        whenReadBack(world, () -> world.green
                .groups(List.of(World.GROUP))
                .get(World.GROUP)
                .offsets()
                .forEach((tp, offset) -> world.green.commit(World.GROUP, tp, offset.offset(), "another's")));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
    }

    @Test
    void refusesWhileTheMirrorDoesNotRun() {
        World world = World.ofProducer();
        world.connect.stop(World.FORWARD);
        int events = world.events().size();

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.GATE_CLOSED);
        assertThat(world.hooks.calls()).isEmpty();
        assertThat(world.events()).hasSize(events);
    }

    @Test
    void aMirrorThatCanNotBeResumedDoesNotKeepTheClientsDown() {
        World world = World.ofProducer();
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.pacer.advance(Duration.ofSeconds(31));
        });
        AtomicBoolean broken = new AtomicBoolean(true);
        world.connect.beforeCall(call -> {
            if (broken.get() && call.equals("resume " + World.FORWARD)) {
                throw FakeConnect.refused("no worker answers");
            }
        });

        KmigException refusal = refused(world);

        assertThat(refusal.getMessage()).contains("no worker answers");
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
        broken.set(false);
        world.hooks.does(world.mover().stop(), world.app::stop);
        world.move();
        world.settle();
        world.assertMoved("resumed later");
    }

    @Test
    void aCutShortAttemptThatCanNotGoOnLeadsBackToBlue() {
        World world = World.ofProducer();
        killAt(world, "Step[unit=app, step=DRAIN]".replace("Step", "StepBegan"));
        assertThat(world.app.runsOn()).isEmpty();
        world.connect.findings(new ConfigFinding("name", "not today"));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.CONNECTOR_CONFIG_REFUSED);
        world.settle();
        world.assertOnBlue("the second run was refused");
    }

    private static void whenReadBack(World world, Runnable then) {
        Consumer<String> readBack = once("stableOffsets " + World.GROUP, then);
        world.green.beforeCall(call -> {
            if (world.green.calls().contains("commitOffsets " + World.GROUP)) {
                readBack.accept(call);
            }
        });
    }
}
