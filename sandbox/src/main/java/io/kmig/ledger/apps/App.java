package io.kmig.ledger.apps;

import java.io.Closeable;

/** One connected client, from start to stop. */
interface App extends Closeable {
    /**
     * Works until the signal, then drains: on a normal return everything sent was answered, and everything processed was
     * committed.
     */
    void work(StopSignal stop);

    /** Bounded in time. */
    @Override
    void close();
}
