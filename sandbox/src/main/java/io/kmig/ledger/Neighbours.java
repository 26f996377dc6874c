package io.kmig.ledger;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Finds records whose order is a promise: two neighbours of one key. Records of different keys may change places without
 * anybody being wronged.
 */
public final class Neighbours {
    private static final Duration POLL = Duration.ofMillis(200);

    private Neighbours() {}

    /** The offset of the first of two, at or after an offset and below what is committed now; empty if there are none. */
    public static OptionalLong ofOneKey(ClusterAccess cluster, String topic, int number, long from) {
        TopicPartition partition = new TopicPartition(topic, number);
        Map<String, Object> client = cluster.clientProperties("neighbours");
        client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, from);
            @Nullable ConsumerRecord<byte[], byte[]> before = null;
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (before != null
                            && before.offset() + 1 == record.offset()
                            && Arrays.equals(before.key(), record.key())) {
                        return OptionalLong.of(before.offset());
                    }
                    before = record;
                }
            }
            return OptionalLong.empty();
        }
    }
}
