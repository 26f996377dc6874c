package io.kmig.ledger.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Payload;
import io.kmig.ledger.record.RecordFile;
import io.kmig.ledger.record.RecordReader;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerAppTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    @TempDir
    Path dir;

    private RecordFile file;
    private final Tally tally = new Tally();
    private final StopSignal stop = new StopSignal();

    @BeforeEach
    void open() throws IOException {
        file = RecordFile.open(RecordReader.fileOf(dir, "packer"), new HostClock());
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    @Test
    void writesDownWhereItBeganAndWhatItProcessedAndCommitsIt() {
        Rebalancing kafka = new Rebalancing(0, 10);

        Thread working = inBackground(app(kafka, StartAt.EARLIEST, null));
        Awaitility.await().until(() -> tally.processed.get() == 10);
        stop(working);

        assertThat(rows(ClientRow.Began.class))
                .extracting(ClientRow.Began::offset)
                .containsExactly(0L);
        assertThat(rows(ClientRow.Processed.class))
                .hasSize(10)
                .extracting(ClientRow.Processed::offset)
                .isSorted();
        assertThat(kafka.lastCommit).isEqualTo(10);
    }

    @Test
    void stopsWithinABatchAndCommitsExactlyWhatItProcessed() {
        Rebalancing kafka = new Rebalancing(0, 1000);

        Thread working = inBackground(app(kafka, StartAt.EARLIEST, 50));
        Awaitility.await().until(() -> tally.processed.get() >= 3);
        stop(working);

        int processed = rows(ClientRow.Processed.class).size();
        assertThat(processed).isBetween(3, 900);
        assertThat(kafka.lastCommit).isEqualTo(processed);
    }

    @Test
    void aLastCommitTurnedAwayByARebalanceIsRepeated() {
        Rebalancing kafka = new Rebalancing(4, 1000);

        Thread working = inBackground(app(kafka, StartAt.EARLIEST, 50));
        Awaitility.await().until(() -> tally.processed.get() >= 3);
        stop(working);

        assertThat(kafka.lastCommit).isEqualTo(tally.processed.get());
        assertThat(tally.lastError()).contains("RebalanceInProgress");
    }

    @Test
    void whatIsNoDemoRecordIsWrittenDownAsAlien() {
        Rebalancing kafka = new Rebalancing(0, 2);
        kafka.alienFrom = 1;

        Thread working = inBackground(app(kafka, StartAt.EARLIEST, null));
        Awaitility.await().until(() -> tally.processed.get() == 2);
        stop(working);

        assertThat(rows(ClientRow.Alien.class))
                .extracting(ClientRow.Alien::offset)
                .containsExactly(1L);
    }

    @Test
    void aGroupThatHasAPositionBeginsThereAlsoTheVeryFirstTime() {
        Rebalancing kafka = new Rebalancing(0, 10);
        kafka.committedAtFirst = 7;

        Thread working = inBackground(app(kafka, StartAt.EARLIEST, null));
        Awaitility.await().until(() -> kafka.lastCommit == 10);
        stop(working);

        assertThat(rows(ClientRow.Began.class))
                .extracting(ClientRow.Began::offset)
                .containsExactly(7L);
        assertThat(rows(ClientRow.Processed.class))
                .extracting(ClientRow.Processed::offset)
                .containsExactly(7L, 8L, 9L);
    }

    @Test
    void aMissingPositionIsAnErrorUnlessItIsTheVeryFirstStart() {
        Rebalancing kafka = new Rebalancing(0, 10);

        assertThatThrownBy(() -> app(kafka, null, null).work(stop)).hasMessageContaining("orders-0");
    }

    private ConsumerApp app(Rebalancing kafka, @Nullable StartAt firstStart, @Nullable Integer rate) {
        AppSpec spec = AppSpec.consumer("packer", "packing", StartAt.EARLIEST, "orders");
        return new ConsumerApp(spec, kafka, firstStart, new Pace(rate), new Diary(file, tally, Cluster.BLUE));
    }

    private Thread inBackground(App app) {
        Thread thread = new Thread(() -> {
            app.work(stop);
            app.close();
        });
        thread.start();
        return thread;
    }

    private void stop(Thread working) {
        stop.set();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !working.isAlive());
    }

    private <T extends ClientRow> List<T> rows(Class<T> kind) {
        List<T> rows = new ArrayList<>();
        try {
            RecordReader.read(RecordReader.fileOf(dir, "packer"), row -> {
                if (kind.isInstance(row)) rows.add(kind.cast(row));
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    /** Gives out one partition on the first poll, then its records in one batch; turns some commits away. */
    private static final class Rebalancing extends MockConsumer<byte[], byte[]> {
        private final AtomicInteger turnAway;
        private volatile long lastCommit = -1;
        private long committedAtFirst;
        private int alienFrom = Integer.MAX_VALUE;

        Rebalancing(int commitsTurnedAway, int records) {
            super("none");
            turnAway = new AtomicInteger(commitsTurnedAway);
            updateBeginningOffsets(Map.of(ORDERS, 0L));
            updateEndOffsets(Map.of(ORDERS, (long) records));
            schedulePollTask(this::assign);
            schedulePollTask(() -> {
                for (int i = 0; i < records; i++) addRecord(record(i));
            });
        }

        /** The mock keeps positions of assigned partitions only, where a broker has them before. */
        private void assign() {
            rebalance(Set.of(ORDERS));
            if (committedAtFirst > 0) seek(ORDERS, committedAtFirst);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            if (committedAtFirst > 0 && lastCommit < 0) return Map.of(ORDERS, new OffsetAndMetadata(committedAtFirst));
            return super.committed(partitions);
        }

        private ConsumerRecord<byte[], byte[]> record(int i) {
            byte[] value = i >= alienFrom ? new byte[] {1} : new Payload("shop", i, i).encode("k", 60, 1);
            return new ConsumerRecord<>(ORDERS.topic(), ORDERS.partition(), i, "k".getBytes(UTF_8), value);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            OffsetAndMetadata at = offsets.get(ORDERS);
            if (at != null && at.offset() > 0 && turnAway.getAndDecrement() > 0)
                throw new RebalanceInProgressException("joining");
            super.commitSync(offsets);
            if (at != null) lastCommit = at.offset();
        }
    }
}
