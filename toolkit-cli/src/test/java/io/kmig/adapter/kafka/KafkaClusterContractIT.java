package io.kmig.adapter.kafka;

import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import io.kmig.testkit.ClusterPortContract;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TwoClusters.Shared.class)
class KafkaClusterContractIT extends ClusterPortContract {
    private final List<Producer<byte[], byte[]>> producers = new ArrayList<>();
    private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
    private TwoClusters clusters;
    private KafkaCluster cluster;

    @BeforeEach
    void connect(TwoClusters shared) {
        clusters = shared;
        cluster = new KafkaCluster(Colour.GREEN, shared.properties(Colour.GREEN));
    }

    @AfterEach
    void close() {
        producers.forEach(producer -> producer.close(Duration.ZERO));
        consumers.forEach(KafkaConsumer::close);
        cluster.close();
    }

    @Override
    protected ClusterPort port() {
        return cluster;
    }

    @Override
    protected String fresh(String prefix) {
        return clusters.fresh(prefix);
    }

    @Override
    protected long append(Tp tp, String content) {
        return clusters.append(Colour.GREEN, tp, content);
    }

    @Override
    protected void appendOpen(String transactionalId, Tp tp, String content) {
        Producer<byte[], byte[]> producer = clusters.transactional(Colour.GREEN, transactionalId);
        producers.add(producer);
        producer.beginTransaction();
        TwoClusters.send(producer, tp, content);
    }

    @Override
    protected void appendHanging(long producerId, Tp tp, String content) {
        clusters.appendHanging(Colour.GREEN, producerId, tp, content);
    }

    @Override
    protected void join(String group, String topic) {
        KafkaConsumer<byte[], byte[]> member = consumer(group);
        member.subscribe(List.of(topic));
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            member.poll(Duration.ofMillis(100));
            return !member.assignment().isEmpty();
        });
    }

    @Override
    protected void commitOpen(String group, Tp tp) {
        Producer<byte[], byte[]> producer = clusters.transactional(Colour.GREEN, fresh("committer"));
        producers.add(producer);
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(tp.topic(), tp.partition()), new OffsetAndMetadata(1)),
                consumer(group).groupMetadata());
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> config = clusters.properties(Colour.GREEN);
        config.put("group.id", group);
        config.put("enable.auto.commit", "false");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumers.add(consumer);
        return consumer;
    }
}
