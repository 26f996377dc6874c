package io.kmig.ledger.apps;

import io.kmig.ledger.spec.StartAt;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes down where the consumer begins on each partition it is given. A group without a position gets one only in the
 * client's very first session; later its absence is left to show as an error.
 */
final class Assignments implements ConsumerRebalanceListener {
    private final Consumer<?, ?> consumer;
    private final @Nullable StartAt firstStart;
    private final Positions positions;
    private final Diary diary;

    /** @param firstStart null if this isn't the very first session, or a missing position is an error in it as well */
    Assignments(Consumer<?, ?> consumer, @Nullable StartAt firstStart, Positions positions, Diary diary) {
        this.consumer = consumer;
        this.firstStart = firstStart;
        this.positions = positions;
        this.diary = diary;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        positions.forget();
        if (partitions.isEmpty()) return;
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
        Set<TopicPartition> without = new HashSet<>(partitions);
        committed.forEach((partition, at) -> {
            if (at != null) without.remove(partition);
        });
        if (!without.isEmpty() && firstStart != null) begin(without, firstStart);
        committed.forEach((partition, at) -> {
            if (at != null) diary.began(partition, at.offset());
        });
    }

    private void begin(Set<TopicPartition> partitions, StartAt startAt) {
        if (startAt == StartAt.EARLIEST) consumer.seekToBeginning(partitions);
        else consumer.seekToEnd(partitions);
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        for (TopicPartition partition : partitions)
            first.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        consumer.commitSync(first);
        first.forEach((partition, at) -> diary.began(partition, at.offset()));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> uncommitted = positions.uncommitted();
        positions.forget();
        if (uncommitted.isEmpty()) return;
        // only after a commit that a rebalance had turned away; here, before the partitions are given up, it gets
        // through
        try {
            consumer.commitSync(uncommitted);
        } catch (KafkaException e) {
            diary.error(e);
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        // they may be another member's already: what wasn't committed is processed again, and counted
        positions.forget();
    }
}
