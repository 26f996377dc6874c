package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import io.kmig.testkit.RecordLogContract;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TwoClusters.Shared.class)
class KafkaRecordLogContractIT extends RecordLogContract {
    private final List<Producer<byte[], byte[]>> producers = new ArrayList<>();
    private TwoClusters clusters;
    private KafkaRecordLog log;
    private KafkaCluster cluster;

    @BeforeEach
    void connect(TwoClusters shared) {
        clusters = shared;
        log = new KafkaRecordLog(Colour.BLUE, shared.properties(Colour.BLUE));
        cluster = new KafkaCluster(Colour.BLUE, shared.properties(Colour.BLUE));
    }

    @AfterEach
    void close() {
        producers.forEach(producer -> producer.close(Duration.ZERO));
        log.close();
        cluster.close();
    }

    @Test
    void manyRecordsOverManyFetchesAreAllSeenOnce() {
        Tp tp = freshPartition();
        String payload = "x".repeat(10_000);
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.BLUE, clusters.fresh("bulk"))) {
            for (int batch = 0; batch < 20; batch++) {
                producer.beginTransaction();
                for (int i = 0; i < 25; i++) {
                    TwoClusters.send(producer, tp, payload + batch + "," + i);
                }
                producer.commitTransaction();
            }
        }
        awaitMarkers(tp);

        try (RecordLog.Cursor cursor = log.open(tp, 0)) {
            List<RecordLog.Seen> seen = drain(cursor);

            assertThat(seen).hasSize(500);
            assertThat(seen.stream().map(RecordLog.Seen::digestLow).distinct()).hasSize(500);
            assertThat(cursor.position()).isEqualTo(520);
        }
    }

    @Test
    void aClosedCursorsConnectionServesTheNextOneFromItsOwnOffset() {
        Tp one = freshPartition();
        Tp other = freshPartition();
        append(one, "a");
        append(one, "b");
        append(other, "c");
        try (RecordLog.Cursor cursor = log.open(one, 0)) {
            cursor.next();
        }

        try (RecordLog.Cursor cursor = log.open(other, 0)) {
            assertThat(drain(cursor)).extracting(RecordLog.Seen::offset).containsExactly(0L);
            assertThat(cursor.position()).isEqualTo(1);
        }
        try (RecordLog.Cursor cursor = log.open(one, 1)) {
            assertThat(drain(cursor)).extracting(RecordLog.Seen::offset).containsExactly(1L);
        }
    }

    @Override
    protected RecordLog log() {
        return log;
    }

    @Override
    protected Tp freshPartition() {
        Tp tp = new Tp(clusters.fresh("log"), 0);
        cluster.createTopic(tp.topic(), 1, 1, Map.of());
        return tp;
    }

    @Override
    protected long append(Tp tp, String content) {
        return clusters.append(Colour.BLUE, tp, content);
    }

    @Override
    protected void transaction(Tp tp, boolean commit, String... contents) {
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.BLUE, clusters.fresh("writer"))) {
            producer.beginTransaction();
            for (String content : contents) {
                TwoClusters.send(producer, tp, content);
            }
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
        awaitMarkers(tp);
    }

    /** A producer's commit or abort returns when it is decided, which is before the markers are in the log. */
    private void awaitMarkers(Tp tp) {
        await().until(() -> cluster.ends(List.of(tp)).get(tp), ends -> ends.lso() == ends.leo());
    }

    @Override
    protected void appendOpen(Tp tp, String content) {
        Producer<byte[], byte[]> producer = clusters.transactional(Colour.BLUE, clusters.fresh("open-ended"));
        producers.add(producer);
        producer.beginTransaction();
        TwoClusters.send(producer, tp, content);
    }

    @Override
    protected void purge(Tp tp, long newStart) {
        try (Admin admin = clusters.admin(Colour.BLUE)) {
            TopicPartition partition = new TopicPartition(tp.topic(), tp.partition());
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(newStart)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void recreate(Tp tp) {
        String before = cluster.topics(List.of(tp.topic())).get(tp.topic()).id();
        try (Admin admin = clusters.admin(Colour.BLUE)) {
            admin.deleteTopics(List.of(tp.topic())).all().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        await().until(() -> cluster.topics(List.of(tp.topic())).isEmpty());
        cluster.createTopic(tp.topic(), 1, 1, Map.of());
        assertThat(cluster.topics(List.of(tp.topic())).get(tp.topic()).id()).isNotEqualTo(before);
    }
}
