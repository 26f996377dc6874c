package io.kmig.ledger.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads which tables a database has. Extensions' own, temporary and unlogged ones are nobody's data. */
public final class Catalog {
    private static final String TABLES = """
            SELECT c.oid::bigint, n.nspname, c.relname,
                NOT c.relhasrules AND NOT EXISTS (
                    SELECT 1 FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
                EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND NOT i.indisprimary
                    AND (i.indisunique OR i.indisexclusion))
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
                AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
            """;
    /** A column is fixed by any constraint or unique index over it, an index over an expression included. */
    private static final String COLUMNS = """
            SELECT a.attrelid::bigint, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
                a.attgenerated <> '',
                a.attidentity <> '' OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                    WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
                    AND ((d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                            AND EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o
                                WHERE o.oid = d.objid AND o.contype <> 'n'))
                        OR (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                            AND EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indexrelid = d.objid
                                AND (i.indisunique OR i.indisexclusion)))))
                    OR a.attnum = ANY (coalesce((SELECT p.partattrs::int2[] FROM pg_catalog.pg_partitioned_table p
                        WHERE p.partrelid = a.attrelid), '{}'))
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
            ORDER BY a.attrelid, a.attnum
            """;

    private static final String KEYS = """
            SELECT o.conrelid::bigint, o.contype::text,
                (SELECT pg_catalog.array_agg(a.attname ORDER BY k.n)::text[]
                    FROM unnest(o.conkey) WITH ORDINALITY k(attnum, n)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum),
                f.nspname || '.' || t.relname,
                (SELECT pg_catalog.array_agg(a.attname ORDER BY k.n)::text[]
                    FROM unnest(o.confkey) WITH ORDINALITY k(attnum, n)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.attnum)
            FROM pg_catalog.pg_constraint o
                LEFT JOIN pg_catalog.pg_class t ON t.oid = o.confrelid
                LEFT JOIN pg_catalog.pg_namespace f ON f.oid = t.relnamespace
            WHERE o.contype IN ('p', 'f') AND o.conrelid <> 0
            ORDER BY o.conrelid, o.conname
            """;

    private Catalog() {}

    private record Named(long oid, String schema, String name, boolean quiet, boolean uniques) {}

    /** All tables by {@link Table#id}, in that order. */
    public static Map<String, Table> read(Connection connection) throws SQLException {
        Map<Long, List<Column>> columns = columns(connection);
        Map<Long, List<String>> keys = new LinkedHashMap<>();
        Map<Long, List<ForeignKey>> foreign = new LinkedHashMap<>();
        keys(connection, keys, foreign);
        Map<String, Table> tables = new TreeMap<>();
        for (Named named : tables(connection)) {
            Table table = new Table(
                    named.schema,
                    named.name,
                    columns.getOrDefault(named.oid, List.of()),
                    keys.getOrDefault(named.oid, List.of()),
                    foreign.getOrDefault(named.oid, List.of()),
                    named.uniques,
                    named.quiet);
            tables.put(table.id(), table);
        }
        return tables;
    }

    /** Those of these names, or all if there are none. */
    public static Map<String, Table> read(Connection connection, Set<String> wanted) throws SQLException {
        Map<String, Table> tables = read(connection);
        if (!wanted.isEmpty()) tables.keySet().retainAll(wanted);
        return tables;
    }

    private static List<Named> tables(Connection connection) throws SQLException {
        List<Named> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next())
                tables.add(new Named(
                        row.getLong(1), row.getString(2), row.getString(3), row.getBoolean(4), row.getBoolean(5)));
        }
        return tables;
    }

    private static Map<Long, List<Column>> columns(Connection connection) throws SQLException {
        Map<Long, List<Column>> columns = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COLUMNS)) {
            while (row.next())
                columns.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(new Column(
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getBoolean(6)));
        }
        return columns;
    }

    private static void keys(Connection connection, Map<Long, List<String>> keys, Map<Long, List<ForeignKey>> foreign)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(KEYS)) {
            while (row.next()) {
                List<String> names = List.of((String[]) row.getArray(3).getArray());
                if (row.getString(2).equals("p")) keys.put(row.getLong(1), names);
                else
                    foreign.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                            .add(new ForeignKey(names, row.getString(4), List.of((String[])
                                    row.getArray(5).getArray())));
            }
        }
    }
}
