package io.kmig.validator.app;

import io.kmig.validator.cluster.Cluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out whether a stretch at the end of a log holds any record. A log ends in transaction markers or aborted records
 * more often than not, and a processor never sees those, so the number of the last record seen proves nothing.
 */
final class EmptinessProbe implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Found> found = new HashMap<>();

    EmptinessProbe(Cluster cluster) {
        this.consumer = cluster.reader(10, 100);
    }

    /** From (inclusive) and to (exclusive). */
    record Stretch(long from, long to) {}

    /**
     * A record, and when it was there by {@link System#nanoTime}. As long as the comparison stands before it, nothing need
     * be read to know that its stretch is not empty: under load the probe would otherwise ask the broker all the time.
     */
    private record Found(long offset, long at) {
        boolean within(Stretch stretch) {
            return offset >= stretch.from() && offset < stretch.to() && System.nanoTime() - at < REMEMBERED.toNanos();
        }
    }

    /** @return the partitions whose stretch was read to its end and holds no record */
    Set<TopicPartition> empty(Map<TopicPartition, Stretch> stretches) {
        Set<TopicPartition> empty = new HashSet<>();
        Map<TopicPartition, Stretch> open = new HashMap<>();
        stretches.forEach((tp, stretch) -> {
            Found last = found.get(tp);
            if (stretch.from() >= stretch.to()) {
                empty.add(tp);
            } else if (last == null || !last.within(stretch)) {
                open.put(tp, stretch);
            }
        });
        if (open.isEmpty()) {
            return empty;
        }
        consumer.assign(open.keySet());
        open.forEach((tp, stretch) -> consumer.seek(tp, stretch.from()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            ConsumerRecords<byte[], byte[]> records;
            try {
                records = consumer.poll(POLL);
            } catch (OffsetOutOfRangeException e) {
                open.keySet().removeAll(e.partitions());
                consumer.assign(open.keySet());
                continue;
            }
            for (TopicPartition tp : List.copyOf(open.keySet())) {
                Stretch stretch = open.getOrDefault(tp, new Stretch(0, 0));
                List<ConsumerRecord<byte[], byte[]>> there = records.records(tp);
                if (!there.isEmpty() && there.get(0).offset() < stretch.to()) {
                    found.put(tp, new Found(there.get(0).offset(), System.nanoTime()));
                    open.remove(tp);
                } else if (!there.isEmpty() || consumer.position(tp) >= stretch.to()) {
                    empty.add(tp);
                    open.remove(tp);
                }
            }
        }
        return empty;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
