package io.kmig.ledger.judge;

import io.kmig.ledger.record.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A record that a read_committed consumer was given by a cluster.
 *
 * @param payload null when the value isn't one of the demo's producers'
 */
public record Sighting(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        @Nullable Payload payload) {}
