package io.kmig.validator.feed;

import io.kmig.validator.chain.Link;
import io.kmig.validator.cluster.Cluster;
import io.kmig.validator.cluster.Logs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all partitions in scope and lays down their digests, from where the chains end, until it is closed. A second feed
 * of the same migration displaces the first.
 */
public final class DigestFeed implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final Map<TopicPartition, FeedState> states = new ConcurrentHashMap<>();
    private final Map<TopicPartition, FeedWorker> owners = new ConcurrentHashMap<>();
    private final List<FeedWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private DigestFeed() {}

    /**
     * @param name what the transactional ids begin with; one per migration
     * @param digests the partition of a digest topic that a source partition's chain is laid into
     * @param origins where to begin; asked for partitions that have no chain yet
     */
    public static DigestFeed start(
            String name,
            Cluster source,
            Cluster target,
            Collection<TopicPartition> partitions,
            Function<TopicPartition, TopicPartition> digests,
            Function<TopicPartition, Link.Origin> origins,
            FeedSettings settings) {
        fenceWhoeverWasHere(name, target);
        List<TopicPartition> sorted = partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .toList();
        DigestFeed feed = new DigestFeed();
        int count = Math.min(settings.threads(), Math.max(1, sorted.size()));
        for (int i = 0; i < count; i++) {
            int share = i;
            List<TopicPartition> own = IntStream.range(0, sorted.size())
                    .filter(at -> at % count == share)
                    .mapToObj(sorted::get)
                    .toList();
            FeedWorker worker = new FeedWorker(
                    source, target, transactionalId(name, i), own, digests, origins, settings, feed.states);
            own.forEach(tp -> feed.owners.put(tp, worker));
            feed.workers.add(worker);
            Thread thread = new Thread(worker, "kmig-feed-" + i);
            thread.setDaemon(true);
            feed.threads.add(thread);
        }
        feed.threads.forEach(Thread::start);
        return feed;
    }

    /** What the feed is doing on a partition. */
    public FeedState state(TopicPartition tp) {
        return states.getOrDefault(tp, new FeedState(-1, null));
    }

    /** From this target offset on, records are the target's own. Told in the chain, some milliseconds later. */
    public void limit(TopicPartition tp, long targetEnd) {
        FeedWorker owner = owners.get(tp);
        if (owner == null) {
            throw new IllegalArgumentException(tp + " is not fed");
        }
        owner.limit(tp, targetEnd);
    }

    @Override
    public void close() {
        workers.forEach(FeedWorker::stop);
        long deadline = System.nanoTime() + CLOSE.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(
                        1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    /** A predecessor may have had more threads, or died within a transaction that would hold up the readers. */
    private static void fenceWhoeverWasHere(String name, Cluster target) {
        List<String> ids = IntStream.range(0, FeedSettings.MAX_THREADS)
                .mapToObj(i -> transactionalId(name, i))
                .toList();
        try (Admin admin = target.admin()) {
            new Logs(target, admin).get(admin.fenceProducers(ids).all(), "fence an earlier feed");
        } catch (KafkaException e) {
            throw new KafkaException("the feed of " + name + " can't start: " + e.getMessage(), e);
        }
    }

    private static String transactionalId(String name, int thread) {
        return name + ".feed." + thread;
    }
}
