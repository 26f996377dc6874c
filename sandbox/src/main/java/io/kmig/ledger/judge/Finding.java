package io.kmig.ledger.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One thing that went wrong, with all that is known about where.
 *
 * @param who the producing client, or the consumer group
 * @param offset on the cluster named in {@code detail}
 */
public record Finding(
        Kind kind,
        String who,
        String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        @Nullable String key,
        @Nullable String producer,
        @Nullable Long seq,
        String detail) {

    public enum Kind {
        /** Acknowledged, or seen on the other cluster, and not visible at home. */
        @JsonProperty("lost")
        LOST,
        /** Acknowledged on a group's topic, and never processed by the group. */
        @JsonProperty("unprocessed")
        UNPROCESSED,
        /** Visible at home more than once. */
        @JsonProperty("duplicated")
        DUPLICATED,
        /** Processed by a group more than once. */
        @JsonProperty("reprocessed")
        REPROCESSED,
        /** Visible at home after a later record of its key, or in another partition than its key's other records. */
        @JsonProperty("reordered")
        REORDERED,
        /** Processed by a group after a later record of its key. */
        @JsonProperty("processedOutOfOrder")
        PROCESSED_OUT_OF_ORDER,
        /** Visible at home, though nobody can have written it. */
        @JsonProperty("foreign")
        FOREIGN,
        /** Processed by a group, though nobody can have written it. */
        @JsonProperty("processedForeign")
        PROCESSED_FOREIGN
    }
}
