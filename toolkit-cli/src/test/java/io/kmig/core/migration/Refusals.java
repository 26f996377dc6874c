package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.testkit.FakeJournal;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Asking for a refusal, and what it must have left. */
final class Refusals {
    private Refusals() {}

    static void killAt(World world, String append) {
        FakeJournal journal = world.journal("operator");
        journal.beforeAppend(event -> {
            if (event.toString().equals(append)) {
                throw new KillSwitch.Killed(append);
            }
        });
        assertThatThrownBy(() -> world.move(KillSwitch.never(), journal)).isInstanceOf(KillSwitch.Killed.class);
    }

    static KmigException refused(World world) {
        KmigException refusal = catchThrowableOfType(KmigException.class, world::move);
        assertThat(refusal).as("the move").isNotNull();
        return refusal;
    }

    static List<ErrorCode> codes(KmigException refusal) {
        return refusal.problems().stream().map(p -> p.code()).toList();
    }

    static Consumer<String> once(String call, Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return seen -> {
            if (seen.equals(call) && done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    static void assertNothingWasStopped(World world) {
        assertThat(world.hooks.calls()).isEmpty();
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
        assertThat(world.history().begun()).isEmpty();
        if (!world.mover().produces().isEmpty()) {
            assertThat(world.state(World.FORWARD)).isEqualTo("RUNNING");
        }
    }

    /** Somebody else wrote too, so blue holds more than the application was acknowledged; green holds what blue does. */
    static void assertOnBlueWithStrays(World world) {
        world.settle();
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
        assertThat(world.state(World.FORWARD)).isEqualTo("RUNNING");
        assertThat(world.state(World.REVERSE)).isEqualTo("STOPPED");
        assertThat(world.history().progress("app").begun()).isFalse();
        for (Tp tp : List.of(World.OUT_0, World.OUT_1)) {
            assertThat(world.green.contents(tp)).isEqualTo(world.blue.contents(tp));
        }
    }

    static Event.Pinned pinned(World world) {
        return only(world, Event.Pinned.class);
    }

    static <T extends Event> T only(World world, Class<T> type) {
        List<T> found =
                world.events().stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
