package io.kmig.ledger.apps;

import io.kmig.ledger.rows.DatabaseAccess;
import io.kmig.ledger.spec.AppKind;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Connects clients to a cluster: on return the cluster has answered and knows the client's topics. */
final class Apps {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(15);

    private Apps() {}

    /** What a client keeps over all its starts. */
    record Kept(
            Numbering numbering,
            Quota quota,
            Pace pace,
            @Nullable StartAt firstStart,
            @Nullable WriterMemory rows) {}

    static App connect(AppSpec spec, Session session, Kept kept, Diary diary) {
        if (kept.rows() != null) return databaseWriter(spec, session, kept.rows(), kept, diary);
        RecordSource source = new RecordSource(spec, kept.numbering());
        if (spec.kind() == AppKind.CONSUMER)
            return new ConsumerApp(spec, consumer(spec, session), kept.firstStart(), kept.pace(), diary);
        if (spec.kind() == AppKind.PROCESSOR) {
            Consumer<byte[], byte[]> consumer = consumer(spec, session);
            try {
                return new ProcessorApp(
                        spec,
                        consumer,
                        transactionalProducer(spec, session),
                        kept.firstStart(),
                        source,
                        kept.pace(),
                        diary);
            } catch (RuntimeException e) {
                consumer.close();
                throw e;
            }
        }
        return spec.transactional()
                ? new TransactionalProducerApp(
                        spec, transactionalProducer(spec, session), source, kept.quota(), kept.pace(), diary)
                : new ProducerApp(producer(spec, session), source, kept.quota(), kept.pace(), diary);
    }

    private static App databaseWriter(AppSpec spec, Session session, WriterMemory rows, Kept kept, Diary diary) {
        Map<String, String> properties = new HashMap<>(spec.properties());
        properties.putAll(session.properties());
        return DatabaseWriterApp.connect(
                spec, new DatabaseAccess(session.bootstrap(), properties), rows, kept.quota(), kept.pace(), diary);
    }

    private static Consumer<byte[], byte[]> consumer(AppSpec spec, Session session) {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(ClientProperties.ofConsumer(spec, session));
        try {
            for (String topic : spec.reads()) consumer.partitionsFor(topic, CONNECT_WITHIN);
            return consumer;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static Producer<byte[], byte[]> producer(AppSpec spec, Session session) {
        Producer<byte[], byte[]> producer = new KafkaProducer<>(ClientProperties.ofProducer(spec, session));
        return known(producer, spec);
    }

    /** Being initialized also ends what an earlier producer of this transactional id had left open. */
    private static Producer<byte[], byte[]> transactionalProducer(AppSpec spec, Session session) {
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(ClientProperties.ofTransactionalProducer(spec, session));
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        return known(producer, spec);
    }

    private static Producer<byte[], byte[]> known(Producer<byte[], byte[]> producer, AppSpec spec) {
        try {
            spec.writes().forEach(producer::partitionsFor);
            return producer;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }
}
