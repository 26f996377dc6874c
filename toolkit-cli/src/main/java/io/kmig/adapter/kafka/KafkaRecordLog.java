package io.kmig.adapter.kafka;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Reads records of a real cluster as digests. Cursors may be used by different threads at the same time, each cursor by
 * one.
 */
public final class KafkaRecordLog implements RecordLog, AutoCloseable {
    private final Failures failures;
    private final Readers readers;
    private final boolean timestamps;

    /** @param properties client properties with bootstrap.servers, every reference resolved */
    public KafkaRecordLog(Colour colour, Map<String, Object> properties) {
        Connection connection = new Connection(colour, properties);
        this.failures = new Failures(connection);
        this.readers = new Readers(connection, failures);
        this.timestamps = true;
    }

    private KafkaRecordLog(KafkaRecordLog same) {
        this.failures = same.failures;
        this.readers = same.readers;
        this.timestamps = false;
    }

    /** Over the same connections, which the first one closes. */
    @Override
    public RecordLog withoutTimestamps() {
        return new KafkaRecordLog(this);
    }

    @Override
    public Cursor open(Tp partition, long fromOffset) {
        Consumer<byte[], byte[]> consumer = readers.lend();
        KafkaCursor cursor = new KafkaCursor(partition, fromOffset, timestamps, consumer, readers, failures);
        try {
            cursor.start();
            return cursor;
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    /** They wait for the network most of the time; each holds one fetch and two connections. */
    @Override
    public <T> void each(Collection<T> questions, java.util.function.Consumer<T> work) {
        int atOnce = Math.min(Readers.KEPT, 2 * Runtime.getRuntime().availableProcessors());
        if (questions.size() < 2) {
            questions.forEach(work);
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(atOnce, questions.size()));
        try {
            List<Future<?>> running = new ArrayList<>();
            questions.forEach(question -> running.add(pool.submit(() -> work.accept(question))));
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted("read " + questions.size() + " partitions", Failures.NOTHING);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    @Override
    public Map<Tp, Rest> rests(Map<Tp, Long> from) {
        return new Tails(readers, failures).rests(from);
    }

    @Override
    public void close() {
        readers.close();
    }
}
