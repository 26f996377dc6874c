package io.kmig.validator.app;

import io.kmig.validator.match.Standing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the clusters for one partition, in the order that {@link VerdictRun} gives.
 *
 * @param at when, by {@link System#nanoTime}
 * @param copied how far the mirror has committed, null if not asked or unknown
 * @param greenEnd E
 * @param blueEnd V2
 * @param greenSeen whether the comparison has come to E
 * @param same whether both topics are the ones the comparison began with
 */
record Look(long at, @Nullable Long copied, long greenEnd, long blueEnd, boolean greenSeen, boolean same) {
    private static final Duration AGAIN = Duration.ofMillis(100);

    Look seen() {
        return new Look(at, copied, greenEnd, blueEnd, true, same);
    }

    /**
     * Whether waiting for the comparison can decide nothing more with this look, so that another is worth its requests.
     *
     * <p>Not before the comparison has come to both ends, however long ago they were read. Under load the feed is always a
     * little behind the mirror; looks given up before it arrives would each be younger than what they wait for, and a
     * verdict would never come.
     */
    boolean spent(Standing standing, long now) {
        boolean bothEnds = greenSeen && (standing.broken() != null || standing.blueRead() >= blueEnd);
        return bothEnds && now - at > AGAIN.toNanos();
    }
}
