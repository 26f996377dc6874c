package io.kmig.ledger.judge;

import org.jspecify.annotations.Nullable;

/**
 * One client's part. What doesn't apply to its kind, or can't be said of one member of a larger group, is null.
 *
 * @param produced acknowledged records
 * @param processed records processed, repetitions included
 * @param onBlue of those produced (else processed), how many on blue
 * @param onGreen of those produced (else processed), how many on green
 * @param onLeftSinceApply acknowledged since apply began on the cluster that is left; null if not asked for
 * @param onHomeSinceMove of those produced (else processed), how many at home since the last one on the other side: what
 *     was there before a move and a way back is not in it; null if none ever was on the other side
 * @param unknown sends whose answer never came: allowed to be visible once or not at all
 */
public record ClientLedger(
        String name,
        String kind,
        @Nullable String group,
        @Nullable Long produced,
        @Nullable Long processed,
        long onBlue,
        long onGreen,
        @Nullable Long onLeftSinceApply,
        @Nullable Long onHomeSinceMove,
        @Nullable Long unknown,
        @Nullable Long lost,
        @Nullable Long duplicated,
        @Nullable Long reordered) {}
