package io.kmig.adapter.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows that are applied by a sink bring their keys along, so green's sequences never moved. */
final class Sequences {
    private static final String ALL = """
            SELECT format('%I.%I', n.nspname, c.relname), s.seqincrement,
                   (SELECT format('%I.%I', tn.nspname, t.relname) FROM pg_depend d
                      JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
                     WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refobjsubid > 0
                       AND d.deptype IN ('a', 'i') LIMIT 1),
                   (SELECT quote_ident(a.attname) FROM pg_depend d
                      JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                     WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refobjsubid > 0
                       AND d.deptype IN ('a', 'i') LIMIT 1)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
             WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
               AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                               AND d.objid = c.oid AND d.deptype = 'e')
             ORDER BY 1""";

    private Sequences() {}

    private record Sequence(
            String name,
            boolean rising,
            @Nullable String table,
            @Nullable String column) {}

    /** The last value each sequence gave out; those that gave none are absent. */
    static Map<String, Long> given(Connection connection) throws SQLException {
        Map<String, Long> given = new TreeMap<>();
        for (Sequence sequence : all(connection)) {
            Long last = last(connection, sequence);
            if (last != null) {
                given.put(sequence.name(), last);
            }
        }
        return given;
    }

    /** @return how many there are */
    static int raise(Connection connection, Map<String, Long> atLeast) throws SQLException {
        List<Sequence> sequences = all(connection);
        for (Sequence sequence : sequences) {
            Long now = last(connection, sequence);
            Long wanted =
                    further(sequence, further(sequence, now, atLeast.get(sequence.name())), used(connection, sequence));
            if (wanted != null && !wanted.equals(now)) {
                try (PreparedStatement set = connection.prepareStatement("SELECT setval(?::regclass, ?, true)")) {
                    set.setString(1, sequence.name());
                    set.setLong(2, wanted);
                    set.execute();
                }
            }
        }
        return sequences.size();
    }

    private static @Nullable Long further(Sequence sequence, @Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return sequence.rising() ? Long.valueOf(Math.max(one, other)) : Long.valueOf(Math.min(one, other));
    }

    private static List<Sequence> all(Connection connection) throws SQLException {
        List<Sequence> sequences = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ALL)) {
            while (rows.next()) {
                sequences.add(
                        new Sequence(rows.getString(1), rows.getLong(2) > 0, rows.getString(3), rows.getString(4)));
            }
        }
        return sequences;
    }

    private static @Nullable Long last(Connection connection, Sequence sequence) throws SQLException {
        return number(connection, "SELECT CASE WHEN is_called THEN last_value END FROM " + sequence.name());
    }

    /** The furthest value in the column that the sequence feeds. */
    private static @Nullable Long used(Connection connection, Sequence sequence) throws SQLException {
        if (sequence.table() == null || sequence.column() == null) {
            return null;
        }
        return number(
                connection,
                "SELECT " + (sequence.rising() ? "max(" : "min(") + sequence.column() + ")::bigint FROM "
                        + sequence.table());
    }

    private static @Nullable Long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            long number = row.getLong(1);
            return row.wasNull() ? null : number;
        }
    }
}
