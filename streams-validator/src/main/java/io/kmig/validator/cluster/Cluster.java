package io.kmig.validator.cluster;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The operator's client properties, and what the validator insists on.
 *
 * @param label how the cluster is called in messages
 */
public record Cluster(String label, Map<String, Object> properties) {
    private static final int REQUEST_MILLIS = 10_000;
    private static final int CALL_MILLIS = 15_000;

    public Cluster {
        properties = Map.copyOf(properties);
    }

    public Admin admin() {
        Map<String, Object> config = bounded();
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        return new SoonClosedAdmin(config);
    }

    /**
     * A consumer that belongs to no group, sees committed records only, and fails where its offset is gone.
     *
     * @param waitMillis how long a fetch may wait for data at the end of a log
     */
    public Consumer<byte[], byte[]> reader(int waitMillis, int maxRecords) {
        return reader(waitMillis, 1, maxRecords);
    }

    /**
     * @param minBytes less than this is waited for, but not longer than {@code waitMillis}: a broker whose every new record
     *     wakes every reader has little time for anything else
     */
    public Consumer<byte[], byte[]> reader(int waitMillis, int minBytes, int maxRecords) {
        Map<String, Object> config = bounded();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, minBytes);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, waitMillis);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        return new KafkaConsumer<>(config);
    }

    public Producer<byte[], byte[]> transactional(String transactionalId) {
        Map<String, Object> config = bounded();
        config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        // digests don't compress
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_MILLIS);
        return new KafkaProducer<>(config);
    }

    /** The operator's properties with the bounds that every client gets. */
    public Map<String, Object> bounded() {
        Map<String, Object> config = new HashMap<>(properties);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "kmig-validator-" + label);
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 5_000L);
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 5_000L);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return config;
    }
}
