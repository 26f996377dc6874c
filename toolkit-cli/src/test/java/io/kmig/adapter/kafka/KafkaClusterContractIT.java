package io.kmig.adapter.kafka;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import io.kmig.testkit.ClusterPortContract;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TwoClusters.Shared.class)
class KafkaClusterContractIT extends ClusterPortContract {
    private final List<Producer<byte[], byte[]>> producers = new ArrayList<>();
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
}
