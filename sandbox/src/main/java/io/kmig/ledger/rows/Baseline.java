package io.kmig.ledger.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kmig.ledger.record.Fields;
import io.kmig.ledger.record.RowKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows a database had before the first writer was started: what the diaries' changes are counted from. Tables
 * without a primary key are not in it, as nobody can say which of their rows is which.
 *
 * @param tables by name with schema; of each the key's columns and the rows, with long values as a digest
 */
public record Baseline(Map<String, Initial> tables) {
    public Baseline {
        tables = new TreeMap<>(tables);
    }

    /** @param rows cells by key */
    public record Initial(
            List<String> keyColumns, List<String> columns, Map<RowKey, Map<String, @Nullable String>> rows) {
        public Initial {
            keyColumns = List.copyOf(keyColumns);
            columns = List.copyOf(columns);
        }
    }

    /** @param wanted tables with their schemas; empty for all */
    public static Baseline take(DatabaseAccess access, Set<String> wanted) throws SQLException {
        try (Connection connection = access.snapshot()) {
            return take(connection, wanted);
        }
    }

    static Baseline take(Connection connection, Set<String> wanted) throws SQLException {
        Map<String, Initial> tables = new TreeMap<>();
        for (Table table : Catalog.read(connection, wanted).values()) {
            if (table.key().isEmpty()) continue;
            Map<RowKey, Map<String, @Nullable String>> rows = new LinkedHashMap<>();
            try (TableCursor cursor = TableCursor.open(connection, table)) {
                for (TableCursor.Row row = cursor.next(); row != null; row = cursor.next()) {
                    rows.put(row.key(), Cell.of(table, row.values()));
                }
            }
            List<String> columns = table.columns().stream().map(Column::name).toList();
            tables.put(table.id(), new Initial(table.key(), columns, rows));
        }
        return new Baseline(tables);
    }

    /** A line per table, and below it one per row. */
    public void write(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
            for (Map.Entry<String, Initial> table : tables.entrySet()) {
                Initial initial = table.getValue();
                out.write("T\t" + Fields.join(List.of(table.getKey())) + '\t' + Fields.join(initial.keyColumns) + '\t'
                        + Fields.join(initial.columns) + '\n');
                for (Map<String, @Nullable String> cells : initial.rows.values())
                    out.write("R\t"
                            + Fields.join(
                                    initial.columns.stream().map(cells::get).toList()) + '\n');
            }
        }
    }

    public static Baseline read(Path file) throws IOException {
        Map<String, Initial> tables = new TreeMap<>();
        Initial current = null;
        try (BufferedReader in = Files.newBufferedReader(file, UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] fields = line.split("\t", -1);
                if (fields[0].equals("T")) {
                    current = new Initial(texts(fields[2]), texts(fields[3]), new LinkedHashMap<>());
                    tables.put(texts(fields[1]).get(0), current);
                } else if (current != null) {
                    add(current, Fields.split(fields[1]));
                }
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | NullPointerException e) {
            throw new IOException("not a file of initial rows: " + file, e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Baseline(tables);
    }

    private static void add(Initial table, List<@Nullable String> values) {
        Map<String, @Nullable String> cells = new LinkedHashMap<>();
        for (int i = 0; i < table.columns.size(); i++) cells.put(table.columns.get(i), values.get(i));
        List<String> key = table.keyColumns.stream()
                .map(c -> Objects.requireNonNull(cells.get(c), "null in a key"))
                .toList();
        table.rows.put(new RowKey(key), cells);
    }

    private static List<String> texts(String field) {
        return Fields.split(field).stream()
                .map(text -> Objects.requireNonNull(text, "null where there can be none"))
                .toList();
    }
}
