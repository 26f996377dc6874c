package io.kmig.ledger.rows;

import io.kmig.ledger.record.RowKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table in the order of its key, a fetch at a time. Values come as PostgreSQL writes them as text, which tells
 * apart all that is different: a scale, a NaN, an infinite date; null is null.
 */
public final class TableCursor implements AutoCloseable {
    private static final int FETCH = 500;

    private final Table table;
    private final Statement statement;
    private final ResultSet rows;

    /** @param values of all columns, by name; in full */
    public record Row(RowKey key, Map<String, @Nullable String> values) {}

    private TableCursor(Table table, Statement statement, ResultSet rows) {
        this.table = table;
        this.statement = statement;
        this.rows = rows;
    }

    /** @param connection without auto-commit, else the driver would hold the whole table */
    public static TableCursor open(Connection connection, Table table) throws SQLException {
        if (table.key().isEmpty()) throw new IllegalArgumentException(table.id() + " has no primary key");
        String columns = table.columns().stream()
                .map(c -> Table.quote(c.name()) + "::text")
                .collect(Collectors.joining(", "));
        String order = table.key().stream()
                .map(k -> Table.quote(k) + "::text COLLATE pg_catalog.\"C\"")
                .collect(Collectors.joining(", "));
        Statement statement = connection.createStatement();
        try {
            statement.setFetchSize(FETCH);
            return new TableCursor(
                    table,
                    statement,
                    statement.executeQuery("SELECT " + columns + " FROM " + table.quoted() + " ORDER BY " + order));
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** Null at the end. */
    public @Nullable Row next() throws SQLException {
        if (!rows.next()) return null;
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        int at = 0;
        for (Column column : table.columns()) values.put(column.name(), rows.getString(++at));
        return new Row(key(table, values), values);
    }

    static RowKey key(Table table, Map<String, @Nullable String> values) {
        List<String> parts = new ArrayList<>();
        for (String column : table.key()) {
            String part = values.get(column);
            if (part == null) throw new IllegalStateException("a null in the key of " + table.id());
            parts.add(part);
        }
        return new RowKey(parts);
    }

    @Override
    public void close() throws SQLException {
        rows.close();
        statement.close();
    }
}
