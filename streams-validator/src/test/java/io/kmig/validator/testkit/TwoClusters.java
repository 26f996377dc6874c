package io.kmig.validator.testkit;

import io.kmig.sandbox.KafkaCluster;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.sandbox.ProcessGuard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real blue and a real green cluster, started once for all integration tests of a run. Nothing is cleaned up in between,
 * so a test uses names of its own, from {@link #fresh}.
 */
public final class TwoClusters implements AutoCloseable {
    /** Hands the shared clusters to tests. */
    public static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TwoClusters.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(
                            TwoClusters.class, key -> new TwoClusters(KafkaSpec.V4_3_1), TwoClusters.class);
        }
    }

    private final ProcessGuard guard;
    private final KafkaCluster blue;
    private final KafkaCluster green;
    private final Map<String, Producer<byte[], byte[]>> producers = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();

    public TwoClusters(String blueVersion) {
        this.guard = ProcessGuard.start();
        try {
            this.blue = KafkaCluster.start(KafkaSpec.named("blue").withVersion(blueVersion), guard);
            this.green = KafkaCluster.start(KafkaSpec.named("green"), guard);
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    public Map<String, Object> blue() {
        return new HashMap<>(blue.clientProperties());
    }

    public Map<String, Object> green() {
        return new HashMap<>(green.clientProperties());
    }

    /** A name no other test has. */
    public String fresh(String prefix) {
        return prefix + "-" + names.incrementAndGet();
    }

    /** A topic of that name on both sides. */
    public String topic(String name, int partitions) {
        for (Map<String, Object> side : List.of(blue(), green())) {
            create(side, name, partitions);
        }
        return name;
    }

    public void create(Map<String, Object> side, String name, int partitions) {
        try (Admin admin = Admin.create(side)) {
            // records of the tests are years old, and brokers would delete them while a test runs
            get(admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())
                            .configs(Map.of("retention.ms", "-1"))))
                    .all());
        }
    }

    public void delete(Map<String, Object> side, String name) {
        try (Admin admin = Admin.create(side)) {
            get(admin.deleteTopics(List.of(name)).all());
        }
    }

    public void purge(Map<String, Object> side, TopicPartition tp, long before) {
        try (Admin admin = Admin.create(side)) {
            get(admin.deleteRecords(Map.of(tp, RecordsToDelete.beforeOffset(before)))
                    .all());
        }
    }

    /** Writes with acks=all and returns the record's offset. */
    public long append(Map<String, Object> side, TopicPartition tp, String key, String value) {
        Producer<byte[], byte[]> producer = producers.computeIfAbsent(
                String.valueOf(side.get("bootstrap.servers")), servers -> new KafkaProducer<>(producer(side)));
        return get(producer.send(record(tp, key, value))).offset();
    }

    /** Writes numbered records and returns when all are acknowledged. */
    public void appendMany(Map<String, Object> side, TopicPartition tp, int records) {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(producer(side))) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                sent.add(producer.send(record(tp, "key-" + i % 100, "value number " + i)));
            }
            sent.forEach(TwoClusters::get);
        }
    }

    /** An initialised transactional producer; the caller closes it. */
    public Producer<byte[], byte[]> transactional(Map<String, Object> side, String transactionalId) {
        Map<String, Object> config = producer(side);
        config.put("transactional.id", transactionalId);
        Producer<byte[], byte[]> producer = new KafkaProducer<>(config);
        producer.initTransactions();
        return producer;
    }

    public static ProducerRecord<byte[], byte[]> record(TopicPartition tp, String key, String value) {
        return new ProducerRecord<>(tp.topic(), tp.partition(), 1_700_000_000_000L, bytes(key), bytes(value));
    }

    public static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    public static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
        return get((Future<T>) future.toCompletionStage().toCompletableFuture());
    }

    private static Map<String, Object> producer(Map<String, Object> side) {
        Map<String, Object> config = new HashMap<>(side);
        config.put("key.serializer", ByteArraySerializer.class);
        config.put("value.serializer", ByteArraySerializer.class);
        config.put("acks", "all");
        return config;
    }

    @Override
    public void close() {
        producers.values().forEach(Producer::close);
        guard.close();
    }
}
