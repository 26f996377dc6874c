package io.kmig.validator.testkit;

import io.kmig.validator.app.MirrorPositions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Copies blue to green like an exactly-once mirror, in transactions of some records, and can be told what to do with a
 * record instead of copying it.
 */
public final class HandMirror implements MirrorPositions, AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final List<TopicPartition> partitions;
    private final int perTransaction;
    private final Map<TopicPartition, Long> copied = new ConcurrentHashMap<>();
    private final Map<
                    TopicPartition,
                    Map<Long, Function<ConsumerRecord<byte[], byte[]>, List<ProducerRecord<byte[], byte[]>>>>>
            edits = new HashMap<>();

    public HandMirror(TwoClusters clusters, String name, Collection<TopicPartition> partitions, int perTransaction) {
        Map<String, Object> config = clusters.blue();
        config.put("key.deserializer", ByteArrayDeserializer.class);
        config.put("value.deserializer", ByteArrayDeserializer.class);
        config.put("isolation.level", "read_committed");
        config.put("fetch.max.wait.ms", 20);
        this.consumer = new KafkaConsumer<>(config);
        this.producer = clusters.transactional(clusters.green(), name);
        this.partitions = List.copyOf(partitions);
        this.perTransaction = perTransaction;
        consumer.assign(this.partitions);
        consumer.seekToBeginning(this.partitions);
    }

    public HandMirror drop(TopicPartition tp, long offset) {
        return edit(tp, offset, record -> List.of());
    }

    public HandMirror duplicate(TopicPartition tp, long offset) {
        return edit(tp, offset, record -> List.of(copy(record), copy(record)));
    }

    public HandMirror mutate(TopicPartition tp, long offset) {
        return edit(tp, offset, record -> {
            ProducerRecord<byte[], byte[]> copy = copy(record);
            return List.of(new ProducerRecord<>(
                    copy.topic(),
                    copy.partition(),
                    copy.timestamp(),
                    copy.key(),
                    TwoClusters.bytes("mutated"),
                    copy.headers()));
        });
    }

    /** The record comes after the one behind it. */
    public HandMirror swap(TopicPartition tp, long offset) {
        List<ProducerRecord<byte[], byte[]>> held = new ArrayList<>();
        edit(tp, offset, record -> {
            held.add(copy(record));
            return List.of();
        });
        return edit(tp, offset + 1, record -> List.of(copy(record), held.get(0)));
    }

    private HandMirror edit(
            TopicPartition tp,
            long offset,
            Function<ConsumerRecord<byte[], byte[]>, List<ProducerRecord<byte[], byte[]>>> edit) {
        edits.computeIfAbsent(tp, key -> new HashMap<>()).put(offset, edit);
        return this;
    }

    /** Copies what is committed on blue by now. */
    public HandMirror copyAll() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        while (partitions.stream().anyMatch(tp -> consumer.position(tp) < ends.get(tp))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                batch.add(record);
                if (batch.size() == perTransaction) {
                    commit(batch);
                }
            }
        }
        commit(batch);
        return this;
    }

    private void commit(List<ConsumerRecord<byte[], byte[]>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            TopicPartition tp = new TopicPartition(record.topic(), record.partition());
            edits.getOrDefault(tp, Map.of())
                    .getOrDefault(record.offset(), r -> List.of(copy(r)))
                    .apply(record)
                    .forEach(copy -> {
                        var unused = producer.send(copy);
                    });
        }
        producer.commitTransaction();
        batch.forEach(record -> copied.put(new TopicPartition(record.topic(), record.partition()), record.offset()));
        batch.clear();
    }

    private static ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), record.value(), record.headers());
    }

    @Override
    public Map<TopicPartition, Long> lastCopied(Set<TopicPartition> asked) {
        Map<TopicPartition, Long> result = new HashMap<>(copied);
        result.keySet().retainAll(asked);
        return result;
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
