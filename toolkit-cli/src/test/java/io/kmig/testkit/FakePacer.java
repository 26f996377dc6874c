package io.kmig.testkit;

import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody waits. What goes on meanwhile is registered with {@link #during}. */
public final class FakePacer implements Pacer {
    private static final int PAUSES = 100_000;

    private final List<Runnable> meanwhile = new ArrayList<>();
    private Instant now;
    private int pauses;

    public FakePacer() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public FakePacer(Instant start) {
        this.now = start;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void pause(Duration duration) {
        if (++pauses > PAUSES) {
            throw new AssertionError("paused " + PAUSES + " times: a wait without a bound?");
        }
        now = now.plus(duration);
        List.copyOf(meanwhile).forEach(Runnable::run);
    }

    /** Runs at every pause: the mirror copies, a client writes. */
    public FakePacer during(Runnable action) {
        meanwhile.add(action);
        return this;
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    public int pauses() {
        return pauses;
    }
}
