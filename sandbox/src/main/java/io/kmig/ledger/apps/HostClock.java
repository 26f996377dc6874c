package io.kmig.ledger.apps;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Microseconds since the epoch, strictly rising over all threads of the host, so that what two clients did has an order.
 * Wall clock at the start and the monotonic clock from there: a stepping wall clock can't turn a pause negative.
 */
final class HostClock implements LongSupplier {
    private final long epochMicros = System.currentTimeMillis() * 1000;
    private final long origin = System.nanoTime();
    private final AtomicLong last = new AtomicLong();

    @Override
    public long getAsLong() {
        long now = epochMicros + (System.nanoTime() - origin) / 1000;
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }
}
