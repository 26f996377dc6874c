package io.kmig.connect.sink.state;

import java.util.regex.Pattern;

/**
 * Where the sink keeps what it applied: names as the user wrote them, {@code table} or {@code schema.table}.
 *
 * @param offsets the table of offsets
 * @param markers the table of end markers
 */
public record StateTables(String offsets, String markers) {
    public static final Pattern NAME = Pattern.compile("([a-z_][a-z0-9_]*\\.)?[a-z_][a-z0-9_]*");

    public StateTables {
        // they go into SQL as they are
        if (!NAME.matcher(offsets).matches()) throw new IllegalArgumentException("offsets.table: " + offsets);
        if (!NAME.matcher(markers).matches()) throw new IllegalArgumentException("markers.table: " + markers);
    }

    /**
     * Whether it is such a table; a name without a schema is so in every schema. A database that is kept by a sink and captured as
     * well has them in its topics: applied, they would overwrite the other sink's own.
     */
    public boolean are(String schema, String table) {
        return is(offsets, schema, table) || is(markers, schema, table);
    }

    private static boolean is(String own, String schema, String table) {
        return own.equals(own.indexOf('.') < 0 ? table : schema + "." + table);
    }

    String createOffsets() {
        return """
               CREATE TABLE IF NOT EXISTS %s (
                 connector text NOT NULL,
                 topic text NOT NULL,
                 partition integer NOT NULL,
                 next_offset bigint,
                 epoch bigint NOT NULL,
                 migration text NOT NULL,
                 claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                 applied_at timestamptz,
                 PRIMARY KEY (connector, topic, partition))""".formatted(offsets);
    }

    String createMarkers() {
        return """
               CREATE TABLE IF NOT EXISTS %s (
                 connector text NOT NULL,
                 prefix text NOT NULL,
                 content bytea NOT NULL,
                 topic text NOT NULL,
                 partition integer NOT NULL,
                 record_offset bigint NOT NULL,
                 seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                 PRIMARY KEY (connector, topic, partition, record_offset))""".formatted(markers);
    }
}
