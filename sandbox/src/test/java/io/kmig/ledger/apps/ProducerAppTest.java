package io.kmig.ledger.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.RecordFile;
import io.kmig.ledger.record.RecordReader;
import io.kmig.ledger.spec.AppSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerAppTest {
    private static final int RECORDS = 4;
    private static final AppSpec SPEC = AppSpec.producer("shop", "orders").total(RECORDS);

    @TempDir
    Path dir;

    private RecordFile file;
    private final Tally tally = new Tally();
    private final StopSignal stop = new StopSignal();

    @BeforeEach
    void open() throws IOException {
        file = RecordFile.open(RecordReader.fileOf(dir, "shop"), new HostClock());
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    @Test
    void writesDownEveryAcknowledgement() {
        MockProducer<byte[], byte[]> kafka = producer();

        workUntilAllIsSent(app(kafka), kafka);

        assertThat(rows(ClientRow.Acked.class))
                .hasSize(RECORDS)
                .extracting(ClientRow.Acked::seq)
                .containsExactly(0L, 1L, 2L, 3L);
        assertThat(rows(ClientRow.Acked.class))
                .extracting(ClientRow.Acked::cluster)
                .containsOnly(Cluster.BLUE);
        assertThat(tally.acked.get()).isEqualTo(RECORDS);
    }

    @Test
    void aRefusalThatMayBeThatOfARetryIsUnknown() {
        MockProducer<byte[], byte[]> kafka = producer();
        App app = app(kafka);
        Thread working = inBackground(app);
        Awaitility.await().until(() -> kafka.history().size() == RECORDS);

        kafka.errorNext(new RecordTooLargeException("fenced"));
        stop(working);

        assertThat(rows(ClientRow.Unknown.class))
                .extracting(ClientRow.Unknown::seq)
                .containsExactly(0L);
        assertThat(rows(ClientRow.Acked.class)).hasSize(RECORDS - 1);
        assertThat(tally.lastError()).contains("RecordTooLarge");
    }

    /** With the real client, as this is how the real client tells. */
    @Test
    void aRecordThatNeverReachedTheSendBufferIsRefused() {
        Session nowhere = new Session(Cluster.BLUE, "127.0.0.1:1", Map.of("max.block.ms", "50"));
        try (App app = new ProducerApp(
                new KafkaProducer<>(ClientProperties.ofProducer(SPEC, nowhere)),
                source(SPEC),
                new Quota(1L),
                new Pace(null),
                diary())) {
            Thread working = inBackground(app);
            Awaitility.await().until(() -> tally.refused.get() == 1);
            stop(working);
        }

        assertThat(rows(ClientRow.Refused.class))
                .extracting(ClientRow.Refused::seq)
                .containsExactly(0L);
        assertThat(tally.lastError()).contains("TimeoutException");
    }

    @Test
    void aSendThatThrowsIsUnknownAndEndsTheClient() {
        MockProducer<byte[], byte[]> kafka = producer();
        kafka.sendException = new KafkaException("out of order");

        assertThatThrownBy(() -> app(kafka).work(stop)).hasMessageContaining("out of order");

        file.flush();
        assertThat(rows(ClientRow.Unknown.class)).hasSize(1);
    }

    @Test
    void recordsOfATransactionAreAcknowledgedByItsCommitAndRefusedByAnAbort() {
        MockProducer<byte[], byte[]> kafka =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        kafka.initTransactions();
        AppSpec spec =
                AppSpec.producer("shop", "orders").rate(20).inTransactions(2).total(4);

        Thread working = inBackground(transactional(spec, kafka));
        Awaitility.await().until(() -> kafka.commitCount() == 1 && !kafka.transactionInFlight() && seen() == 4);
        stop(working);

        assertThat(rows(ClientRow.Acked.class)).extracting(ClientRow.Acked::seq).containsExactly(0L, 1L);
        assertThat(rows(ClientRow.Refused.class))
                .extracting(ClientRow.Refused::seq)
                .containsExactly(2L, 3L);
    }

    @Test
    void recordsOfACommitWithoutAnOutcomeAreUnknownAndEndTheClient() {
        MockProducer<byte[], byte[]> kafka =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        kafka.initTransactions();
        kafka.commitTransactionException = new ProducerFencedException("fenced");
        AppSpec spec = AppSpec.producer("shop", "orders").rate(20).inTransactions(null);

        assertThatThrownBy(() -> transactional(spec, kafka).work(stop)).isInstanceOf(ProducerFencedException.class);

        assertThat(rows(ClientRow.Unknown.class))
                .extracting(ClientRow.Unknown::seq)
                .containsExactly(0L, 1L);
        assertThat(rows(ClientRow.Acked.class)).isEmpty();
    }

    private long seen() {
        return tally.acked.get() + tally.refused.get();
    }

    private App app(MockProducer<byte[], byte[]> kafka) {
        return new ProducerApp(kafka, source(SPEC), new Quota(SPEC.total()), new Pace(null), diary());
    }

    private App transactional(AppSpec spec, MockProducer<byte[], byte[]> kafka) {
        return new TransactionalProducerApp(
                spec, kafka, source(spec), new Quota(spec.total()), new Pace(null), diary());
    }

    private RecordSource source(AppSpec spec) {
        return new RecordSource(spec, new Numbering(spec.name(), file));
    }

    private Diary diary() {
        return new Diary(file, tally, Cluster.BLUE);
    }

    private void workUntilAllIsSent(App app, MockProducer<byte[], byte[]> kafka) {
        Thread working = inBackground(app);
        Awaitility.await().until(() -> kafka.history().size() == RECORDS);
        stop(working);
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
            RecordReader.read(RecordReader.fileOf(dir, "shop"), row -> {
                if (kind.isInstance(row)) rows.add(kind.cast(row));
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    /** Answers only when told to, or on a flush. */
    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
