package io.kmig.ledger.judge;

import io.kmig.ledger.record.Cluster;
import org.jspecify.annotations.Nullable;

/** Follows one thing's activity, in time, from the cluster it leaves to its home. */
final class Move {
    private final Cluster home;
    private @Nullable Cluster at;
    private @Nullable Long lastAway;
    private @Nullable Long firstHome;
    private int moves;

    Move(Cluster home) {
        this.home = home;
    }

    void active(Cluster cluster, long stampMicros) {
        if (at != null && at != cluster) moves++;
        at = cluster;
        long ms = stampMicros / 1000;
        if (cluster != home) {
            lastAway = ms;
            firstHome = null;
        } else if (firstHome == null) {
            firstHome = ms;
        }
    }

    /** Null if it was never active away from home, so that there is no pause to speak of. */
    @Nullable
    Long lastAway() {
        return lastAway;
    }

    @Nullable
    Long firstHome() {
        return firstHome;
    }

    @Nullable
    Long pause() {
        return lastAway == null || firstHome == null ? null : firstHome - lastAway;
    }

    int moves() {
        return moves;
    }
}
