package io.kmig.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A partition that a group has not read to its end.
 *
 * @param committed null if the group has no position there, or one that hangs in an open transaction
 * @param end last stable offset
 */
public record Behind(
        String group, String topic, int partition, @Nullable Long committed, long end) {}
