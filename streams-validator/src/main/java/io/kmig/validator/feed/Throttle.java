package io.kmig.validator.feed;

import java.util.function.LongSupplier;

/** Says how long to wait so that a rate is kept; what was not used for a while is not made up for. */
final class Throttle {
    private static final long SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private final LongSupplier nanos;
    private long free;

    /** @param bytesPerSecond 0 for no limit */
    Throttle(long bytesPerSecond, LongSupplier nanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanos = nanos;
        this.free = nanos.getAsLong();
    }

    /** @return nanoseconds to wait after having read so much */
    long after(long bytes) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        long now = nanos.getAsLong();
        free = Math.max(free, now) + (long) ((double) bytes / bytesPerSecond * SECOND);
        return free - now;
    }
}
