package io.kmig.ledger.apps;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What one transaction has sent. Its records are written down once its outcome is known: acknowledged after the commit,
 * refused after an abort, and unknown when not even repeated commits were answered.
 */
final class OpenTransaction {
    private static final int COMMITS = 3;

    private final Producer<byte[], byte[]> producer;
    private final Diary diary;
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(RecordSource.Draft draft, Future<RecordMetadata> answer) {}

    private OpenTransaction(Producer<byte[], byte[]> producer, Diary diary) {
        this.producer = producer;
        this.diary = diary;
    }

    static OpenTransaction begin(Producer<byte[], byte[]> producer, Diary diary) {
        producer.beginTransaction();
        return new OpenTransaction(producer, diary);
    }

    void send(RecordSource.Draft draft) {
        sent.add(new Sent(draft, producer.send(draft.record())));
    }

    int size() {
        return sent.size();
    }

    /** @throws KafkaException if it was not, or perhaps not, committed; the records are written down accordingly */
    void commit() {
        try {
            producer.flush();
            for (Sent one : sent) offset(one);
        } catch (KafkaException e) {
            abort(Failure.of(e));
            throw e;
        }
        try {
            committed();
        } catch (KafkaException e) {
            for (Sent one : sent) diary.unknown(one.draft.topic(), one.draft.key(), one.draft.payload(), e);
            diary.flush();
            throw e;
        }
        for (Sent one : sent) diary.acked(offset(one), one.draft.key(), one.draft.payload());
    }

    /** Without a commit having been asked for nothing can become visible, whether or not this gets through. */
    void abort(String why) {
        for (Sent one : sent) diary.refused(one.draft.topic(), one.draft.key(), one.draft.payload(), why);
        diary.flush();
        producer.abortTransaction();
    }

    /** A commit without an answer may be asked for again; the coordinator carries it out once. */
    private void committed() {
        for (int attempt = 1; ; attempt++) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                diary.error(e);
                if (attempt == COMMITS) throw e;
            }
        }
    }

    private static RecordMetadata offset(Sent one) {
        try {
            return one.answer.get(Duration.ofMinutes(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("a record of the transaction was not written", e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new KafkaException("a record of the transaction was never answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
