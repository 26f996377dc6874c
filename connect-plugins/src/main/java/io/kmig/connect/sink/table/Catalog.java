package io.kmig.connect.sink.table;

import io.kmig.connect.sink.type.TargetType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads tables from {@code pg_catalog}, as this session may use them. */
public final class Catalog {
    private static final String TABLE = """
            SELECT c.oid::bigint AS oid, c.relkind IN ('r', 'p') AS ordinary,
                   i.indkey::int2[] AS key, coalesce(NOT i.indimmediate, false) AS deferrable,
                   EXISTS (SELECT FROM pg_catalog.pg_constraint f WHERE f.confrelid = c.oid AND f.contype = 'f')
                       AS referenced,
                   ARRAY(SELECT t.tgname::text FROM pg_catalog.pg_trigger t
                         WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled = 'O' ORDER BY 1) AS triggers,
                   ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
                         WHERE NOT has_table_privilege(c.oid, p)) AS lacking,
                   row_security_active(c.oid) AS row_security
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')""";

    /** A domain stands for the type below it, and that type's modifier comes from the lowest domain that has one. */
    private static final String COLUMNS = """
            WITH RECURSIVE resolved AS (
              SELECT a.attnum, t.oid, t.typtype, t.typbasetype,
                     CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS modifier
              FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              WHERE a.attrelid = ?::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped
              UNION ALL
              SELECT r.attnum, t.oid, t.typtype, t.typbasetype,
                     CASE WHEN t.typtype = 'd' AND t.typtypmod <> -1 THEN t.typtypmod ELSE r.modifier END
              FROM resolved r JOIN pg_catalog.pg_type t ON t.oid = r.typbasetype
              WHERE r.typtype = 'd')
            SELECT a.attnum, a.attname, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required,
                   a.attgenerated <> '' AS generated, a.attidentity = 'a' AS always, a.attstorage <> 'p' AS toastable,
                   coalesce(l.collisdeterministic, true) AS deterministic, r.modifier,
                   (t.typcategory = 'A' AND t.typelem <> 0) AS is_array,
                   e.typname, e.typtype, n.nspname
            FROM pg_catalog.pg_attribute a
            JOIN resolved r ON r.attnum = a.attnum AND r.typtype <> 'd'
            JOIN pg_catalog.pg_type t ON t.oid = r.oid
            JOIN pg_catalog.pg_type e
              ON e.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
            JOIN pg_catalog.pg_namespace n ON n.oid = e.typnamespace
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            WHERE a.attrelid = ?::bigint::oid ORDER BY a.attnum""";

    private static final Set<String> EXACT_TEXT = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "oid",
            "text",
            "varchar",
            "bpchar",
            "uuid",
            "bytea",
            "date",
            "time",
            "timestamp",
            "timestamptz",
            "bit",
            "numeric",
            "macaddr",
            "macaddr8");

    private final Connection connection;

    public Catalog(Connection connection) {
        this.connection = connection;
    }

    /** Empty when there is no such table. */
    public Optional<TargetTable> table(TableId id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TABLE)) {
            query.setString(1, id.schema());
            query.setString(2, id.table());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(table(id, row)) : Optional.empty();
            }
        }
    }

    private TargetTable table(TableId id, ResultSet row) throws SQLException {
        Map<Integer, TargetColumn> columns = columns(row.getLong("oid"));
        Map<String, TargetColumn> byName = new LinkedHashMap<>();
        columns.values().forEach(column -> byName.put(column.name(), column));
        List<TargetColumn> key = new ArrayList<>();
        Array numbers = row.getArray("key");
        if (numbers != null) {
            for (Object number : (Object[]) numbers.getArray()) {
                TargetColumn column = columns.get(((Number) number).intValue());
                if (column != null) key.add(column);
            }
        }
        return new TargetTable(
                id,
                byName,
                List.copyOf(key),
                row.getBoolean("deferrable"),
                row.getBoolean("ordinary"),
                row.getBoolean("referenced"),
                texts(row.getArray("triggers")),
                new TreeSet<>(texts(row.getArray("lacking"))),
                row.getBoolean("row_security"));
    }

    private Map<Integer, TargetColumn> columns(long oid) throws SQLException {
        Map<Integer, TargetColumn> columns = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setLong(1, oid);
            query.setLong(2, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) columns.put(row.getInt("attnum"), column(row));
            }
        }
        return columns;
    }

    private static TargetColumn column(ResultSet row) throws SQLException {
        TargetType type = new TargetType(
                row.getString("nspname"),
                row.getString("typname"),
                TargetType.Kind.of(row.getString("typtype")),
                row.getBoolean("is_array"),
                row.getInt("modifier"));
        boolean exact = !type.array()
                && row.getBoolean("deterministic")
                && (EXACT_TEXT.contains(type.name()) || type.kind() == TargetType.Kind.ENUM);
        return new TargetColumn(
                row.getString("attname"),
                type,
                row.getBoolean("required"),
                row.getBoolean("generated"),
                row.getBoolean("always"),
                row.getBoolean("toastable"),
                exact);
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.stream((Object[]) array.getArray()).map(Object::toString).toList();
    }
}
