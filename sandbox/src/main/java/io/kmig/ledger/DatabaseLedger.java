package io.kmig.ledger;

import io.kmig.ledger.database.DatabaseEvidence;
import io.kmig.ledger.database.DatabaseJudge;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.RecordReader;
import io.kmig.ledger.record.RowKey;
import io.kmig.ledger.rows.Baseline;
import io.kmig.ledger.rows.Catalog;
import io.kmig.ledger.rows.Cell;
import io.kmig.ledger.rows.DatabaseAccess;
import io.kmig.ledger.rows.Table;
import io.kmig.ledger.rows.TableCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the initial rows, the writers' diaries and the rows of the database that is home now, and judges.
 *
 * <p>Ask it when every writer is stopped and what they wrote has arrived.
 */
public final class DatabaseLedger {
    private final Path records;
    private final Path baseline;
    private final DatabaseAccess home;

    /**
     * @param records the directory of the applications' record files
     * @param baseline the file {@link Baseline#write} made before the first writer was started
     * @param home the database that has to hold everything
     */
    public DatabaseLedger(Path records, Path baseline, DatabaseAccess home) {
        this.records = records;
        this.baseline = baseline;
        this.home = home;
    }

    /**
     * @throws IOException if the record files or the initial rows can't be read
     * @throws SQLException if the database can't be read
     */
    public DatabaseReport judge(DatabaseQuestion question) throws IOException, SQLException {
        try (Connection connection = home.snapshot()) {
            return new DatabaseJudge(question)
                    .judge(new Gathered(Baseline.read(baseline), connection, Catalog.read(connection)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (UncheckedSqlException e) {
            throw e.cause;
        }
    }

    private static final class UncheckedSqlException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final SQLException cause;

        private UncheckedSqlException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private final class Gathered implements DatabaseEvidence {
        private final Baseline initial;
        private final Connection connection;
        private final Map<String, Table> tables;

        private Gathered(Baseline initial, Connection connection, Map<String, Table> tables) {
            this.initial = initial;
            this.connection = connection;
            this.tables = tables;
        }

        @Override
        public Map<String, Map<RowKey, Map<String, @Nullable String>>> initial() {
            Map<String, Map<RowKey, Map<String, @Nullable String>>> rows = new TreeMap<>();
            initial.tables().forEach((name, table) -> rows.put(name, table.rows()));
            return rows;
        }

        @Override
        public void diary(BiConsumer<String, ClientRow> each) {
            try {
                RecordReader.readAll(records, entry -> each.accept(entry.client(), entry.row()));
            } catch (IOException e) {
                throw new UncheckedIOException("the applications' record files can't be read", e);
            }
        }

        @Override
        public boolean found(String name, BiConsumer<RowKey, Map<String, @Nullable String>> each) {
            Table table = tables.get(name);
            if (table == null || table.key().isEmpty()) return false;
            try (TableCursor cursor = TableCursor.open(connection, table)) {
                for (TableCursor.Row row = cursor.next(); row != null; row = cursor.next())
                    each.accept(row.key(), Cell.of(table, row.values()));
                return true;
            } catch (SQLException e) {
                throw new UncheckedSqlException(e);
            }
        }
    }
}
