package io.kmig.ledger;

import io.kmig.ledger.spec.AppSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until groups have processed and committed everything up to the last stable offsets of their topics. The demo's
 * consumers commit past trailing transaction markers, so reaching the end is possible for them.
 */
public final class LedgerWaiter {
    private static final long CALL_WITHIN_MS = 20_000;
    private static final long BETWEEN_LOOKS_MS = 200;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final ClusterAccess access;

    public LedgerWaiter(ClusterAccess access) {
        this.access = access;
    }

    /** Which group reads what, of the clients that read. */
    public static Map<String, Set<String>> readers(Collection<AppSpec> clients) {
        Map<String, Set<String>> readers = new TreeMap<>();
        for (AppSpec client : clients) {
            String group = client.group();
            if (group != null)
                readers.computeIfAbsent(group, g -> new TreeSet<>()).addAll(client.reads());
        }
        return readers;
    }

    /**
     * Looks until nobody is behind or the time is up.
     *
     * @param groups topics by group
     * @return what is left in the end; empty if all have caught up
     * @throws KafkaException if the cluster doesn't answer
     */
    public List<Behind> awaitCaughtUp(Map<String, Set<String>> groups, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        Admin admin = Admin.create(access.clientProperties("ledger-waiter"));
        try {
            while (true) {
                List<Behind> behind = behind(admin, groups);
                if (behind.isEmpty() || System.nanoTime() > deadline) return behind;
                Thread.sleep(BETWEEN_LOOKS_MS);
            }
        } finally {
            // without a limit it waits for ever for a request that is never answered (KAFKA-17309)
            admin.close(CLOSE_WITHIN);
        }
    }

    /** Ends first, positions after: who is at these ends later had processed all there was at the time. */
    private static List<Behind> behind(Admin admin, Map<String, Set<String>> groups) throws InterruptedException {
        List<Behind> behind = new ArrayList<>();
        for (Map.Entry<String, Set<String>> group : groups.entrySet()) {
            Map<TopicPartition, Long> ends = ends(admin, group.getValue());
            Map<TopicPartition, OffsetAndMetadata> positions = positions(admin, group.getKey());
            ends.forEach((partition, end) -> {
                OffsetAndMetadata position = positions.get(partition);
                if (position == null ? end > 0 : position.offset() < end)
                    behind.add(new Behind(
                            group.getKey(),
                            partition.topic(),
                            partition.partition(),
                            position == null ? null : Long.valueOf(position.offset()),
                            end));
            });
        }
        return behind;
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Set<String> topics) throws InterruptedException {
        Map<String, TopicDescription> described =
                get(admin.describeTopics(topics).allTopicNames());
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        described.forEach((topic, description) -> description
                .partitions()
                .forEach(p -> latest.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** A position that hangs in an open transaction is left out, which rightly counts as behind. */
    private static Map<TopicPartition, OffsetAndMetadata> positions(Admin admin, String group)
            throws InterruptedException {
        return get(admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata());
    }

    private static <T> T get(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(CALL_WITHIN_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("the cluster refused a question about groups or topics", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("the cluster didn't answer a question about groups or topics", e);
        }
    }
}
