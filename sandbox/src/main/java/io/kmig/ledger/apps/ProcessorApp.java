package io.kmig.ledger.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kmig.ledger.record.Payload;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Consume, process, produce: one record written for each one read, in one transaction with the position.
 *
 * <p>Any failure of a transaction ends the client, as only a new one can find out where it stands. After a commit whose
 * outcome stays unknown the rows of what was processed are missing too; the ledger then counts more lost than there may be.
 */
final class ProcessorApp implements App {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final AppSpec spec;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final RecordSource source;
    private final Pace pace;
    private final Diary diary;
    private final String output;
    private final Positions positions = new Positions();
    private final Assignments assignments;

    ProcessorApp(
            AppSpec spec,
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            @Nullable StartAt firstStart,
            RecordSource source,
            Pace pace,
            Diary diary) {
        this.spec = spec;
        this.consumer = consumer;
        this.producer = producer;
        this.source = source;
        this.pace = pace;
        this.diary = diary;
        this.output = Objects.requireNonNull(spec.output(), "a processor's output");
        this.assignments = new Assignments(consumer, firstStart, positions, diary);
    }

    @Override
    public void work(StopSignal stop) {
        consumer.subscribe(spec.topics(), assignments);
        while (!stop.isSet()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            transaction(records, stop);
        }
    }

    private void transaction(ConsumerRecords<byte[], byte[]> records, StopSignal stop) {
        List<ConsumerRecord<byte[], byte[]>> done = new ArrayList<>();
        OpenTransaction transaction = null;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!pace.await(stop)) break;
            if (transaction == null) transaction = OpenTransaction.begin(producer, diary);
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            transaction.send(source.to(output, key));
            positions.processed(record);
            done.add(record);
        }
        if (!stop.isSet()) positions.wholeBatch(consumer);
        Map<TopicPartition, OffsetAndMetadata> uncommitted = positions.uncommitted();
        if (uncommitted.isEmpty()) return;
        if (transaction == null) transaction = OpenTransaction.begin(producer, diary);
        producer.sendOffsetsToTransaction(uncommitted, consumer.groupMetadata());
        transaction.commit();
        positions.committed(uncommitted);
        for (ConsumerRecord<byte[], byte[]> record : done) {
            Payload payload = Payload.decode(record.key(), record.value()).orElse(null);
            diary.processed(record, payload == null ? "" : new String(record.key(), UTF_8), payload);
        }
        diary.flush();
    }

    /** The producer first: an open transaction is aborted before another member of the group can get its partitions. */
    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
        consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        diary.flush();
    }
}
