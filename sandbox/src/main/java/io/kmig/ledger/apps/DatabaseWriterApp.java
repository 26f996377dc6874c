package io.kmig.ledger.apps;

import io.kmig.ledger.record.Outcome;
import io.kmig.ledger.rows.DatabaseAccess;
import io.kmig.ledger.spec.AppSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Changes rows at its pace, in small transactions. Each is written down before its commit, and its outcome after it: a
 * change can then never be in the database without being in the diary.
 *
 * <p>A server that goes away is waited for; a transaction the server refuses, as a read-only one does, is left and the
 * next one tried.
 */
final class DatabaseWriterApp implements App {
    private static final long IDLE_NANOS = 200_000_000L;

    private final DatabaseAccess access;
    private final WriterMemory memory;
    private final Quota quota;
    private final Pace pace;
    private final Diary diary;
    private final SplittableRandom random;
    private @Nullable Opened opened;

    private record Opened(Connection connection, RowWriter writer) {}

    private DatabaseWriterApp(
            AppSpec spec, DatabaseAccess access, WriterMemory memory, Quota quota, Pace pace, Diary diary) {
        this.access = access;
        this.memory = memory;
        this.quota = quota;
        this.pace = pace;
        this.diary = diary;
        this.random = new SplittableRandom(spec.seed());
    }

    /** @throws IllegalStateException if the database doesn't answer, or has nothing to write to */
    static App connect(AppSpec spec, DatabaseAccess access, WriterMemory memory, Quota quota, Pace pace, Diary diary) {
        DatabaseWriterApp app = new DatabaseWriterApp(spec, access, memory, quota, pace, diary);
        try {
            app.opened = app.open();
            return app;
        } catch (SQLException e) {
            throw new IllegalStateException("the database can't be connected to", e);
        }
    }

    private Opened open() throws SQLException {
        Connection connection = access.connect();
        try (Statement statement = connection.createStatement()) {
            // functions of the user's may count on their own search path
            statement.execute("RESET search_path");
            connection.setAutoCommit(false);
            RowWriter writer = RowWriter.of(connection, memory, random);
            connection.rollback();
            return new Opened(connection, writer);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void work(StopSignal stop) {
        while (!stop.isSet()) {
            if (quota.isUsedUp()) stop.await(IDLE_NANOS);
            else if (pace.await(stop)) attempt(stop);
        }
    }

    private void attempt(StopSignal stop) {
        try {
            Opened now = opened;
            if (now == null) {
                now = open();
                opened = now;
            }
            transaction(now);
        } catch (SQLException e) {
            diary.error(e);
            leave();
            stop.await(IDLE_NANOS);
        }
    }

    private void transaction(Opened on) throws SQLException {
        List<RowChange> changes;
        try {
            changes = on.writer.changes(memory.nextTransaction());
        } catch (SQLException e) {
            // without a commit nothing of it can be there, whether or not the connection still is
            diary.ended(memory.lastTransaction(), Outcome.ROLLED_BACK, Failure.of(e));
            throw e;
        }
        if (changes.isEmpty()) {
            on.connection.rollback();
            return;
        }
        long number = memory.lastTransaction();
        diary.changes(number, changes);
        try {
            on.connection.commit();
        } catch (SQLException e) {
            if (isRefusal(e)) {
                diary.ended(number, Outcome.ROLLED_BACK, Failure.of(e));
            } else {
                memory.unknown(changes);
                diary.ended(number, Outcome.UNKNOWN, Failure.of(e));
            }
            throw e;
        }
        memory.committed(changes);
        quota.use();
        diary.ended(number, Outcome.COMMITTED, "");
    }

    /** An error the server itself answered the commit with. Anything worse, such as its shutdown, tells nothing. */
    private static boolean isRefusal(SQLException e) {
        if (!(e instanceof PSQLException known)) return false;
        ServerErrorMessage server = known.getServerErrorMessage();
        return server != null && "ERROR".equals(server.getSeverity());
    }

    private void leave() {
        Opened last = opened;
        opened = null;
        if (last == null) return;
        try {
            last.connection.close();
        } catch (SQLException e) {
            diary.error(e);
        }
    }

    @Override
    public void close() {
        leave();
        diary.flush();
    }
}
