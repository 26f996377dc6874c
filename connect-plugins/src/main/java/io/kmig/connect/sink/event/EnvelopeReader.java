package io.kmig.connect.sink.event;

import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Reads Debezium's envelope. Refuses whatever is not one, since a guess would end in a wrong row. */
public final class EnvelopeReader {
    static final String NEW_KEY = "__debezium.newkey";
    static final String OLD_KEY = "__debezium.oldkey";

    /** @throws DataException naming the record's coordinates and what to change, never a value */
    public Event read(SinkRecord record) {
        Coordinates at = Coordinates.of(record);
        // the delete before it has done the work; a tombstone is for compaction
        if (record.value() == null) return new Event.Nothing(at);
        if (!(record.value() instanceof Struct envelope) || record.valueSchema() == null) {
            throw new DataException(at + ": the value has no schema; set value.converter.schemas.enable=true on the"
                    + " source and on this connector, or use a converter with a schema registry");
        }
        String op = text(envelope, "op");
        if (op == null || envelope.schema().field("source") == null) {
            throw new DataException(at + ": the value is not a Debezium envelope (no op and source fields); remove"
                    + " transformations such as ExtractNewRecordState");
        }
        return switch (op) {
            case "c", "r", "u" -> row(record, at, envelope, op);
            case "d" -> new Event.Gone(at, table(envelope, at), key(record, at), header(record, NEW_KEY));
            case "t" -> new Event.Emptied(at, table(envelope, at));
            case "m" -> marker(envelope, at);
            default -> throw new DataException(at + ": op '" + op + "' is not known");
        };
    }

    private static Event row(SinkRecord record, Coordinates at, Struct envelope, String op) {
        Struct after = struct(envelope, "after");
        if (after == null) throw new DataException(at + ": op '" + op + "' without the row in 'after'");
        boolean keyChanged = record.headers().lastWithName(OLD_KEY) != null;
        return new Event.Row(
                at, table(envelope, at), key(record, at), after, op.equals("u") || keyChanged, header(record, OLD_KEY));
    }

    private static Event marker(Struct envelope, Coordinates at) {
        Struct message = struct(envelope, "message");
        if (message == null) throw new DataException(at + ": op 'm' without 'message'");
        String prefix = text(message, "prefix");
        return new Event.Marker(at, prefix == null ? "" : prefix, bytes(message, "content", at));
    }

    private static Struct key(SinkRecord record, Coordinates at) {
        if (record.key() instanceof Struct key) return key;
        throw new DataException(at + ": the record has no key with a schema, so its row can't be told apart;"
                + " give the source table a primary key or set message.key.columns, and use a key converter with"
                + " schemas");
    }

    /**
     * The key a header carries. Connect's default header converter writes a struct as text nobody can parse: then there
     * is no key to be had, and the two halves of a key change are a delete and an insert.
     */
    private static @Nullable Struct header(SinkRecord record, String name) {
        Header header = record.headers().lastWithName(name);
        return header != null && header.value() instanceof Struct key ? key : null;
    }

    private static SourceTable table(Struct envelope, Coordinates at) {
        Struct source = struct(envelope, "source");
        String table = source == null ? null : text(source, "table");
        if (source == null || table == null) throw new DataException(at + ": 'source' doesn't name a table");
        String schema = text(source, "schema");
        String database = text(source, "db");
        return new SourceTable(database == null ? "" : database, schema == null ? "" : schema, table);
    }

    private static @Nullable String text(Struct struct, String name) {
        Field field = struct.schema().field(name);
        return field != null && struct.get(field) instanceof String text ? text : null;
    }

    private static @Nullable Struct struct(Struct struct, String name) {
        Field field = struct.schema().field(name);
        return field != null && struct.get(field) instanceof Struct inner ? inner : null;
    }

    private static ByteBuffer bytes(Struct struct, String name, Coordinates at) {
        Field field = struct.schema().field(name);
        Object value = field == null ? null : struct.get(field);
        if (value instanceof byte[] bytes) return ByteBuffer.wrap(bytes);
        if (value instanceof ByteBuffer buffer) return buffer;
        throw new DataException(at + ": '" + name + "' is not bytes; set binary.handling.mode=bytes on the source");
    }
}
