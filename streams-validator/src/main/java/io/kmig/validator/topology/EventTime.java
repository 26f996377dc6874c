package io.kmig.validator.topology;

import io.kmig.validator.chain.LinkCodec;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Lets both sides advance together: a batch counts as old as its first record. Kafka Streams drops records with a
 * negative timestamp and writes the extracted one to the changelog, where brokers refuse the far future; so it is kept
 * between 0 and now.
 */
final class EventTime implements TimestampExtractor {
    private final Set<String> digestTopics;

    EventTime(Set<String> digestTopics) {
        this.digestTopics = Set.copyOf(digestTopics);
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        if (!(record.value() instanceof Arrival arrival)) {
            throw new IllegalStateException(record.topic() + " was not read as arrivals");
        }
        arrival.timestamp(record.timestamp());
        byte[] value = arrival.value();
        long time = value != null && digestTopics.contains(record.topic())
                ? LinkCodec.eventTime(value)
                : record.timestamp();
        return Math.max(0, Math.min(time, System.currentTimeMillis()));
    }
}
