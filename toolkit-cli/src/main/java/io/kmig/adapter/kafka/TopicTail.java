package io.kmig.adapter.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A topic read from its beginning to its end as of now, and later from there on. Keeps nothing but its position. */
final class TopicTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration NO_PROGRESS = Duration.ofSeconds(30);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Failures failures;
    private boolean assigned;

    TopicTail(String topic, Consumer<byte[], byte[]> consumer, Failures failures) {
        this.topic = topic;
        this.consumer = consumer;
        this.failures = failures;
    }

    /** Hands over what is new. A topic that does not exist has nothing, now. */
    void read(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        try {
            if (assigned || assign()) {
                readToEnd(sink);
            }
        } catch (InterruptException e) {
            throw failures.interrupted("read " + topic);
        } catch (KafkaException e) {
            throw failures.of(e, "read " + topic, Failures.NOTHING);
        }
    }

    private boolean assign() {
        List<PartitionInfo> partitions;
        try {
            partitions = consumer.partitionsFor(topic);
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
        List<TopicPartition> all = partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        assigned = !all.isEmpty();
        return assigned;
    }

    private void readToEnd(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        if (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) > end.getValue())) {
            throw failures.failed(
                    "read on in " + topic,
                    "it is shorter than before: it was made again",
                    Failures.NOTHING,
                    new IllegalStateException("shorter"));
        }
        long deadline = System.nanoTime() + NO_PROGRESS.toNanos();
        long before = -1;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.forEach(sink);
            long reached = ends.keySet().stream().mapToLong(consumer::position).sum();
            if (reached > before) {
                before = reached;
                deadline = System.nanoTime() + NO_PROGRESS.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw failures.failed(
                        "read " + topic + " to its end",
                        "no record came in " + NO_PROGRESS.toSeconds() + " s",
                        Failures.NOTHING,
                        new IllegalStateException("no progress"));
            }
        }
    }

    @Override
    public void close() {
        Readers.discard(consumer);
    }
}
