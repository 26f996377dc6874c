package io.kmig.adapter.kafka;

import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import io.kmig.core.port.RecordLog.Stamp;
import io.kmig.validator.digest.Fingerprint;
import io.kmig.validator.digest.HeaderReader;
import io.kmig.validator.digest.RecordDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * One partition, read forward. The end is known from the last stable offset as the cluster tells it, never from an
 * empty fetch, and asked for only when the position has reached the one known before.
 *
 * <p>A consumer does not notice when the log behind its position goes away and an end below it is reported, as after a
 * topic was deleted and created again; so a position beyond the end is looked into.
 */
final class KafkaCursor implements Cursor {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration NO_PROGRESS = Duration.ofSeconds(30);
    private static final long NO_TIMESTAMP = -1;
    private static final HeaderReader<Header> HEADERS = new HeaderReader<>() {
        @Override
        public String name(Header header) {
            return header.key();
        }

        @Override
        public byte @Nullable [] value(Header header) {
            return header.value();
        }
    };

    private final Tp tp;
    private final TopicPartition partition;
    private final boolean timestamps;
    private final Consumer<byte[], byte[]> consumer;
    private final Readers readers;
    private final Failures failures;
    private final RecordDigest digest = new RecordDigest();

    private List<ConsumerRecord<byte[], byte[]>> fetched = List.of();
    /** Of the next record in {@code fetched}. */
    private int index;

    private long position;
    private long knownStableEnd;
    private boolean sound = true;
    private boolean closed;

    KafkaCursor(
            Tp tp,
            long from,
            boolean timestamps,
            Consumer<byte[], byte[]> consumer,
            Readers readers,
            Failures failures) {
        this.tp = tp;
        this.timestamps = timestamps;
        this.partition = new TopicPartition(tp.topic(), tp.partition());
        this.position = from;
        this.consumer = consumer;
        this.readers = readers;
        this.failures = failures;
    }

    void start() {
        if (position < 0) {
            throw outside(startOffset(), endOffset());
        }
        asked(() -> {
            consumer.assign(List.of(partition));
            consumer.seek(partition, position);
            return position;
        });
        long start = startOffset();
        knownStableEnd = stableEnd();
        if (position < start) {
            throw outside(start, endOffset());
        }
        requireNotBeyondEnd();
    }

    @Override
    public @Nullable Seen next() {
        long deadline = System.nanoTime() + NO_PROGRESS.toNanos();
        while (index >= fetched.size()) {
            if (position >= knownStableEnd) {
                knownStableEnd = stableEnd();
                if (position >= knownStableEnd) {
                    requireNotBeyondEnd();
                    return null;
                }
            }
            long before = position;
            fetch();
            if (position > before) {
                deadline = System.nanoTime() + NO_PROGRESS.toNanos();
            }
            if (position == before && index >= fetched.size() && System.nanoTime() > deadline) {
                sound = false;
                throw failures.failed(
                        "read " + tp + " from offset " + position,
                        "no record came in " + NO_PROGRESS.toSeconds() + " s though the log goes on to "
                                + knownStableEnd,
                        Failures.NOTHING,
                        new IllegalStateException("no progress"));
            }
        }
        ConsumerRecord<byte[], byte[]> record = fetched.get(index++);
        // The last of a fetch leaves the position to the consumer, which may have stepped over markers behind it.
        position = index < fetched.size() ? record.offset() + 1 : Math.max(record.offset() + 1, consumerPosition());
        long timestamp = timestamps ? record.timestamp() : NO_TIMESTAMP;
        Fingerprint content = digest.of(record.key(), record.value(), record.headers(), HEADERS, timestamp);
        return new Seen(
                record.offset(),
                content.high(),
                content.low(),
                record.key() == null ? 0 : digest.ofKey(record.key()),
                record.value() == null,
                stamp(record));
    }

    private static Stamp stamp(ConsumerRecord<byte[], byte[]> record) {
        if (record.timestampType() == TimestampType.LOG_APPEND_TIME) {
            return Stamp.APPENDED;
        }
        return record.timestamp() == NO_TIMESTAMP ? Stamp.NONE : Stamp.WRITTEN;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void seek(long offset) {
        position = offset;
        if (!fetched.isEmpty()
                && fetched.get(0).offset() <= offset
                && fetched.get(fetched.size() - 1).offset() >= offset) {
            index = firstFrom(offset);
            return;
        }
        forget();
        asked(() -> {
            consumer.seek(partition, offset);
            return offset;
        });
    }

    private int firstFrom(long offset) {
        int low = 0;
        int high = fetched.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (fetched.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void forget() {
        fetched = List.of();
        index = 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            forget();
            readers.giveBack(consumer, sound);
        }
    }

    private void fetch() {
        index = 0;
        fetched = asked(() -> consumer.poll(POLL).records(partition));
        if (fetched.isEmpty()) {
            position = Math.max(position, consumerPosition());
        }
    }

    private long consumerPosition() {
        return asked(() -> consumer.position(partition));
    }

    private void requireNotBeyondEnd() {
        if (position > knownStableEnd) {
            long end = endOffset();
            if (position > end) {
                throw outside(startOffset(), end);
            }
        }
    }

    private KmigException outside(long start, long end) {
        sound = false;
        return failures.failed(
                "read " + tp + " from offset " + position,
                "the log begins at " + start + " and ends at " + end
                        + "; it was purged, or the topic was created again",
                Failures.NOTHING,
                new IllegalStateException("offset out of range"));
    }

    private long startOffset() {
        return only(asked(() -> consumer.beginningOffsets(List.of(partition))));
    }

    private long stableEnd() {
        return only(asked(() -> consumer.endOffsets(List.of(partition))));
    }

    /** The log end beyond open transactions; rarely asked, so it has no consumer kept for it. */
    private long endOffset() {
        Consumer<byte[], byte[]> uncommitted = readers.create(false);
        try {
            return only(asked(() -> uncommitted.endOffsets(List.of(partition))));
        } finally {
            Readers.discard(uncommitted);
        }
    }

    private long only(Map<TopicPartition, Long> offsets) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw failures.of(new UnknownTopicOrPartitionException(), "read " + tp, Failures.NOTHING);
        }
        return offset;
    }

    private <T> T asked(Supplier<T> request) {
        try {
            return request.get();
        } catch (OffsetOutOfRangeException e) {
            throw outside(startOffset(), endOffset());
        } catch (InterruptException e) {
            sound = false;
            throw failures.interrupted("read " + tp, Failures.NOTHING);
        } catch (TimeoutException e) {
            sound = false;
            throw failures.of(missing() ? new UnknownTopicOrPartitionException() : e, "read " + tp, Failures.NOTHING);
        } catch (KafkaException e) {
            sound = false;
            throw failures.of(e, "read " + tp, Failures.NOTHING);
        }
    }

    /** The client waits for a topic that does not exist as for a broker that does not answer. */
    private boolean missing() {
        try {
            return consumer.partitionsFor(tp.topic(), Duration.ofSeconds(3)).stream()
                    .noneMatch(known -> known.partition() == tp.partition());
        } catch (KafkaException e) {
            return e instanceof UnknownTopicOrPartitionException;
        }
    }
}
