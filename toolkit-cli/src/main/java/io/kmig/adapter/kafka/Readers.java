package io.kmig.adapter.kafka;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read-committed consumers, kept warm: connecting and learning the metadata costs more than a short read. Each is lent
 * to one reader at a time.
 */
final class Readers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
    static final int KEPT = 8;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Connection connection;
    private final Failures failures;
    private final Deque<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    Readers(Connection connection, Failures failures) {
        this.connection = connection;
        this.failures = failures;
    }

    Consumer<byte[], byte[]> lend() {
        Consumer<byte[], byte[]> warm = idle.pollFirst();
        if (warm != null) {
            return warm;
        }
        return create(true);
    }

    /** @param committedOnly false for a reader that sees log ends beyond open transactions */
    Consumer<byte[], byte[]> create(boolean committedOnly) {
        try {
            return new KafkaConsumer<>(connection.reader(committedOnly));
        } catch (KafkaException e) {
            throw failures.unusable(e);
        }
    }

    void giveBack(Consumer<byte[], byte[]> consumer, boolean sound) {
        if (sound && !closed.get() && idle.size() < KEPT) {
            consumer.unsubscribe();
            idle.addFirst(consumer);
            if (closed.get()) {
                closeIdle();
            }
            return;
        }
        discard(consumer);
    }

    static void discard(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
        } catch (InterruptException e) {
            // the thread stays interrupted, and what it was interrupted in tells of it
            LOG.debug("interrupted while a consumer was closed", e);
        }
    }

    @Override
    public void close() {
        closed.set(true);
        closeIdle();
    }

    private void closeIdle() {
        for (Consumer<byte[], byte[]> consumer = idle.pollFirst(); consumer != null; consumer = idle.pollFirst()) {
            discard(consumer);
        }
    }
}
