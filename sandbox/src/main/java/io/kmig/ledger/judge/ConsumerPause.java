package io.kmig.ledger.judge;

import org.jspecify.annotations.Nullable;

/**
 * From the last record processed on the cluster that was left to the first one processed at home afterwards.
 *
 * @param topic null, with {@code partition}, for the group as a whole
 * @param ms null if nothing was processed at home after that
 */
public record ConsumerPause(
        String group,
        @Nullable String topic,
        @Nullable Integer partition,
        long lastProcessedMs,
        @Nullable Long firstProcessedMs,
        @Nullable Long ms) {}
