package io.kmig.ledger.apps;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer has processed, against how far it has committed. */
final class Positions {
    private static final Duration POSITION_WITHIN = Duration.ofSeconds(5);

    private final Map<TopicPartition, OffsetAndMetadata> processed = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

    void processed(ConsumerRecord<?, ?> record) {
        processed.put(
                new TopicPartition(record.topic(), record.partition()),
                new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
    }

    /**
     * After a whole batch the consumer's own positions count: they lie past transaction markers as well, which no record
     * ever tells of, so that a group that has read all is seen to have.
     */
    void wholeBatch(Consumer<?, ?> consumer) {
        for (TopicPartition partition : consumer.assignment()) {
            long position = consumer.position(partition, POSITION_WITHIN);
            OffsetAndMetadata known = processed.get(partition);
            if (known == null || known.offset() < position)
                processed.put(partition, new OffsetAndMetadata(position, Optional.empty(), ""));
        }
    }

    /** What has to be committed; empty if everything is. */
    Map<TopicPartition, OffsetAndMetadata> uncommitted() {
        Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
        processed.forEach((partition, at) -> {
            OffsetAndMetadata known = committed.get(partition);
            if (known == null || known.offset() != at.offset()) uncommitted.put(partition, at);
        });
        return uncommitted;
    }

    void committed(Map<TopicPartition, OffsetAndMetadata> positions) {
        committed.putAll(positions);
    }

    /** Partitions come and go with each assignment; what was known of the last one must not be committed again. */
    void forget() {
        processed.clear();
        committed.clear();
    }
}
