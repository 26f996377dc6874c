package io.kmig.ledger.apps;

import org.jspecify.annotations.Nullable;

/** How many records a producer may still send, over all its starts in this host. */
final class Quota {
    private final @Nullable Long total;
    private long used;

    Quota(@Nullable Long total) {
        this.total = total;
    }

    synchronized boolean isUsedUp() {
        return total != null && used >= total;
    }

    synchronized void use() {
        used++;
    }
}
