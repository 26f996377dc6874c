package io.kmig.bench;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Records, no two the same, as many in each partition. */
final class Writing {
    static final int BYTES = 100;

    private Writing() {}

    /** @param from offset of the first in each partition, which has that many already */
    static void write(String bootstrap, String topic, int partitions, long from, long to) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("key.serializer", ByteArraySerializer.class);
        config.put("value.serializer", ByteArraySerializer.class);
        config.put("batch.size", 65_536);
        config.put("linger.ms", 20);
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            for (long i = from; i < to; i++) {
                if (i == from + 1) {
                    // while a new partition has no leader yet, a second batch may overtake the first, which is then
                    // refused for ever: the broker takes any sequence number of a producer that it does not know
                    producer.flush();
                }
                for (int p = 0; p < partitions; p++) {
                    byte[] value = new byte[BYTES];
                    byte[] number = Long.toString(i * partitions + p).getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(number, 0, value, 0, number.length);
                    var unused = producer.send(new ProducerRecord<>(topic, p, number, value), (sent, failure) -> {
                        if (failure != null) {
                            refused.compareAndSet(null, failure);
                        }
                    });
                }
            }
        }
        if (refused.get() != null) {
            throw new IllegalStateException("blue refused a record: no result", refused.get());
        }
    }
}
