package io.kmig.ledger.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a client's record file.
 *
 * <p>{@code stamp} is in microseconds since the epoch and strictly rising over all clients of one host, so that rows of
 * several clients can be put into one order.
 */
public sealed interface ClientRow {
    long stamp();

    /** Opens each of the host's lives: who writes this file, and what it reads and writes. */
    record Opened(
            long stamp, String name, String kind, @Nullable String group, List<String> reads, List<String> writes)
            implements ClientRow {
        public Opened {
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }
    }

    /**
     * Written before the first sequence below {@code upTo} is used: after a kill, what lies below it without a row of
     * its own may have been sent or not.
     */
    record Reserved(long stamp, long upTo) implements ClientRow {}

    /** The cluster acknowledged the record (for a transaction: its commit). */
    record Acked(
            long stamp, Cluster cluster, String topic, int partition, long offset, String key, long seq, long keySeq)
            implements ClientRow {}

    /** Sent, but the answer never came: the record may be there once or not at all. */
    record Unknown(long stamp, Cluster cluster, String topic, String key, long seq, long keySeq, String reason)
            implements ClientRow {}

    /** Never left the client, or was aborted: the record must not be visible anywhere. */
    record Refused(long stamp, Cluster cluster, String topic, String key, long seq, long keySeq, String reason)
            implements ClientRow {}

    /** The position from which a consumer began on a partition it was just assigned. */
    record Began(long stamp, Cluster cluster, String topic, int partition, long offset) implements ClientRow {}

    /** The consumer has done its work for this record. */
    record Processed(
            long stamp,
            Cluster cluster,
            String topic,
            int partition,
            long offset,
            String key,
            String producer,
            long seq,
            long keySeq)
            implements ClientRow {}

    /** The consumer was given a record that no producer of the demo can have written in this form. */
    record Alien(long stamp, Cluster cluster, String topic, int partition, long offset) implements ClientRow {}

    /**
     * A change to a row, written down before its transaction is committed; what became of it is told by the
     * {@link Ended} of the same transaction. Without one the client was killed meanwhile, and the outcome is unknown.
     *
     * @param transaction numbered by the client, over all its lives
     * @param table with its schema
     * @param cells of a new row all of them, of an update those it set, of a delete none; long ones as a digest
     */
    record Changed(
            long stamp,
            Cluster cluster,
            long transaction,
            Operation operation,
            String table,
            RowKey key,
            Map<String, @Nullable String> cells)
            implements ClientRow {
        public Changed {
            // nulls are values here
            cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
        }
    }

    /** What became of a transaction. */
    record Ended(long stamp, Cluster cluster, long transaction, Outcome outcome, String reason) implements ClientRow {}
}
