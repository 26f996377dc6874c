package io.kmig.adapter.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table as a comparison sees it.
 *
 * @param name quoted, with its schema
 * @param columns quoted, in the order of their names: a column's place in the table means nothing
 * @param key quoted columns of the primary key; empty when there is none
 */
record TableShape(String name, List<String> columns, List<String> key) {
    /** Not the system's, not an extension's, not the sink's own. */
    private static final String OURS = """
            c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
            AND c.relname NOT IN ('kmig_offsets', 'kmig_markers')
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                            AND d.objid = c.oid AND d.deptype = 'e')""";

    TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * Quoted names of those that can be published. Without a key a table must not be: the server would refuse updates
     * and deletes of its rows.
     */
    static List<String> publishable(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT format('%I.%I', n.nspname, c.relname)"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + OURS
                        + " AND c.relpersistence = 'p' AND c.relreplident IN ('d', 'f')"
                        + " AND EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary"
                        + " AND i.indimmediate) ORDER BY 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    static SortedMap<String, TableShape> all(Connection connection) throws SQLException {
        SortedMap<String, TableShape> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT c.oid, format('%I.%I', n.nspname, c.relname)"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + OURS)) {
            while (rows.next()) {
                long table = rows.getLong(1);
                String name = rows.getString(2);
                tables.put(
                        name,
                        new TableShape(
                                name,
                                names(
                                        connection,
                                        table,
                                        "SELECT quote_ident(attname) FROM pg_attribute"
                                                + " WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped"
                                                + " ORDER BY attname COLLATE \"C\""),
                                names(
                                        connection,
                                        table,
                                        "SELECT quote_ident(a.attname) FROM pg_index i"
                                                + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
                                                + " WHERE i.indrelid = ?::oid AND i.indisprimary"
                                                + " ORDER BY array_position(i.indkey::int2[], a.attnum)")));
            }
        }
        return tables;
    }

    private static List<String> names(Connection connection, long table, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    /** Count and two sums over the rows' hashes: whatever order the rows are in. */
    String digestSql() {
        return "SELECT count(*), coalesce(sum(('x' || substr(h, 1, 16))::bit(64)::bigint::numeric), 0)::text,"
                + " coalesce(sum(('x' || substr(h, 17, 16))::bit(64)::bigint::numeric), 0)::text"
                + " FROM (SELECT md5(" + text(columns) + ") AS h FROM " + name + ") r";
    }

    /** Key and hash of every row, by key as bytes. */
    String rowsSql() {
        String hash = "md5(" + text(columns) + ")";
        return "SELECT k, h FROM (SELECT " + (key.isEmpty() ? hash : text(key)) + " AS k, " + hash + " AS h FROM "
                + name + ") r ORDER BY k COLLATE \"C\"";
    }

    /** A row's own text form tells null from an empty text, and quotes whatever could be mistaken. */
    private static String text(List<String> columns) {
        return columns.stream().map(c -> c + "::text").collect(Collectors.joining(", ", "ROW(", ")")) + "::text";
    }
}
