package io.kmig.adapter.journal;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Configs of the journal's clients on green, and what their failures mean. */
final class JournalClients {
    /** One event lists every partition of a unit: room for some hundred thousand. */
    static final int LARGEST_RECORD = 16 << 20;

    private static final int CALL_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 5_000;

    private final JournalSettings settings;

    JournalClients(JournalSettings settings) {
        this.settings = settings;
    }

    Map<String, Object> admin() {
        Map<String, Object> config = base();
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        return config;
    }

    Map<String, Object> consumer() {
        Map<String, Object> config = base();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return config;
    }

    Map<String, Object> producer() {
        Map<String, Object> config = base();
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_MILLIS);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
        return config;
    }

    /** A failure to reach or read the journal's topic. */
    KmigException failed(String asked, Throwable failure) {
        String where = "green (" + settings.green().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) + ")";
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof AuthenticationException) {
                return problem(ErrorCode.CREDENTIALS_REFUSED, where + " refused kmig's credentials", failure);
            }
            if (t instanceof AuthorizationException) {
                return problem(
                        ErrorCode.PERMISSION_DENIED,
                        where + " does not permit kmig to " + asked + ", which needs topic " + settings.topic()
                                + " and transactional id " + settings.transactionalId(),
                        failure);
            }
        }
        return problem(
                ErrorCode.CLUSTER_UNREACHABLE,
                where + " did not " + asked + " within " + CALL_MILLIS / 1000 + " s: "
                        + failure.getClass().getSimpleName(),
                failure);
    }

    private static KmigException problem(ErrorCode code, String observed, Throwable failure) {
        return JournalProblems.of(code, observed, "nothing was changed", "run: kmig check", failure);
    }

    private Map<String, Object> base() {
        Map<String, Object> config = new HashMap<>(settings.green());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "kmig-journal");
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        // Sized by the operating system: with the client's 64 KiB a record of megabytes waits on acknowledgements.
        config.put(CommonClientConfigs.RECEIVE_BUFFER_CONFIG, -1);
        config.put(CommonClientConfigs.SEND_BUFFER_CONFIG, -1);
        config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return config;
    }
}
