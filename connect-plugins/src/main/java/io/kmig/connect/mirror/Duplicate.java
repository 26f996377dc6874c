package io.kmig.connect.mirror;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record comes twice. A transformation returns one record, so the copy is appended by a producer of its own, as soon
 * as the record itself can be read on the target: what follows it there may come before the copy, as with the second
 * delivery of a restarted producer.
 *
 * <p>A worker that dies in between leaves no copy; an aborted transaction leaves none of an invisible record.
 */
final class Duplicate implements Damage {
    private static final Logger LOG = LoggerFactory.getLogger(Duplicate.class);

    /** Appends a copy of a record that is on its way to the target, once it is there. */
    interface Target extends AutoCloseable {
        void copyWhenThere(SourceRecord record);

        @Override
        void close();
    }

    private final SourcePlace place;
    private final Target target;

    Duplicate(SourcePlace place, Target target) {
        this.place = place;
        this.target = target;
    }

    @Override
    public SourceRecord apply(SourcePlace at, SourceRecord record) {
        if (at.equals(place)) target.copyWhenThere(record);
        return record;
    }

    @Override
    public void close() {
        target.close();
    }

    /** The target cluster, watched by a thread while a copy is due. */
    static final class TargetCluster implements Target {
        private final Map<String, Object> client;
        private @Nullable Thread watcher;

        TargetCluster(Map<String, Object> client) {
            this.client = client;
        }

        @Override
        public synchronized void copyWhenThere(SourceRecord record) {
            // a record that comes again was not there the last time
            close();
            TopicPartition partition = new TopicPartition(record.topic(), record.kafkaPartition());
            Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            // fixed before the record is sent, so that it can't be missed
            consumer.position(partition);
            watcher = new Thread(() -> watch(consumer, record), "kmig-duplicate");
            watcher.setDaemon(true);
            watcher.start();
        }

        private void watch(Consumer<byte[], byte[]> consumer, SourceRecord record) {
            try (consumer) {
                while (!Thread.currentThread().isInterrupted()) {
                    for (ConsumerRecord<byte[], byte[]> seen : consumer.poll(Duration.ofMillis(200))) {
                        if (same(seen, record)) {
                            append(seen);
                            return;
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (KafkaException | ExecutionException e) {
                // also what an interrupt of poll ends in
                LOG.info("no copy was appended", e);
            }
        }

        private static boolean same(ConsumerRecord<byte[], byte[]> seen, SourceRecord record) {
            return Arrays.equals(seen.key(), (byte[]) record.key())
                    && Arrays.equals(seen.value(), (byte[]) record.value())
                    && record.timestamp().equals(seen.timestamp());
        }

        private void append(ConsumerRecord<byte[], byte[]> seen) throws InterruptedException, ExecutionException {
            try (Producer<byte[], byte[]> producer =
                    new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(
                                seen.topic(),
                                seen.partition(),
                                seen.timestamp(),
                                seen.key(),
                                seen.value(),
                                seen.headers()))
                        .get();
            }
        }

        @Override
        public synchronized void close() {
            if (watcher != null) watcher.interrupt();
            watcher = null;
        }
    }
}
