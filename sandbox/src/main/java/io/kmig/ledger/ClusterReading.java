package io.kmig.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kmig.ledger.judge.Sighting;
import io.kmig.ledger.record.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics from their beginning to their last stable offset at the time it began, read_committed. Belongs to no
 * group and holds one fetch in memory.
 */
final class ClusterReading {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(20);

    private final String name;
    private final ClusterAccess access;
    private final Duration within;

    ClusterReading(String name, ClusterAccess access, Duration within) {
        this.name = name;
        this.access = access;
        this.within = within;
    }

    /** @throws IllegalStateException if the ends aren't reached in time: a part of a cluster is no evidence */
    void read(Set<String> topics, Consumer<Sighting> each) {
        long deadline = System.nanoTime() + within.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
            List<TopicPartition> partitions = partitions(consumer, topics);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            while (!isRead(consumer, ends)) {
                if (System.nanoTime() > deadline)
                    throw new IllegalStateException(name + " was not read to its end within " + within.toSeconds()
                            + " s; left are " + ends.keySet());
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) each.accept(sighting(record));
            }
        }
    }

    /** Also lets go of partitions read to their end, so that what is still being written there can't hold it up. */
    private static boolean isRead(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        boolean changed = ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (changed) consumer.assign(List.copyOf(ends.keySet()));
        return ends.isEmpty();
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Set<String> topics) {
        Map<String, List<PartitionInfo>> known = consumer.listTopics(CONNECT_WITHIN);
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics)
            for (PartitionInfo partition : known.getOrDefault(topic, List.of()))
                partitions.add(new TopicPartition(topic, partition.partition()));
        return partitions;
    }

    private static Sighting sighting(ConsumerRecord<byte[], byte[]> record) {
        return new Sighting(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? null : new String(record.key(), UTF_8),
                Payload.decode(record.key(), record.value()).orElse(null));
    }

    private Map<String, Object> properties() {
        Map<String, Object> all = access.clientProperties("ledger-" + name);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        return all;
    }
}
