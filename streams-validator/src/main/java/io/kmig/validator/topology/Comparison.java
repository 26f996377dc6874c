package io.kmig.validator.topology;

import io.kmig.validator.match.Bounds;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running Streams application.
 *
 * <p>All topics share one subtopology: task p holds partition p of every topic, of its digests too, and one store. With
 * a subtopology each, a thousand partitions would be a thousand tasks with a RocksDB each.
 *
 * <p>No source has a reset policy. Where the group has no offset or its offset is gone, the application stops and says
 * so; it never goes on somewhere else.
 */
public final class Comparison implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);
    private static final String STORE = "match";
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final AtomicReference<@Nullable String> failure;

    private Comparison(KafkaStreams streams, AtomicReference<@Nullable String> failure) {
        this.streams = streams;
        this.failure = failure;
    }

    public static Comparison start(ComparisonSettings settings) {
        RocksLibrary.load(settings.stateDir());
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        KafkaStreams streams = new KafkaStreams(topology(settings), new StreamsConfig(config(settings)));
        streams.setUncaughtExceptionHandler(e -> {
            LOG.error("The comparison has stopped", e);
            failure.compareAndSet(null, reason(e));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return new Comparison(streams, failure);
    }

    /** The name of the topic that keeps the state, for a given application. */
    public static String changelog(String applicationId) {
        return applicationId + "-" + STORE + "-changelog";
    }

    /** Why it has stopped, or null while it runs. */
    public @Nullable String failure() {
        String told = failure.get();
        if (told != null) {
            return told;
        }
        KafkaStreams.State state = streams.state();
        return state.hasStartedOrFinishedShuttingDown() ? "the comparison is " + state : null;
    }

    @Override
    public void close() {
        streams.close(CLOSE);
    }

    static Topology topology(ComparisonSettings settings) {
        Map<String, String> topicOfDigests = settings.digests().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        Set<String> digestTopics = topicOfDigests.keySet();
        return new Topology()
                .addSource(
                        AutoOffsetReset.none(),
                        "digests",
                        new EventTime(digestTopics),
                        new ByteArrayDeserializer(),
                        Arrival.deserializer(),
                        digestTopics.toArray(String[]::new))
                .addSource(
                        AutoOffsetReset.none(),
                        "records",
                        new EventTime(digestTopics),
                        new ByteArrayDeserializer(),
                        Arrival.deserializer(),
                        settings.digests().keySet().toArray(String[]::new))
                .addProcessor(
                        "match",
                        () -> new MatchProcessor(topicOfDigests, STORE, settings.seed(), Bounds.DEFAULT),
                        "digests",
                        "records")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                                .withCachingEnabled()
                                .withLoggingEnabled(Map.of()),
                        "match")
                .addSink(
                        "verdicts",
                        settings.verdicts(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        (topic, key, value, partitions) -> java.util.Optional.of(Set.of(0)),
                        "match");
    }

    private static Map<String, Object> config(ComparisonSettings settings) {
        Map<String, Object> config = new HashMap<>(settings.target());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200L);
        config.put(StreamsConfig.POLL_MS_CONFIG, 20L);
        // a partition that has nothing must not hold up the others
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
        config.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // a killed process is replaced at once by one of the same name instead of after a session timeout
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instance());
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
        // not one fetch for every transaction of the mirror and the feed
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 64 << 10);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 8 << 20);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 15_000);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 30_000);
        return config;
    }

    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                return "another validator has taken over";
            }
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
