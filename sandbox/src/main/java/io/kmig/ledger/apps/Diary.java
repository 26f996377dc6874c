package io.kmig.ledger.apps;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Outcome;
import io.kmig.ledger.record.Payload;
import io.kmig.ledger.record.RecordFile;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Writes a client's rows of one session, and counts them. */
final class Diary {
    private final RecordFile file;
    private final Tally tally;
    private final Cluster cluster;

    Diary(RecordFile file, Tally tally, Cluster cluster) {
        this.file = file;
        this.tally = tally;
        this.cluster = cluster;
    }

    void acked(RecordMetadata at, String key, Payload sent) {
        file.append(stamp -> new ClientRow.Acked(
                stamp, cluster, at.topic(), at.partition(), at.offset(), key, sent.seq(), sent.keySeq()));
        tally.acked.incrementAndGet();
    }

    void unknown(String topic, String key, Payload sent, Throwable why) {
        file.append(
                stamp -> new ClientRow.Unknown(stamp, cluster, topic, key, sent.seq(), sent.keySeq(), Failure.of(why)));
        tally.unknown.incrementAndGet();
    }

    void refused(String topic, String key, Payload sent, String why) {
        file.append(stamp -> new ClientRow.Refused(stamp, cluster, topic, key, sent.seq(), sent.keySeq(), why));
        tally.refused.incrementAndGet();
    }

    void began(TopicPartition at, long offset) {
        file.append(stamp -> new ClientRow.Began(stamp, cluster, at.topic(), at.partition(), offset));
        file.flush();
        tally.hasBegun = true;
    }

    /** @param payload null if no producer of the demo wrote the record */
    void processed(ConsumerRecord<?, ?> record, String key, @Nullable Payload payload) {
        file.append(stamp -> payload == null
                ? new ClientRow.Alien(stamp, cluster, record.topic(), record.partition(), record.offset())
                : new ClientRow.Processed(
                        stamp,
                        cluster,
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        key,
                        payload.producer(),
                        payload.seq(),
                        payload.keySeq()));
        tally.processed.incrementAndGet();
    }

    /** Reaches the file before the commit is asked for: what isn't there can't have been committed. */
    void changes(long transaction, List<RowChange> changes) {
        for (RowChange change : changes)
            file.append(stamp -> new ClientRow.Changed(
                    stamp, cluster, transaction, change.operation(), change.table(), change.key(), change.cells()));
        file.flush();
    }

    void ended(long transaction, Outcome outcome, String reason) {
        file.append(stamp -> new ClientRow.Ended(stamp, cluster, transaction, outcome, reason));
        file.flush();
        switch (outcome) {
            case COMMITTED -> tally.acked.incrementAndGet();
            case ROLLED_BACK -> tally.refused.incrementAndGet();
            case UNKNOWN -> tally.unknown.incrementAndGet();
        }
    }

    void error(Throwable error) {
        tally.error(error);
    }

    void flush() {
        file.flush();
    }
}
