package io.kmig.connect.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Change events of one table in one partition, with rising offsets, as Debezium shapes them. */
public final class Changes {
    public static final String PLACEHOLDER = "__debezium_unavailable_value";
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("db", Schema.STRING_SCHEMA)
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .build();

    private final String table;
    private final String topic;
    private final int partition;
    private final Schema key;
    private final Schema row;
    private final Schema envelope;
    private long offset;

    private Changes(String table, int partition, Schema key, Schema row) {
        this.table = table;
        this.topic = "blue.public." + table;
        this.partition = partition;
        this.key = key;
        this.row = row;
        this.envelope = SchemaBuilder.struct()
                .name(topic + ".Envelope")
                .field("op", Schema.STRING_SCHEMA)
                .field("before", row)
                .field("after", row)
                .field("source", SOURCE)
                .build();
    }

    /** The first field of the row is the key. */
    public static Changes of(String table, SchemaBuilder row) {
        return of(table, 0, row);
    }

    public static Changes of(String table, int partition, SchemaBuilder row) {
        Schema built = row.optional().build();
        Field first = built.fields().get(0);
        return new Changes(
                table,
                partition,
                SchemaBuilder.struct().field(first.name(), first.schema()).build(),
                built);
    }

    /** {@code id} int32, {@code name} and {@code note} optional strings. */
    public static Changes people() {
        return of("people", peopleRow());
    }

    public static SchemaBuilder peopleRow() {
        return SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("name", Schema.OPTIONAL_STRING_SCHEMA)
                .field("note", Schema.OPTIONAL_STRING_SCHEMA);
    }

    public Changes at(long next) {
        offset = next;
        return this;
    }

    public String topic() {
        return topic;
    }

    public SinkRecord insert(@Nullable Object... values) {
        return row("c", values);
    }

    public SinkRecord update(@Nullable Object... values) {
        return row("u", values);
    }

    public SinkRecord row(String op, @Nullable Object... values) {
        Struct after = new Struct(row);
        for (int i = 0; i < values.length; i++) after.put(row.fields().get(i), values[i]);
        return record(key(values[0]), envelope(op).put("after", after));
    }

    public SinkRecord delete(Object id) {
        return record(key(id), envelope("d"));
    }

    public SinkRecord tombstone(Object id) {
        return new SinkRecord(topic, partition, key, key(id), null, null, offset++);
    }

    public SinkRecord truncate() {
        return new SinkRecord(topic, partition, null, null, envelope, envelope("t"), offset++);
    }

    /** The first half of a key change. */
    public SinkRecord leaves(Object from, Object to) {
        SinkRecord record = delete(from);
        record.headers().add("__debezium.newkey", key(to), key);
        return record;
    }

    /** The second half of a key change. */
    public SinkRecord arrives(Object from, @Nullable Object... values) {
        SinkRecord record = insert(values);
        record.headers().add("__debezium.oldkey", key(from), key);
        return record;
    }

    /** A message written by {@code pg_logical_emit_message}. */
    public static SinkRecord message(String prefix, String content, long offset) {
        Schema message = SchemaBuilder.struct()
                .field("prefix", Schema.STRING_SCHEMA)
                .field("content", Schema.BYTES_SCHEMA)
                .build();
        Schema envelope = SchemaBuilder.struct()
                .field("op", Schema.STRING_SCHEMA)
                .field("source", SOURCE)
                .field("message", message)
                .build();
        Struct source = new Struct(SOURCE).put("db", "blue").put("schema", "").put("table", "");
        Struct value = new Struct(envelope)
                .put("op", "m")
                .put("source", source)
                .put(
                        "message",
                        new Struct(message)
                                .put("prefix", prefix)
                                .put("content", content.getBytes(StandardCharsets.UTF_8)));
        return new SinkRecord("blue.message", 0, null, null, envelope, value, offset);
    }

    /** Schemaless JSON. */
    public SinkRecord schemaless() {
        return new SinkRecord(topic, partition, null, Map.of("id", 1), null, Map.of("op", "c"), offset++);
    }

    public SinkRecord record(@Nullable Struct keyValue, Struct value) {
        return new SinkRecord(
                topic, partition, keyValue == null ? null : keyValue.schema(), keyValue, envelope, value, offset++);
    }

    private Struct key(@Nullable Object id) {
        return new Struct(key).put(key.fields().get(0), id);
    }

    public Struct envelope(String op) {
        Struct source =
                new Struct(SOURCE).put("db", "blue").put("schema", "public").put("table", table);
        return new Struct(envelope).put("op", op).put("source", source);
    }
}
