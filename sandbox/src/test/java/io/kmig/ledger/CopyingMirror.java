package io.kmig.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Copies a resting cluster once, and knows which offset became which; can be made to do it wrongly. */
final class CopyingMirror {
    private final String blue;
    private final String green;
    private final Map<TopicPartition, TreeMap<Long, Long>> moved = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private record Sent(TopicPartition from, long offset, Future<RecordMetadata> copy) {}

    CopyingMirror(String blue, String green) {
        this.blue = blue;
        this.green = green;
    }

    /** @param copies how many copies a record gets, by how many of the same partition were read before it */
    void copy(List<String> topics, Function<ConsumerRecord<byte[], byte[]>, Integer> copies)
            throws ExecutionException, InterruptedException {
        Map<String, Object> from = Map.of(
                "bootstrap.servers",
                blue,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
        Map<String, Object> to = Map.of(
                "bootstrap.servers",
                green,
                "acks",
                "all",
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(from);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(to)) {
            List<Sent> sent = new ArrayList<>();
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(t -> consumer.partitionsFor(t).stream())
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> sourceEnds = consumer.endOffsets(partitions);
            while (!sourceEnds.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    TopicPartition at = new TopicPartition(record.topic(), record.partition());
                    for (int i = copies.apply(record); i > 0; i--)
                        sent.add(new Sent(
                                at,
                                record.offset(),
                                producer.send(new ProducerRecord<>(
                                        record.topic(), record.partition(), record.key(), record.value()))));
                }
            }
            for (Sent one : sent) {
                long offset = one.copy.get().offset();
                moved.computeIfAbsent(one.from, p -> new TreeMap<>()).putIfAbsent(one.offset, offset);
                ends.put(one.from, offset + 1);
            }
        }
    }

    /** Gives the group on green the positions it has on blue, moved by so many records. */
    void translate(String group, long off) throws ExecutionException, InterruptedException {
        try (Admin source = Admin.create(Map.of("bootstrap.servers", blue));
                Admin target = Admin.create(Map.of("bootstrap.servers", green))) {
            Map<TopicPartition, OffsetAndMetadata> translated = new HashMap<>();
            source.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, at) -> {
                        TreeMap<Long, Long> offsets = moved.getOrDefault(partition, new TreeMap<>());
                        Map.Entry<Long, Long> next = offsets.ceilingEntry(at.offset());
                        long exact = next == null ? ends.getOrDefault(partition, 0L) : next.getValue();
                        translated.put(partition, new OffsetAndMetadata(Math.max(0, exact + off)));
                    });
            target.alterConsumerGroupOffsets(group, translated).all().get();
        }
    }
}
