package io.kmig.ledger.apps;

import io.kmig.ledger.spec.AppSpec;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;

/** Writes at its pace in transactions of about a tenth of a second, some of them aborted on purpose. */
final class TransactionalProducerApp implements App {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final long IDLE_NANOS = 200_000_000L;
    private static final int UNPACED_BATCH = 200;

    private final AppSpec spec;
    private final Producer<byte[], byte[]> producer;
    private final RecordSource source;
    private final Quota quota;
    private final Pace pace;
    private final Diary diary;
    private final int batch;
    private long transactions;

    TransactionalProducerApp(
            AppSpec spec, Producer<byte[], byte[]> producer, RecordSource source, Quota quota, Pace pace, Diary diary) {
        this.spec = spec;
        this.producer = producer;
        this.source = source;
        this.quota = quota;
        this.pace = pace;
        this.diary = diary;
        Integer rate = spec.rate();
        this.batch = rate == null ? UNPACED_BATCH : Math.max(2, rate / 10);
    }

    @Override
    public void work(StopSignal stop) {
        while (!stop.isSet()) {
            if (quota.isUsedUp()) stop.await(IDLE_NANOS);
            else transaction(stop);
        }
    }

    private void transaction(StopSignal stop) {
        if (!pace.await(stop)) return;
        OpenTransaction transaction = OpenTransaction.begin(producer, diary);
        do {
            quota.use();
            transaction.send(source.next());
        } while (transaction.size() < batch && !quota.isUsedUp() && pace.await(stop));
        Integer abortEvery = spec.abortEvery();
        if (abortEvery != null && ++transactions % abortEvery == 0) {
            // what was sent has to reach the broker, else there would be nothing to abort
            producer.flush();
            transaction.abort("aborted on purpose");
        } else {
            transaction.commit();
        }
        diary.flush();
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
        diary.flush();
    }
}
