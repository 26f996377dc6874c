package io.kmig.connect.sink.state;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition this task owns.
 *
 * @param partition by its original name
 * @param epoch of the ownership; whoever has a lower one has lost it
 * @param start where reading began: nothing before it can come again
 * @param next the first offset not applied; null when nothing was applied yet
 */
public record Claim(
        TopicPartition partition,
        long epoch,
        long start,
        @Nullable Long next) {
    public Claim at(@Nullable Long newNext) {
        return new Claim(partition, epoch, start, newNext);
    }

    public boolean applied(long offset) {
        return next != null && offset < next;
    }
}
