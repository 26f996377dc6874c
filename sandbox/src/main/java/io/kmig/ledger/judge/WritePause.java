package io.kmig.ledger.judge;

import org.jspecify.annotations.Nullable;

/**
 * From the last acknowledgement on the cluster that was left to the first one at home afterwards; nothing subtracted.
 *
 * @param ms null if the partition was never written to at home after that
 * @param moves how often the acknowledgements of this partition changed cluster: 1 is one clean move, 3 there, back and
 *     there again; many more mean writers on both clusters at once
 */
public record WritePause(
        String topic,
        int partition,
        long lastAckMs,
        @Nullable Long firstAckMs,
        @Nullable Long ms,
        int moves) {}
