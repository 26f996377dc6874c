package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.codes;
import static io.kmig.core.migration.Refusals.once;
import static io.kmig.core.migration.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.port.HookPort.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a unit whose hooks fail, hang, or wait for a person. */
final class HookRefusalTest {
    @Test
    void aStopHookThatFailsLeavesTheUnitOnBlue() {
        World world = World.ofBoth();
        world.hooks.when(world.mover().stop(), environment -> {
            world.app.stop();
            return new Outcome.Failed(3, "pod app-0 not found");
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.HOOK_FAILED);
        assertThat(refusal.getMessage())
                .contains("the stop hook of client app ended with exit code 3")
                .contains("pod app-0 not found");
        world.settle();
        world.assertOnBlue("stop hook failed");
    }

    @Test
    void aStopHookThatDoesNotEndLeavesTheUnitOnBlue() {
        World world = World.ofBoth();
        world.hooks.when(world.mover().stop(), environment -> new Outcome.TimedOut(Duration.ofSeconds(10), "waiting"));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.HOOK_FAILED);
        assertThat(refusal.getMessage()).contains("did not end within 10 s and was killed");
        world.settle();
        world.assertOnBlue("stop hook timed out");
    }

    @Test
    void aStartHookThatFailsNeverLeadsBackToBlue() {
        World world = World.ofBoth();
        world.hooks.fails(world.mover().start(), 1, "no image");

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.HOOK_FAILED);
        assertThat(world.hooks.calls().stream().map(c -> c.environment().get("KMIG_TARGET")))
                .containsExactly("blue", "green");
        assertThat(world.state(World.FORWARD)).isEqualTo("STOPPED");
        world.hooks.does(world.mover().start(), () -> world.app.start(world.green));
        world.move();
        world.settle();
        world.assertMoved("start hook mended");
    }

    @Test
    void aStartHookThatDoesNotEndNeverLeadsBackToBlue() {
        World world = World.ofProducer();
        world.hooks.when(world.mover().start(), environment -> {
            world.app.start(world.green);
            return new Outcome.TimedOut(Duration.ofSeconds(10), "");
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.HOOK_FAILED);
        world.pass(3);
        world.hooks.does(world.mover().start(), () -> world.app.start(world.green));
        world.move();
        world.settle();
        world.assertMoved("start hook timed out");
    }

    @Test
    void aClientThatDoesNotComeUpOnGreenNeverLeadsBackToBlue() {
        World world = World.ofConsumer();
        world.hooks.does(world.mover().start(), () -> {});

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.CLIENT_NOT_STARTED);
        assertThat(refusal.getMessage()).contains("after 10 s these groups have no member on green: app");
        world.hooks.does(world.mover().start(), () -> world.app.start(world.green));
        world.move();
        world.settle();
        world.assertMoved("came up later");
    }

    @Test
    void aManualStopThatNobodyConfirmedTouchesNothingAndStartsTheOthersAgain() {
        World world = World.ofProducerAndOneByHand();
        List<String> started = new ArrayList<>();
        world.spec
                .clients()
                .forEach(c -> world.hooks.when(c.start(), environment -> {
                    started.add(c.name() + " on " + environment.get("KMIG_TARGET"));
                    world.app.start(world.blue);
                    return new Outcome.Done(Duration.ZERO);
                }));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.MANUAL_STEP_PENDING);
        assertThat(refusal.getMessage())
                .contains("client helper must be stopped by hand")
                .contains("stop helper");
        assertThat(started).containsExactly("app on blue");
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
        assertThat(world.history().progress("app+helper").begun()).isFalse();
    }

    @Test
    void aClientThatDoesNotComeUpOnBlueAgainIsToldAsAProblemOfItsOwn() {
        World world = World.ofConsumer();
        differsFromTheStopOn(world);
        world.hooks.does(world.mover().start(), () -> {});

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT, ErrorCode.CLIENT_NOT_STARTED);
        assertThat(refusal.getMessage()).contains("after 10 s these groups have no member on blue: app");
        assertThat(world.history().progress("app").begun())
                .as("it was undone all the same")
                .isFalse();
    }

    @Test
    void aClientThatHadNoMemberBeforeIsNotWaitedForOnBlue() {
        World world = World.ofConsumer();
        differsFromTheStopOn(world);
        world.app.stop();
        world.hooks.does(world.mover().start(), () -> {});

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
    }

    @Test
    void aClientThatCommitsOnBlueAgainIsSeenThere() {
        World world = World.ofConsumer();
        differsFromTheStopOn(world);
        AtomicInteger position = new AtomicInteger();
        world.hooks.does(
                world.mover().start(),
                () -> world.pacer.during(
                        () -> world.blue.commit(World.GROUP, World.IN_0, position.incrementAndGet(), "by assign()")));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(position.get()).isPositive();
        assertThat(world.heard.notes()).anyMatch(n -> n.contains("1 client started on blue"));
    }

    @Test
    void whoeverRefusesToStartOnBlueTheOthersAreStarted() {
        World world = World.ofProducerAndOneByHand();
        var helper = world.spec.clients().get(1);
        world.hooks.does(helper.stop(), () -> {});
        world.hooks.when(helper.start(), environment -> new Outcome.NotConfirmed("start helper"));
        // both are writers, so the order is that of the description; the first one is the one that can't
        world.hooks.when(world.mover().start(), environment -> {
            world.app.start(world.blue);
            return new Outcome.Failed(1, "started, and yet complains");
        });
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.blue.beforeCall(once("ends", () -> world.pacer.advance(Duration.ofSeconds(31))));
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal))
                .as("not rolled back by itself: a person has to start helper")
                .containsExactly(ErrorCode.HOOK_FAILED, ErrorCode.MANUAL_STEP_PENDING);
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
        assertThat(world.history().progress("app+helper").begun())
                .as("it is not on blue as before")
                .isTrue();
    }

    private static void differsFromTheStopOn(World world) {
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.green.append(World.IN_0, "nobody's");
        });
    }
}
