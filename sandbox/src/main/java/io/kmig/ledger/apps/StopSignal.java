package io.kmig.ledger.apps;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a client's thread to come to an end, also out of a wait. */
final class StopSignal {
    private final CountDownLatch latch = new CountDownLatch(1);

    void set() {
        latch.countDown();
    }

    boolean isSet() {
        return latch.getCount() == 0;
    }

    /** Waits, but no longer than until the signal; an interrupt counts as the signal. */
    void await(long nanos) {
        try {
            if (latch.await(nanos, TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException e) {
            set();
        }
    }
}
