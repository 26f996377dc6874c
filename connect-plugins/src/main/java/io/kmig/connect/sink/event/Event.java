package io.kmig.connect.sink.event;

import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** What one record asks of the database. */
public sealed interface Event {
    Coordinates at();

    /** An event about one table. */
    sealed interface OfTable extends Event {
        SourceTable table();
    }

    /**
     * A row as it is now: {@code op} c, r or u.
     *
     * @param mayLack whether columns may hold Debezium's placeholder for an unchanged TOAST value: only updates and
     *     the second half of a primary-key change do; in any other event the same text is a value
     * @param oldKey the key the row had, when this is the second half of a primary-key change and the header could be
     *     read
     */
    record Row(
            Coordinates at,
            SourceTable table,
            Struct key,
            Struct after,
            boolean mayLack,
            @Nullable Struct oldKey) implements OfTable {}

    /**
     * {@code op} d.
     *
     * @param newKey the key the row gets, when this is the first half of a primary-key change and the header could be
     *     read
     */
    record Gone(
            Coordinates at,
            SourceTable table,
            Struct key,
            @Nullable Struct newKey) implements OfTable {
        public Gone withoutNewKey() {
            return new Gone(at, table, key, null);
        }
    }

    /** {@code op} t: all rows of the table. */
    record Emptied(Coordinates at, SourceTable table) implements OfTable {}

    /** {@code op} m: a message written into the WAL by {@code pg_logical_emit_message}. */
    record Marker(Coordinates at, String prefix, ByteBuffer content) implements Event {}

    /** A tombstone, or another record that changes no row. */
    record Nothing(Coordinates at) implements Event {}
}
