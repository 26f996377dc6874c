package io.kmig.validator.feed;

import io.kmig.validator.chain.Batch;
import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.LinkCodec;
import io.kmig.validator.chain.Seen;
import io.kmig.validator.cluster.Cluster;
import io.kmig.validator.cluster.Logs;
import io.kmig.validator.cluster.RecordReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of the feed.
 *
 * <pre>
 * session   fence the producer before (its open transaction aborts), read back where each chain ends, seek there
 * round     poll; per partition: batches of what came, the last one up to the consumer's position, which has stepped over
 *           markers and aborted records; all of it in one transaction
 * trouble   abort by closing, and begin a new session: what was not committed is read again
 * fenced    another feed has taken over: end for good
 * </pre>
 *
 * A position outside the log is looked into and laid down as a link: purged, truncated or re-created; never jumped.
 */
final class FeedWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedWorker.class);
    private static final Duration POLL = Duration.ofMillis(50);
    /** Each poll that brings records is a transaction: rather ten a second than a hundred. */
    private static final int FETCH_WAIT_MILLIS = 100;

    private static final int FETCH_MIN_BYTES = 64 << 10;
    private static final int MAX_RECORDS = 8_192;
    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Cluster source;
    private final Cluster target;
    private final String transactionalId;
    private final List<TopicPartition> partitions;
    private final Function<TopicPartition, TopicPartition> digests;
    private final Function<TopicPartition, Link.Origin> origins;
    private final FeedSettings settings;
    private final Map<TopicPartition, FeedState> states;
    private final RecordReader reader;
    private final Throttle throttle;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Map.Entry<TopicPartition, Link.Limit>> limits = new ConcurrentLinkedQueue<>();

    /** @param states where the others look; this worker owns the entries of its partitions */
    FeedWorker(
            Cluster source,
            Cluster target,
            String transactionalId,
            List<TopicPartition> partitions,
            Function<TopicPartition, TopicPartition> digests,
            Function<TopicPartition, Link.Origin> origins,
            FeedSettings settings,
            Map<TopicPartition, FeedState> states) {
        this.source = source;
        this.target = target;
        this.transactionalId = transactionalId;
        this.partitions = List.copyOf(partitions);
        this.digests = digests;
        this.origins = origins;
        this.settings = settings;
        this.states = states;
        this.reader = new RecordReader(settings.seed());
        this.throttle = new Throttle(settings.bytesPerSecond(), System::nanoTime);
    }

    void limit(TopicPartition tp, long targetEnd) {
        limits.add(Map.entry(tp, new Link.Limit(targetEnd)));
    }

    void stop() {
        closing.countDown();
    }

    @Override
    public void run() {
        while (!closed()) {
            try {
                session();
            } catch (ProducerFencedException e) {
                trouble("another validator has taken over the feed");
                return;
            } catch (InterruptException | WakeupException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("The feed {} begins again: {}", transactionalId, e.toString());
                trouble(e.getMessage() == null ? e.toString() : e.getMessage());
                rest(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    private void session() {
        try (Producer<byte[], byte[]> producer = target.transactional(transactionalId);
                Admin admin = source.admin();
                Consumer<byte[], byte[]> consumer = source.reader(FETCH_WAIT_MILLIS, FETCH_MIN_BYTES, MAX_RECORDS)) {
            try {
                producer.initTransactions();
                new Session(producer, consumer, new Logs(source, admin)).run();
            } finally {
                // a consumer or producer whose cluster is gone would hold up the end for half a minute
                consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
                producer.close(CLOSE);
            }
        }
    }

    /** The life of one producer. */
    private final class Session {
        private final Producer<byte[], byte[]> producer;
        private final Consumer<byte[], byte[]> consumer;
        private final Logs logs;
        private final Map<TopicPartition, Long> next = new HashMap<>();
        private final Map<TopicPartition, UUID> ids = new HashMap<>();
        private boolean open;

        Session(Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer, Logs logs) {
            this.producer = producer;
            this.consumer = consumer;
            this.logs = logs;
        }

        void run() {
            resume();
            long lastLook = System.nanoTime();
            while (!closed()) {
                sendLimits();
                long bytes = next.isEmpty() ? idle() : round();
                commit();
                if (System.nanoTime() - lastLook > LOOK_NANOS) {
                    lookForOtherTopics();
                    commit();
                    lastLook = System.nanoTime();
                }
                rest(throttle.after(bytes));
            }
        }

        private void resume() {
            Map<TopicPartition, ChainEnd> ends = new HashMap<>();
            try (Consumer<byte[], byte[]> tail = target.reader(0, MAX_RECORDS)) {
                for (TopicPartition tp : partitions) {
                    ChainEnd end = ChainEnd.read(tail, digests.apply(tp));
                    if (end == null) {
                        Link.Origin origin = origins.apply(tp);
                        send(tp, origin);
                        end = new ChainEnd(origin.start(), origin.topicId(), false);
                    }
                    ends.put(tp, end);
                }
            }
            ends.forEach((tp, end) -> {
                states.put(tp, new FeedState(end.next(), end.broken() ? "the source's log was replaced" : null));
                if (!end.broken()) {
                    next.put(tp, end.next());
                    ids.put(tp, end.topicId());
                }
            });
            reassign();
            lookForOtherTopics();
            requireWithinLogs(Set.copyOf(next.keySet()));
            commit();
        }

        private long round() {
            ConsumerRecords<byte[], byte[]> records;
            try {
                records = consumer.poll(POLL);
            } catch (OffsetOutOfRangeException e) {
                requireWithinLogs(e.partitions());
                return 0;
            }
            long bytes = 0;
            for (TopicPartition tp : List.copyOf(next.keySet())) {
                bytes += lay(tp, records.records(tp));
            }
            return bytes;
        }

        private long lay(TopicPartition tp, List<ConsumerRecord<byte[], byte[]>> records) {
            long bytes = 0;
            long from = next.getOrDefault(tp, -1L);
            Batch.Builder batch = Batch.from(from, Math.min(records.size(), settings.batch()));
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (batch.size() == settings.batch()) {
                    from = record.offset();
                    send(tp, new Link.Stretch(id(tp), batch.end(from)));
                    batch = Batch.from(from, settings.batch());
                }
                if (batch.size() == 0) {
                    batch.eventTime(record.timestamp());
                }
                Seen seen = reader.read(
                        record.offset(), record.key(), record.value(), record.headers(), record.timestamp());
                batch.add(seen.offset(), seen.keyHash(), seen.digest());
                batch.leaderEpoch(record.leaderEpoch().orElse(-1));
                bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
            }
            long position = consumer.position(tp);
            if (position > from) {
                send(tp, new Link.Stretch(id(tp), batch.end(position)));
            }
            return bytes;
        }

        /** Where the log is not what the position says, a link is laid that tells so. */
        private void requireWithinLogs(Set<TopicPartition> suspects) {
            Map<TopicPartition, Long> starts = logs.starts(suspects);
            Map<TopicPartition, Long> ends = logs.ends(suspects);
            boolean changed = false;
            for (TopicPartition tp : suspects) {
                long position = next.getOrDefault(tp, -1L);
                long start = starts.getOrDefault(tp, 0L);
                if (position < start) {
                    send(tp, new Link.Purged(position, start));
                    consumer.seek(tp, start);
                } else if (position > ends.getOrDefault(tp, 0L)) {
                    send(tp, new Link.Broken(Link.Broken.Cause.TRUNCATED, position, id(tp)));
                    changed = true;
                }
            }
            if (changed) {
                reassign();
            }
        }

        private void lookForOtherTopics() {
            Map<String, Logs.Topic> topics = logs.topics(
                    next.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
            boolean changed = false;
            for (TopicPartition tp : List.copyOf(next.keySet())) {
                Logs.Topic topic = topics.get(tp.topic());
                if (topic != null && !topic.id().equals(id(tp))) {
                    send(tp, new Link.Broken(Link.Broken.Cause.RECREATED, next.getOrDefault(tp, 0L), topic.id()));
                    changed = true;
                }
            }
            if (changed) {
                reassign();
            }
        }

        private void reassign() {
            consumer.assign(List.copyOf(next.keySet()));
            next.forEach(consumer::seek);
        }

        private void sendLimits() {
            for (var limit = limits.poll(); limit != null; limit = limits.poll()) {
                send(limit.getKey(), limit.getValue());
            }
        }

        private void send(TopicPartition tp, Link link) {
            if (!open) {
                producer.beginTransaction();
                open = true;
            }
            TopicPartition to = digests.apply(tp);
            var unused = producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, LinkCodec.encode(link)));
            if (link instanceof Link.Stretch stretch) {
                next.put(tp, stretch.batch().to());
            } else if (link instanceof Link.Purged purged) {
                next.put(tp, purged.to());
            } else if (link instanceof Link.Broken broken) {
                next.remove(tp);
                states.put(
                        tp,
                        new FeedState(
                                broken.position(),
                                broken.cause() == Link.Broken.Cause.RECREATED
                                        ? "the source topic was created again"
                                        : "the source's log was truncated"));
            }
        }

        private void commit() {
            if (open) {
                // reports a failed send too: no record is lost unseen
                producer.commitTransaction();
                open = false;
                next.forEach((tp, position) -> states.put(tp, new FeedState(position, null)));
            }
        }

        private UUID id(TopicPartition tp) {
            return ids.getOrDefault(tp, Link.NO_ID);
        }
    }

    private long idle() {
        rest(POLL.toNanos());
        return 0;
    }

    private void trouble(String what) {
        for (TopicPartition tp : partitions) {
            states.compute(tp, (key, state) -> new FeedState(state == null ? -1 : state.next(), what));
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void rest(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            var unused = closing.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
