package io.kmig.ledger.apps;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client's counts since the host started, for whoever asks for its status. The record file is what counts. */
final class Tally {
    final AtomicLong acked = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong processed = new AtomicLong();
    /** Whether the client was ever given a position. */
    volatile boolean hasBegun;

    private volatile @Nullable String lastError;

    void error(Throwable error) {
        lastError = Failure.of(error);
    }

    @Nullable
    String lastError() {
        return lastError;
    }
}
