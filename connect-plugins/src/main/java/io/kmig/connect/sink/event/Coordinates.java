package io.kmig.connect.sink.event;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where a record lies in Kafka, before any transformation renamed its topic (KIP-793). Offsets are kept by these, so
 * that a transformation can be changed without losing the place.
 */
public record Coordinates(TopicPartition partition, long offset) {
    public static Coordinates of(SinkRecord record) {
        return new Coordinates(
                new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
                record.originalKafkaOffset());
    }

    @Override
    public String toString() {
        return "topic %s, partition %d, offset %d".formatted(partition.topic(), partition.partition(), offset);
    }
}
