package io.kmig.connect.sink.write;

import io.kmig.connect.sink.db.SqlTrouble;
import io.kmig.connect.sink.event.Coordinates;
import io.kmig.connect.sink.event.Refused;
import io.kmig.connect.sink.plan.Merge;
import io.kmig.connect.sink.plan.RowChange;
import io.kmig.connect.sink.plan.Step;
import io.kmig.connect.sink.table.TargetColumn;
import io.kmig.connect.sink.table.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of one table inside the caller's transaction.
 *
 * <p>Merged first. Where the database refuses the merged rows — a secondary unique value that moved between two rows, or
 * simply a bad row — the work since the savepoint is undone and the changes are applied one by one in their order:
 * either that order satisfies the constraints, as it did at the source, or the error names the one record that doesn't.
 */
public final class TableWriter {
    /** It names causes in which a later event mends what this one can't have. */
    private static final String UNIQUE =
            "; if capture sent events twice (without exactly.once.support), or the value went to a row of another"
                    + " partition, drop the constraint until the task has gone past it, then create it again";

    private static final String MISSING =
            "the event leaves out columns that stayed as they were, but the row is not here: capture sent events twice"
                    + " (without exactly.once.support), the row's key changed in a topic of several partitions, or"
                    + " events are missing. If the source has the row, copy it from there and restart the task; if it"
                    + " has not, a later event says so: set the connector's offset of this partition to %d by REST";

    private final Connection connection;
    private final TargetTable table;
    private final RowSql sql;

    public TableWriter(Connection connection, TargetTable table) {
        this.connection = connection;
        this.table = table;
        this.sql = new RowSql(table);
    }

    /**
     * @throws Refused naming the record that can't be applied
     * @throws SQLException when the trouble is not about a row
     */
    public void apply(List<RowChange> changes) throws SQLException {
        if (changes.isEmpty()) return;
        if (changes.size() == 1 || !table.mergeable()) {
            for (RowChange change : changes) single(change);
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            for (Step step : Merge.of(changes)) run(step);
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            if (!SqlTrouble.ofRows(e)) throw e;
            oneByOne(changes, before);
        } catch (RowMissing e) {
            oneByOne(changes, before);
        }
    }

    private void oneByOne(List<RowChange> changes, Savepoint before) throws SQLException {
        connection.rollback(before);
        for (RowChange change : changes) single(change);
    }

    private void single(RowChange change) throws SQLException {
        try {
            for (Step step : Merge.of(List.of(change))) run(step);
        } catch (SQLException e) {
            if (!SqlTrouble.ofRows(e)) throw e;
            // the exception would quote row values
            throw refused(change.at(), SqlTrouble.said(e) + (SqlTrouble.ofUnique(e) ? UNIQUE : ""));
        } catch (RowMissing e) {
            throw refused(change.at(), MISSING.formatted(change.at().offset() + 1));
        }
    }

    private Refused refused(Coordinates at, String why) {
        return new Refused(table.id().toString(), at, why);
    }

    private void run(Step step) throws SQLException, RowMissing {
        if (step instanceof Step.Delete delete) {
            execute(sql.delete(), keys(delete.keys()));
        } else if (step instanceof Step.Upsert upsert) {
            List<TargetColumn> columns = keyFirst(upsert.columns());
            execute(sql.upsert(columns), values(columns, upsert.rows()));
        } else if (step instanceof Step.Update update) {
            List<TargetColumn> columns = keyFirst(update.columns());
            int hit = execute(sql.update(columns), values(columns, update.rows()));
            if (hit != update.rows().size()) throw new RowMissing();
        } else if (step instanceof Step.Rekey rekey) {
            rekey(rekey);
        } else {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql.clear());
            }
        }
    }

    /**
     * Moves a row to its new key, so that columns the source left out survive. The new key was free at the source; where it is
     * taken here, offsets were set back, that row is a later one, and only the old one has to go.
     */
    private void rekey(Step.Rekey rekey) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.rekey())) {
            int parameter = 1;
            for (List<String> key : List.of(rekey.to(), rekey.from(), rekey.to())) {
                for (String value : key) statement.setString(parameter++, value);
            }
            statement.executeUpdate();
        }
        execute(sql.delete(), keys(List.of(rekey.from())));
    }

    private int execute(String text, List<@Nullable String[]> arrays) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < arrays.size(); i++) {
                statement.setArray(i + 1, connection.createArrayOf("text", arrays.get(i)));
            }
            return statement.executeUpdate();
        }
    }

    private List<@Nullable String[]> keys(List<List<String>> keys) {
        List<@Nullable String[]> arrays = new ArrayList<>();
        for (int column = 0; column < table.key().size(); column++) {
            int i = column;
            arrays.add(array(keys, key -> key.get(i)));
        }
        return arrays;
    }

    private static List<@Nullable String[]> values(List<TargetColumn> columns, List<Step.Line> rows) {
        List<@Nullable String[]> arrays = new ArrayList<>();
        for (TargetColumn column : columns) {
            arrays.add(array(rows, row -> row.values().get(column.name())));
        }
        return arrays;
    }

    private static <T> @Nullable String[] array(List<T> rows, Function<T, @Nullable String> value) {
        @Nullable String[] array = new String[rows.size()];
        for (int i = 0; i < array.length; i++) array[i] = value.apply(rows.get(i));
        return array;
    }

    private List<TargetColumn> keyFirst(List<String> names) {
        List<TargetColumn> columns = new ArrayList<>(table.key());
        for (String name : names) {
            TargetColumn column = table.columns().get(name);
            if (column != null && !table.key().contains(column)) columns.add(column);
        }
        return columns;
    }

    /** An update hit fewer rows than it had. */
    private static final class RowMissing extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
