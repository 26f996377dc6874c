package io.kmig.ledger.apps;

import io.kmig.ledger.spec.AppSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Defaults, then the client's own properties, then the connection's, and last those without which the ledger couldn't
 * judge the client.
 */
final class ClientProperties {
    private ClientProperties() {}

    static Map<String, Object> ofProducer(AppSpec spec, Session session) {
        Map<String, Object> all = new HashMap<>();
        // bounds a stop: what isn't answered by then is unknown
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        // at the rates of a demo every record would be a request otherwise, and the brokers busy with nothing else
        all.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        all.putAll(spec.properties());
        connection(all, spec, session);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return all;
    }

    static Map<String, Object> ofTransactionalProducer(AppSpec spec, Session session) {
        Map<String, Object> all = ofProducer(spec, session);
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, spec.name());
        return all;
    }

    static Map<String, Object> ofConsumer(AppSpec spec, Session session) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        all.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        // a slow client's batch lasts about a second
        Integer rate = spec.rate();
        // each poll ends in a commit: some records at a time, and not each for itself
        all.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 16_384);
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, rate == null ? 500 : Math.min(500, rate));
        all.putAll(spec.properties());
        connection(all, spec, session);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        String group = spec.group();
        if (group == null) throw new IllegalArgumentException(spec.name() + " has no group");
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // a wrong position has to show as an error, not as a silent jump
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return all;
    }

    private static void connection(Map<String, Object> all, AppSpec spec, Session session) {
        all.putAll(session.properties());
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, session.bootstrap());
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, spec.name());
        // nobody asks a demo for its clients' metrics
        all.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    }
}
