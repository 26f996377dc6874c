package io.kmig.adapter.kafka;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Reads records of a real cluster as digests. Cursors may be used by different threads at the same time, each cursor by
 * one.
 */
public final class KafkaRecordLog implements RecordLog, AutoCloseable {
    private final Failures failures;
    private final Readers readers;

    /** @param properties client properties with bootstrap.servers, every reference resolved */
    public KafkaRecordLog(Colour colour, Map<String, Object> properties) {
        Connection connection = new Connection(colour, properties);
        this.failures = new Failures(connection);
        this.readers = new Readers(connection, failures);
    }

    @Override
    public Cursor open(Tp partition, long fromOffset) {
        Consumer<byte[], byte[]> consumer = readers.lend();
        KafkaCursor cursor = new KafkaCursor(partition, fromOffset, consumer, readers, failures);
        try {
            cursor.start();
            return cursor;
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    @Override
    public void close() {
        readers.close();
    }
}
