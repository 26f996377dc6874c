package io.kmig.ledger.apps;

import io.kmig.ledger.record.Operation;
import io.kmig.ledger.record.RowKey;
import io.kmig.ledger.rows.Catalog;
import io.kmig.ledger.rows.Cell;
import io.kmig.ledger.rows.Column;
import io.kmig.ledger.rows.ForeignKey;
import io.kmig.ledger.rows.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes up a transaction's changes and carries them out, short of its commit. What it reports is what the database
 * answered to the very statement: of an update only the columns it set, and those computed from them, so that a change
 * lost earlier in another column is not covered up by a later one.
 */
final class RowWriter {
    static final int MOST_CHANGES = 4;
    private static final int ATTEMPTS = 20;

    private final Connection connection;
    private final WriterMemory memory;
    private final SplittableRandom random;
    private final RandomValues values;
    private final List<WritableTable> tables;
    private final List<RowChange> changes = new ArrayList<>();
    private final List<String> touched = new ArrayList<>();
    private long transaction;

    private RowWriter(Connection connection, WriterMemory memory, SplittableRandom random, List<WritableTable> tables) {
        this.connection = connection;
        this.memory = memory;
        this.random = random;
        this.values = new RandomValues(random);
        this.tables = tables;
    }

    /** @throws IllegalStateException if there is no table it can write to */
    static RowWriter of(Connection connection, WriterMemory memory, SplittableRandom random) throws SQLException {
        Collection<Table> all = Catalog.read(connection).values();
        List<WritableTable> tables = new ArrayList<>();
        for (Table table : all) {
            WritableTable writable = WritableTable.of(table, all, memory);
            if (writable != null) tables.add(writable);
        }
        if (tables.isEmpty())
            throw new IllegalStateException(
                    "none of these tables has a primary key, rows, no triggers, and something to change: "
                            + all.stream().map(Table::id).toList());
        return new RowWriter(connection, memory, random, tables);
    }

    /** The changes of one transaction, which is left open; empty if nothing could be changed. */
    List<RowChange> changes(long number) throws SQLException {
        transaction = number;
        changes.clear();
        touched.clear();
        int wanted = 1 + random.nextInt(MOST_CHANGES - 1);
        for (int attempt = 0; attempt < ATTEMPTS && changes.size() < wanted; attempt++) {
            RowChange change = one(tables.get(random.nextInt(tables.size())));
            if (change != null) {
                changes.add(change);
                touch(change.table(), change.key());
            }
        }
        return List.copyOf(changes);
    }

    private @Nullable RowChange one(WritableTable on) throws SQLException {
        int dice = random.nextInt(100);
        if (dice < 25) return on.fresh() == null ? null : insert(on);
        if (dice < 40) return delete(on);
        return on.changeable().isEmpty() ? null : update(on);
    }

    private @Nullable RowChange update(WritableTable on) throws SQLException {
        boolean ownRow = random.nextInt(3) == 0 && on.owned().inserted.size() > 0;
        RowKey key = free(on, ownRow ? on.owned().inserted : on.owned().initial);
        if (key == null) return null;
        Map<Column, @Nullable String> set = new LinkedHashMap<>();
        int columns = 1 + random.nextInt(2);
        for (int i = 0; i < columns; i++) made(on, set);
        if (set.isEmpty()) return null;
        List<Column> answered = new ArrayList<>(set.keySet());
        on.table().columns().stream().filter(Column::generated).forEach(answered::add);
        String sql = "UPDATE " + on.table().quoted() + " SET "
                + set.keySet().stream()
                        .map(c -> Table.quote(c.name()) + " = CAST(? AS " + c.type() + ")")
                        .collect(Collectors.joining(", "))
                + where(on.table()) + " RETURNING " + texts(answered);
        List<@Nullable String> arguments = new ArrayList<>(set.values());
        arguments.addAll(key.parts());
        Map<String, @Nullable String> row = row(sql, arguments, answered);
        return row == null ? null : new RowChange(Operation.UPDATE, on.table().id(), key, Cell.of(on.table(), row));
    }

    /** Values stored out of line are mostly left as they are: that they survive is what is to be seen. */
    private void made(WritableTable on, Map<Column, @Nullable String> set) {
        Column column = on.changeable().get(random.nextInt(on.changeable().size()));
        boolean large = on.owned().large.contains(column.name());
        if (large && random.nextInt(8) != 0) return;
        set.put(column, values.of(column, large));
    }

    /** A copy of an initial row under a new key, some of its values other ones. */
    private @Nullable RowChange insert(WritableTable on) throws SQLException {
        RowKey template = on.owned().initial.any(random);
        Column fresh = on.fresh();
        if (template == null || fresh == null) return null;
        Map<Column, @Nullable String> set = new LinkedHashMap<>();
        if (!on.changeable().isEmpty() && random.nextBoolean()) made(on, set);
        parent(on, set);
        set.put(fresh, on.freshValue(transaction, changes.size(), memory, values));
        List<Column> written =
                on.table().columns().stream().filter(c -> !c.generated()).toList();
        List<@Nullable String> arguments = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        for (Column column : written) {
            if (set.containsKey(column)) {
                sources.add("CAST(? AS " + column.type() + ")");
                arguments.add(set.get(column));
            } else {
                sources.add(Table.quote(column.name()));
            }
        }
        arguments.addAll(template.parts());
        String sql = "INSERT INTO " + on.table().quoted() + " ("
                + written.stream().map(c -> Table.quote(c.name())).collect(Collectors.joining(", "))
                + ") OVERRIDING SYSTEM VALUE SELECT " + String.join(", ", sources) + " FROM "
                + on.table().quoted() + where(on.table()) + " RETURNING "
                + texts(on.table().columns());
        Map<String, @Nullable String> row = row(sql, arguments, on.table().columns());
        if (row == null) return null;
        RowKey key = new RowKey(
                on.table().key().stream().map(k -> String.valueOf(row.get(k))).toList());
        return new RowChange(Operation.INSERT, on.table().id(), key, Cell.of(on.table(), row));
    }

    /** Half of the new rows refer to rows that are new themselves, some of the same transaction. */
    private void parent(WritableTable on, Map<Column, @Nullable String> set) {
        if (on.parents().isEmpty() || random.nextBoolean()) return;
        ForeignKey reference = on.parents().get(random.nextInt(on.parents().size()));
        RowKey parent = newestParent(reference.target());
        if (parent == null) return;
        for (int i = 0; i < reference.columns().size(); i++)
            set.put(
                    on.table().column(reference.columns().get(i)),
                    parent.parts().get(i));
        touch(reference.target(), parent);
    }

    private @Nullable RowKey newestParent(String table) {
        for (RowChange change : changes)
            if (change.operation() == Operation.INSERT && change.table().equals(table)) return change.key();
        for (WritableTable other : tables)
            if (other.table().id().equals(table)) return free(other, other.owned().inserted);
        return null;
    }

    /** Only rows it inserted itself, and only while nothing refers to them: a cascade would go by unseen. */
    private @Nullable RowChange delete(WritableTable on) throws SQLException {
        RowKey key = free(on, on.owned().inserted);
        if (key == null) return null;
        StringBuilder sql = new StringBuilder("DELETE FROM " + on.table().quoted() + " d" + where(on.table()));
        on.referring().forEach((table, references) -> {
            for (ForeignKey reference : references) {
                sql.append(" AND NOT EXISTS (SELECT 1 FROM ")
                        .append(table.quoted())
                        .append(" r WHERE ");
                for (int i = 0; i < reference.columns().size(); i++)
                    sql.append(i == 0 ? "" : " AND ")
                            .append("r.")
                            .append(Table.quote(reference.columns().get(i)))
                            .append(" = d.")
                            .append(Table.quote(reference.targetColumns().get(i)));
                sql.append(')');
            }
        });
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            bind(statement, key.parts());
            return statement.executeUpdate() == 1
                    ? new RowChange(Operation.DELETE, on.table().id(), key, Map.of())
                    : null;
        }
    }

    private @Nullable RowKey free(WritableTable on, KeyPool keys) {
        RowKey key = keys.any(random);
        return key == null || touched.contains(on.table().id() + " " + key) ? null : key;
    }

    private void touch(String table, RowKey key) {
        touched.add(table + " " + key);
    }

    private @Nullable Map<String, @Nullable String> row(
            String sql, List<@Nullable String> arguments, List<Column> answered) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet answer = statement.executeQuery()) {
                if (!answer.next()) return null;
                Map<String, @Nullable String> row = new LinkedHashMap<>();
                for (int i = 0; i < answered.size(); i++)
                    row.put(answered.get(i).name(), answer.getString(i + 1));
                return row;
            }
        }
    }

    private static void bind(PreparedStatement statement, List<? extends @Nullable String> arguments)
            throws SQLException {
        for (int i = 0; i < arguments.size(); i++) statement.setString(i + 1, arguments.get(i));
    }

    private static String where(Table table) {
        return " WHERE "
                + table.key().stream()
                        .map(k -> Table.quote(k) + " = CAST(? AS "
                                + table.column(k).type() + ")")
                        .collect(Collectors.joining(" AND "));
    }

    private static String texts(List<Column> columns) {
        return columns.stream().map(c -> Table.quote(c.name()) + "::text").collect(Collectors.joining(", "));
    }
}
