package io.kmig.ledger.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kmig.ledger.record.Payload;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Processes at its pace: writes a row for each record, then commits the position synchronously. Stops within a batch and
 * commits exactly what it has processed.
 */
final class ConsumerApp implements App {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final int LAST_COMMITS = 25;
    private static final long AFTER_ERROR_NANOS = 200_000_000L;

    private final AppSpec spec;
    private final Consumer<byte[], byte[]> consumer;
    private final Pace pace;
    private final Diary diary;
    private final Positions positions = new Positions();
    private final Assignments assignments;

    ConsumerApp(AppSpec spec, Consumer<byte[], byte[]> consumer, @Nullable StartAt firstStart, Pace pace, Diary diary) {
        this.spec = spec;
        this.consumer = consumer;
        this.pace = pace;
        this.diary = diary;
        this.assignments = new Assignments(consumer, firstStart, positions, diary);
    }

    @Override
    public void work(StopSignal stop) {
        consumer.subscribe(spec.topics(), assignments);
        while (!stop.isSet()) {
            try {
                batch(stop);
            } catch (RetriableException | CommitFailedException e) {
                // out of the group, or the broker is away: what wasn't committed will be processed again, and counted
                diary.error(e);
                stop.await(AFTER_ERROR_NANOS);
            }
        }
        lastCommit();
    }

    private void batch(StopSignal stop) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!pace.await(stop)) break;
            process(record);
        }
        if (!stop.isSet()) positions.wholeBatch(consumer);
        diary.flush();
        commit();
    }

    private void process(ConsumerRecord<byte[], byte[]> record) {
        Payload payload = Payload.decode(record.key(), record.value()).orElse(null);
        diary.processed(record, payload == null ? "" : new String(record.key(), UTF_8), payload);
        positions.processed(record);
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> uncommitted = positions.uncommitted();
        if (uncommitted.isEmpty()) return;
        try {
            consumer.commitSync(uncommitted);
            positions.committed(uncommitted);
        } catch (RebalanceInProgressException e) {
            // still a member: the next poll gives up the partitions, and before it does, the position is committed
            diary.error(e);
        }
    }

    /** A stop in the middle of a rebalance must not lose the position; what the polls bring isn't processed any more. */
    private void lastCommit() {
        for (int attempt = 0; attempt < LAST_COMMITS; attempt++) {
            commit();
            if (positions.uncommitted().isEmpty()) return;
            consumer.poll(POLL);
        }
        throw new KafkaException("the last positions could not be committed: " + positions.uncommitted());
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        diary.flush();
    }
}
