package io.kmig.adapter.kafka;

import io.kmig.core.estate.Colour;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How to reach one cluster: the operator's client properties, resolved, and the bounds kmig puts on every client. Values
 * never leave this package except into clients.
 */
final class Connection {
    static final int REQUEST_MILLIS = 10_000;
    static final int CALL_MILLIS = 30_000;
    /** Long enough to ask a second broker when the first one asked, of several, accepts and does not answer. */
    private static final int READ_MILLIS = 2 * REQUEST_MILLIS + 2_000;

    private static final int SETUP_MILLIS = 5_000;
    private static final int FETCH_BYTES = 1 << 20;

    private final Colour colour;
    private final Map<String, Object> properties;
    private final Redaction redaction;

    Connection(Colour colour, Map<String, Object> properties) {
        this.colour = colour;
        this.properties = Map.copyOf(properties);
        this.redaction = new Redaction(properties);
    }

    Colour colour() {
        return colour;
    }

    String bootstrap() {
        return String.valueOf(properties.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "(none)"));
    }

    Redaction redaction() {
        return redaction;
    }

    Map<String, Object> admin() {
        Map<String, Object> config = bounded();
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        return config;
    }

    /**
     * A consumer of bytes that belongs to no group and never jumps. It never waits for new data: whoever reads with it
     * asks for the end of the log instead. A fetch that waits there, sent ahead by the consumer itself, would hold up
     * the next seek until it is answered, since a broker is asked one fetch at a time.
     */
    Map<String, Object> reader(boolean committedOnly) {
        Map<String, Object> config = bounded();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, READ_MILLIS);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committedOnly ? "read_committed" : "read_uncommitted");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
        return config;
    }

    private Map<String, Object> bounded() {
        Map<String, Object> config = new HashMap<>(properties);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "kmig-" + colour.label());
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, SETUP_MILLIS);
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, SETUP_MILLIS);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // Sized by the operating system: with the client's 64 KiB an answer of a mebibyte waits on acknowledgements.
        config.put(CommonClientConfigs.RECEIVE_BUFFER_CONFIG, -1);
        config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return config;
    }
}
