package io.kmig.ledger.database;

import org.jspecify.annotations.Nullable;

/**
 * One writer's part.
 *
 * @param transactions committed
 * @param onLeftSinceApply transactions committed since apply began on the side that is left; null if not asked for
 * @param onHomeSinceMove transactions committed at home since the last one on the other side: what was there before a
 *     move and a way back is not in it; null if none ever was on the other side
 * @param unknown transactions whose commit was never answered: all of each is allowed to be there, or nothing
 * @param lastOnLeftMs when the last one was committed on the side that was left; null if none ever was
 * @param firstAtHomeMs when the first one after that was committed at home; null if none was
 * @param pauseMs from the one to the other, nothing subtracted
 */
public record WriterLedger(
        String name,
        long transactions,
        long onBlue,
        long onGreen,
        @Nullable Long onLeftSinceApply,
        @Nullable Long onHomeSinceMove,
        long unknown,
        @Nullable Long lastOnLeftMs,
        @Nullable Long firstAtHomeMs,
        @Nullable Long pauseMs) {}
