package io.kmig.ledger.apps;

import org.jspecify.annotations.Nullable;

/** Spreads a client's records over time. After a stall it catches up at most one second's worth. */
final class Pace {
    private static final long SECOND = 1_000_000_000L;
    /** Sleeps shorter than this cost more than they spread. */
    private static final long WORTH_SLEEPING = 1_000_000L;

    private volatile long interval;
    private long due = System.nanoTime();

    Pace(@Nullable Integer perSecond) {
        set(perSecond);
    }

    /** @param perSecond null for as fast as it goes */
    void set(@Nullable Integer perSecond) {
        interval = perSecond == null ? 0 : SECOND / perSecond;
    }

    /** Waits for the turn of the next record; false if the signal came first. */
    boolean await(StopSignal stop) {
        long now = System.nanoTime();
        due = Math.max(due, now - SECOND);
        while (due - now > WORTH_SLEEPING && !stop.isSet()) {
            stop.await(due - now);
            now = System.nanoTime();
        }
        due += interval;
        return !stop.isSet();
    }
}
