package io.kmig.validator.app;

import io.kmig.validator.cluster.Cluster;
import io.kmig.validator.match.Finding;
import io.kmig.validator.match.Standing;
import io.kmig.validator.topology.OutcomeCodec;
import io.kmig.validator.topology.OutcomeKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the comparison has committed, as of now: a reader of the verdicts topic in a thread of its own. Standings that are
 * not committed are not seen, so a comparison that dies takes nothing back.
 */
final class OutcomeBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeBoard.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition verdicts;
    private final Thread thread;
    private final OutcomeCodec codec = new OutcomeCodec();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<TopicPartition, Standing> standings = new HashMap<>();
    private final Map<TopicPartition, Map<Finding.Id, Finding>> findings = new HashMap<>();
    private boolean caughtUp;
    private long version;
    private @Nullable String failure;
    private volatile boolean closed;

    OutcomeBoard(Cluster green, String topic) {
        this.verdicts = new TopicPartition(topic, 0);
        this.consumer = green.reader(200, 5_000);
        this.thread = new Thread(this::run, "kmig-outcomes");
        thread.setDaemon(true);
        thread.start();
    }

    /** @return whether everything that was there at the start has been read within the time */
    boolean awaitCaughtUp(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!caughtUp && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return caughtUp;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when something was told after the given version, or the time is over. */
    void awaitChange(long since, Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (version == since && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Standing standing(TopicPartition tp) {
        lock.lock();
        try {
            return standings.get(tp);
        } finally {
            lock.unlock();
        }
    }

    /** A standing with the findings that belong to it. */
    record Told(@Nullable Standing standing, List<Finding> findings) {}

    Told told(TopicPartition tp) {
        lock.lock();
        try {
            return new Told(
                    standings.get(tp),
                    new ArrayList<>(findings.getOrDefault(tp, Map.of()).values()));
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    String failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (consumer) {
            consumer.assign(List.of(verdicts));
            consumer.seekToBeginning(List.of(verdicts));
            long end = consumer.endOffsets(List.of(verdicts)).getOrDefault(verdicts, 0L);
            while (!closed) {
                List<ConsumerRecord<byte[], byte[]>> records =
                        consumer.poll(POLL).records(verdicts);
                take(records, consumer.position(verdicts) >= end);
            }
        } catch (WakeupException | InterruptException e) {
            // closing
        } catch (RuntimeException e) {
            LOG.error("The verdicts topic can't be read", e);
            lock.lock();
            try {
                failure = "the verdicts topic can't be read: " + e.getMessage();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void take(List<ConsumerRecord<byte[], byte[]>> records, boolean atEnd) {
        lock.lock();
        try {
            records.forEach(this::take);
            if (!records.isEmpty() || (atEnd && !caughtUp)) {
                caughtUp |= atEnd;
                version++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        OutcomeKey key = OutcomeKey.decode(record.key());
        byte[] value = record.value();
        if (key.finding() == null) {
            if (value != null) {
                standings.put(key.partition(), codec.standing(value));
            }
            return;
        }
        Map<Finding.Id, Finding> ofPartition = findings.computeIfAbsent(
                key.partition(),
                tp -> new TreeMap<>((a, b) -> a.subject() == b.subject()
                        ? Long.compare(a.offset(), b.offset())
                        : a.subject().compareTo(b.subject())));
        if (value == null) {
            ofPartition.remove(key.finding());
        } else {
            ofPartition.put(key.finding(), codec.finding(value));
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
