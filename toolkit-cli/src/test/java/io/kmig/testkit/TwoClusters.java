package io.kmig.testkit;

import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.KafkaCluster;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.sandbox.ProcessGuard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real blue and a real green cluster, and Connect workers on green, started once for all integration tests of a run.
 * A test takes it as a parameter, with {@code @ExtendWith(TwoClusters.Shared.class)}; since nothing is cleaned up in
 * between, it uses names of its own, from {@link #fresh}.
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
                    .getOrComputeIfAbsent(TwoClusters.class, key -> new TwoClusters(), TwoClusters.class);
        }
    }

    /** Hands out the shared green and its workers beside a blue of Kafka 2.8.2. */
    public static final class WithOldBlue implements ParameterResolver {
        private final Shared shared = new Shared();

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return shared.supportsParameter(parameter, context);
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            TwoClusters today = (TwoClusters) shared.resolveParameter(parameter, context);
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(WithOldBlue.class, key -> new TwoClusters(today), TwoClusters.class);
        }
    }

    private final ProcessGuard guard;
    private final Map<Colour, KafkaCluster> clusters = new HashMap<>();
    private final Map<Colour, Producer<byte[], byte[]>> producers = new HashMap<>();
    private final AtomicInteger names;
    private final @Nullable TwoClusters others;
    private @Nullable ConnectWorkers connect;

    private TwoClusters() {
        this.guard = ProcessGuard.start();
        this.names = new AtomicInteger();
        this.others = null;
        try {
            for (Colour colour : Colour.values()) {
                clusters.put(colour, KafkaCluster.start(KafkaSpec.named(colour.label()), guard));
            }
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    private TwoClusters(TwoClusters others) {
        this.guard = ProcessGuard.start();
        this.names = others.names;
        this.others = others;
        clusters.put(Colour.GREEN, others.cluster(Colour.GREEN));
        try {
            clusters.put(
                    Colour.BLUE, KafkaCluster.start(KafkaSpec.named("old-blue").withVersion(KafkaSpec.V2_8_2), guard));
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    public KafkaCluster cluster(Colour colour) {
        return clusters.get(colour);
    }

    /** What an adapter is built from. */
    public Map<String, Object> properties(Colour colour) {
        return new HashMap<>(cluster(colour).clientProperties());
    }

    /** Workers on green with exactly-once source support, started when first asked for. */
    public synchronized ConnectWorkers connect() {
        if (others != null) {
            return others.connect();
        }
        if (connect == null) {
            connect = ConnectWorkers.start(
                    ConnectSpec.named("workers")
                            .withPluginPath(List.of(
                                    ConnectPlugins.mirror(),
                                    ConnectPlugins.kmig(),
                                    Path.of("target", "test-plugins").toAbsolutePath())),
                    cluster(Colour.GREEN),
                    guard);
        }
        return connect;
    }

    /** A name no other test has. */
    public String fresh(String prefix) {
        return prefix + "-" + names.incrementAndGet();
    }

    public Admin admin(Colour colour) {
        return Admin.create(properties(colour));
    }

    /** Writes with acks=all and returns the record's offset. */
    public synchronized long append(Colour colour, Tp tp, String value) {
        Producer<byte[], byte[]> producer =
                producers.computeIfAbsent(colour, key -> new KafkaProducer<>(producerConfig(colour)));
        return send(producer, tp, value);
    }

    /**
     * Writes a record of a transaction that no coordinator knows, which a broker lets pass only while it is told not to
     * verify (KIP-890).
     */
    public void appendHanging(Colour colour, long producerId, Tp tp, String value) {
        verifyTransactions(colour, false);
        try {
            // brokers learn the setting a moment later
            await("no verification")
                    .ignoreException(IllegalStateException.class)
                    .until(() -> RawProducer.writeInTransaction(cluster(colour).address(0), producerId, tp, value));
        } finally {
            verifyTransactions(colour, true);
        }
    }

    private void verifyTransactions(Colour colour, boolean verify) {
        ConfigResource brokers = new ConfigResource(ConfigResource.Type.BROKER, "");
        ConfigEntry entry = new ConfigEntry("transaction.partition.verification.enable", Boolean.toString(verify));
        try (Admin admin = admin(colour)) {
            admin.incrementalAlterConfigs(Map.of(brokers, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** An initialised transactional producer; the caller closes it. */
    public Producer<byte[], byte[]> transactional(Colour colour, String transactionalId) {
        Map<String, Object> config = producerConfig(colour);
        config.put("transactional.id", transactionalId);
        Producer<byte[], byte[]> producer = new KafkaProducer<>(config);
        producer.initTransactions();
        return producer;
    }

    /** Sends and waits; the timestamp is fixed, so that equal values are equal records. */
    /** One for all, as equal records must look equal; of today, as the broker deletes what is past its retention. */
    private static final long STAMP = System.currentTimeMillis();

    public static long send(Producer<byte[], byte[]> producer, Tp tp, String value) {
        try {
            return producer.send(new ProducerRecord<>(
                            tp.topic(), tp.partition(), STAMP, null, value.getBytes(StandardCharsets.UTF_8)))
                    .get()
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        producers.values().forEach(Producer::close);
        guard.close();
    }

    private Map<String, Object> producerConfig(Colour colour) {
        Map<String, Object> config = properties(colour);
        config.put("key.serializer", ByteArraySerializer.class);
        config.put("value.serializer", ByteArraySerializer.class);
        return config;
    }
}
