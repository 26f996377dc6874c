package io.kmig.cli.demo;

import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waits for what the demo's world does by itself, as long as all of its processes live. */
final class Waiting {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Terminal terminal;
    private final Pacer pacer;
    private final DemoWorld world;

    Waiting(Terminal terminal, Pacer pacer, DemoWorld world) {
        this.terminal = terminal;
        this.pacer = pacer;
        this.world = world;
    }

    void until(String what, BooleanSupplier condition) {
        if (!within(PATIENCE, what, condition)) {
            throw late(what);
        }
    }

    /** @return whether it held in time */
    boolean within(Duration atMost, String what, BooleanSupplier condition) {
        Instant end = pacer.now().plus(atMost);
        while (!condition.getAsBoolean()) {
            world.requireAlive();
            if (pacer.now().isAfter(end)) {
                return false;
            }
            terminal.progress("waiting for " + what);
            pacer.pause(LOOK);
        }
        return true;
    }

    static KmigException late(String what) {
        return new KmigException(new Problem(
                ErrorCode.DEMO_SHORTFALL,
                "after " + PATIENCE.toSeconds() + " s still waiting for " + what,
                "the sandbox is taken down",
                "run `kmig demo` again; with --keep its logs stay"));
    }
}
