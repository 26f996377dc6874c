package io.kmig.connect.mirror;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two neighbours change places: each gets the other's key, value, headers and timestamp and keeps its own source offset.
 *
 * <p>A transformation sees one record at a time and can't wait for the next one, so the neighbour is read from the
 * source cluster. That makes it the same after a restart or an aborted transaction, whichever of the two comes again.
 */
final class Swap implements Damage {
    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);

    /** Reads a record from the source cluster; empty when it is not there. */
    interface Source {
        Optional<ConsumerRecord<byte[], byte[]>> read(SourcePlace place);
    }

    private final SourcePlace first;
    private final Source source;

    Swap(SourcePlace first, Source source) {
        this.first = first;
        this.source = source;
    }

    @Override
    public SourceRecord apply(SourcePlace place, SourceRecord record) {
        if (place.equals(first)) return filled(record, first.next());
        if (place.equals(first.next())) return filled(record, first);
        return record;
    }

    private SourceRecord filled(SourceRecord record, SourcePlace from) {
        Optional<ConsumerRecord<byte[], byte[]>> neighbour = source.read(from);
        if (neighbour.isEmpty()) {
            LOG.warn("nothing was swapped: {} is not there", from);
            return record;
        }
        ConsumerRecord<byte[], byte[]> other = neighbour.get();
        Headers headers = new ConnectHeaders();
        for (Header header : other.headers()) headers.addBytes(header.key(), header.value());
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                Schema.OPTIONAL_BYTES_SCHEMA,
                other.key(),
                Schema.OPTIONAL_BYTES_SCHEMA,
                other.value(),
                other.timestamp(),
                headers);
    }

    /** A consumer of the source cluster, opened for each of the two reads. */
    record SourceCluster(Map<String, Object> client, Duration patience) implements Source {
        @Override
        public Optional<ConsumerRecord<byte[], byte[]>> read(SourcePlace place) {
            TopicPartition partition = new TopicPartition(place.topic(), place.partition());
            try (Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.assign(java.util.List.of(partition));
                consumer.seek(partition, place.offset());
                long end = System.nanoTime() + patience.toNanos();
                while (System.nanoTime() < end) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                        // behind a transaction's marker the next record has a later offset: that is no neighbour
                        return record.offset() == place.offset() ? Optional.of(record) : Optional.empty();
                    }
                }
                return Optional.empty();
            }
        }
    }
}
