package io.kmig.adapter.kafka;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog.Rest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The ends of many logs, read by one warm consumer: with a consumer each, a thousand partitions would be a thousand
 * rounds to the brokers. A partition is done when it has shown a record, or its position has reached the stable end.
 */
final class Tails {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long NO_PROGRESS_NANOS = Duration.ofSeconds(3).toNanos();

    private final Readers readers;
    private final Failures failures;

    Tails(Readers readers, Failures failures) {
        this.readers = readers;
        this.failures = failures;
    }

    Map<Tp, Rest> rests(Map<Tp, Long> from) {
        if (from.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Tp> names = from.keySet().stream()
                .collect(Collectors.toMap(tp -> new TopicPartition(tp.topic(), tp.partition()), tp -> tp));
        Consumer<byte[], byte[]> consumer = readers.lend();
        boolean sound = false;
        String asked = "read the ends of " + from.size() + " partitions";
        try {
            consumer.assign(names.keySet());
            from.forEach((tp, offset) -> consumer.seek(new TopicPartition(tp.topic(), tp.partition()), offset));
            Map<Tp, Rest> rests = read(consumer, names);
            sound = true;
            return rests;
        } catch (InterruptException e) {
            throw failures.interrupted(asked, Failures.NOTHING);
        } catch (KafkaException e) {
            throw failures.of(e, asked, Failures.NOTHING);
        } finally {
            readers.giveBack(consumer, sound);
        }
    }

    private static Map<Tp, Rest> read(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Tp> names) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(names.keySet()));
        Map<Tp, Rest> rests = new HashMap<>();
        long before = -1;
        long deadline = 0;
        while (true) {
            // paused, so that what has shown its record is not fetched again and again
            consumer.pause(settled(consumer, ends, names, rests));
            if (rests.size() == names.size()) {
                return rests;
            }
            long reached = rests.size()
                    + names.keySet().stream().mapToLong(consumer::position).sum();
            if (reached > before) {
                before = reached;
                deadline = System.nanoTime() + NO_PROGRESS_NANOS;
            } else if (System.nanoTime() > deadline) {
                names.forEach((partition, tp) -> rests.putIfAbsent(tp, new Rest(-1, consumer.position(partition))));
                return rests;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                ConsumerRecord<byte[], byte[]> first =
                        records.records(partition).get(0);
                rests.putIfAbsent(tp(names, partition), new Rest(first.offset(), first.offset()));
            }
        }
    }

    private static Set<TopicPartition> settled(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Tp> names,
            Map<Tp, Rest> rests) {
        names.forEach((partition, tp) -> {
            long position = consumer.position(partition);
            if (position >= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                rests.putIfAbsent(tp, new Rest(-1, position));
            }
        });
        return names.entrySet().stream()
                .filter(e -> rests.containsKey(e.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Tp tp(Map<TopicPartition, Tp> names, TopicPartition partition) {
        Tp tp = names.get(partition);
        if (tp == null) {
            throw new IllegalStateException(partition + " was not asked for: " + List.copyOf(names.values()));
        }
        return tp;
    }
}
