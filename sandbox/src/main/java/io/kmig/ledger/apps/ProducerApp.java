package io.kmig.ledger.apps;

import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes at its pace, idempotent, and writes down the answer to every single record. */
final class ProducerApp implements App {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final long IDLE_NANOS = 200_000_000L;

    private final Producer<byte[], byte[]> producer;
    private final RecordSource source;
    private final Quota quota;
    private final Pace pace;
    private final Diary diary;

    ProducerApp(Producer<byte[], byte[]> producer, RecordSource source, Quota quota, Pace pace, Diary diary) {
        this.producer = producer;
        this.source = source;
        this.quota = quota;
        this.pace = pace;
        this.diary = diary;
    }

    @Override
    public void work(StopSignal stop) {
        while (!stop.isSet()) {
            if (quota.isUsedUp()) stop.await(IDLE_NANOS);
            else if (pace.await(stop)) send();
        }
        producer.flush();
        diary.flush();
    }

    private void send() {
        quota.use();
        RecordSource.Draft draft = source.next();
        try {
            // the callback is told the same, and is told it in order
            var unused = producer.send(draft.record(), (at, error) -> {
                if (error == null) diary.acked(at, draft.key(), draft.payload());
                else failed(draft, at, error);
                diary.flush();
            });
        } catch (RuntimeException e) {
            // thrown instead of answered: nobody will tell what became of it
            diary.unknown(draft.topic(), draft.key(), draft.payload(), e);
            throw e;
        }
    }

    /**
     * Without a partition the record never reached the send buffer. Any other failure proves nothing: the refusal may be
     * that of a retry after a first attempt whose answer was lost.
     */
    private void failed(RecordSource.Draft draft, RecordMetadata at, Exception error) {
        diary.error(error);
        if (at.partition() == RecordMetadata.UNKNOWN_PARTITION)
            diary.refused(draft.topic(), draft.key(), draft.payload(), Failure.of(error));
        else diary.unknown(draft.topic(), draft.key(), draft.payload(), error);
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
        diary.flush();
    }
}
