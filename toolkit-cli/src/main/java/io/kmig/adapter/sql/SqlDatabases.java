package io.kmig.adapter.sql;

import io.kmig.core.estate.RowsCompared;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** PostgreSQL on both sides. Nothing is connected before it is asked for. */
public final class SqlDatabases implements DatabasePort, AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Duration WORK = Duration.ofMinutes(5);
    private static final Pattern TABLE = Pattern.compile("([a-z_][a-z0-9_]*\\.)?[a-z_][a-z0-9_]*");

    private final UnaryOperator<Map<String, String>> resolve;
    private final Map<String, Side> sides = new HashMap<>();

    /** @param resolve puts secrets in place of references */
    public SqlDatabases(UnaryOperator<Map<String, String>> resolve) {
        this.resolve = resolve;
    }

    @Override
    public long mark(DatabaseSpec database, String id) {
        long position = blue(database).ask(LOOK, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")) {
                row.next();
                return row.getLong(1);
            }
        });
        emit(database, id);
        emit(database, id + "/after");
        return position;
    }

    private void emit(DatabaseSpec database, String content) {
        blue(database).ask(LOOK, connection -> {
            try (PreparedStatement emit =
                    connection.prepareStatement("SELECT pg_logical_emit_message(true, 'kmig', ?)")) {
                emit.setString(1, content);
                return emit.execute();
            }
        });
    }

    @Override
    public List<Slot> slots(DatabaseSpec database) {
        return blue(database).ask(LOOK, connection -> {
            List<Slot> slots = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT slot_name, active,"
                            + " pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::bigint FROM pg_replication_slots"
                            + " WHERE slot_type = 'logical' AND NOT temporary AND database = current_database()"
                            + " AND confirmed_flush_lsn IS NOT NULL ORDER BY slot_name")) {
                while (rows.next()) {
                    slots.add(new Slot(rows.getString(1), rows.getBoolean(2), rows.getLong(3)));
                }
            }
            return slots;
        });
    }

    @Override
    public Map<Tp, Long> applied(DatabaseSpec database, String connector) {
        String table = database.sinkProperties().getOrDefault("offsets.table", "kmig_offsets");
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException("offsets.table: " + table);
        }
        return green(database).ask(LOOK, connection -> applied(connection, table, connector));
    }

    private static Map<Tp, Long> applied(Connection connection, String table, String connector) throws SQLException {
        Map<Tp, Long> applied = new TreeMap<>();
        try (PreparedStatement known = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            known.setString(1, table);
            try (ResultSet row = known.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    return applied;
                }
            }
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT topic, partition, next_offset FROM " + table
                + " WHERE connector = ? AND next_offset IS NOT NULL")) {
            query.setString(1, connector);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    applied.put(new Tp(rows.getString(1), rows.getInt(2)), rows.getLong(3));
                }
            }
        }
        return applied;
    }

    @Override
    public RowsCompared compare(DatabaseSpec database, Duration atMost) {
        return new Comparison(blue(database), green(database), atMost).run();
    }

    @Override
    public int raiseSequences(DatabaseSpec database) {
        Map<String, Long> given = database.source().isPresent() ? blue(database).ask(WORK, Sequences::given) : Map.of();
        return green(database).ask(WORK, connection -> Sequences.raise(connection, given));
    }

    @Override
    public void analyze(DatabaseSpec database) {
        green(database).ask(WORK, connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("ANALYZE");
            }
        });
    }

    private Side blue(DatabaseSpec database) {
        return sides.computeIfAbsent(
                "blue database " + database.name(),
                where -> new Side(
                        where,
                        database.source()
                                .orElseThrow(() -> new IllegalStateException(database.name() + " has no source")),
                        resolve));
    }

    private Side green(DatabaseSpec database) {
        return sides.computeIfAbsent(
                "green database " + database.name(), where -> new Side(where, database.sink(), resolve));
    }

    @Override
    public void close() {
        sides.values().forEach(Side::close);
    }
}
