package io.kmig.adapter.sql;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.RowsCompared;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** PostgreSQL on both sides, one connection to each. Nothing is connected before it is asked for. */
public final class SqlDatabases implements DatabasePort, AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Duration WORK = Duration.ofMinutes(5);
    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
    private static final Pattern TABLE = Pattern.compile("([a-z_][a-z0-9_]*\\.)?[a-z_][a-z0-9_]*");

    private final UnaryOperator<Map<String, String>> resolve;
    private final Map<String, Side> sides = new HashMap<>();

    /** @param resolve puts secrets in place of references */
    public SqlDatabases(UnaryOperator<Map<String, String>> resolve) {
        this.resolve = resolve;
    }

    @Override
    public long mark(DatabaseSpec database, String id) {
        long position = source(database).ask(LOOK, connection -> {
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
        source(database).ask(LOOK, connection -> {
            try (PreparedStatement emit =
                    connection.prepareStatement("SELECT pg_logical_emit_message(true, 'kmig', ?)")) {
                emit.setString(1, content);
                return emit.execute();
            }
        });
    }

    @Override
    public List<Slot> slots(DatabaseSpec database) {
        return source(database).ask(LOOK, connection -> {
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
        return kept(database).ask(LOOK, connection -> applied(connection, table, connector));
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
        return new Comparison(source(database), kept(database), database.from(), atMost)
                .run(connection -> tables(database, connection));
    }

    @Override
    public int raiseSequences(DatabaseSpec database) {
        Map<String, Long> given =
                database.source().isPresent() ? source(database).ask(WORK, Sequences::given) : Map.of();
        return kept(database).ask(WORK, connection -> Sequences.raise(connection, given));
    }

    @Override
    public void analyze(DatabaseSpec database) {
        kept(database).ask(WORK, connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("ANALYZE");
            }
        });
    }

    @Override
    public void openSlot(DatabaseSpec database, Duration atMost) {
        String name = slotName(database);
        dropSlot(database);
        Collection<String> there =
                kept(database).ask(atMost, c -> tables(database, c)).keySet();
        source(database).ask(atMost, connection -> {
            List<String> tables = TableShape.publishable(connection).stream()
                    .filter(there::contains)
                    .toList();
            try (Statement statement = connection.createStatement()) {
                return statement.execute("CREATE PUBLICATION " + name
                        + (tables.isEmpty() ? "" : " FOR TABLE " + String.join(", ", tables))
                        + " WITH (publish_via_partition_root = true)");
            }
        });
        // in a transaction of its own: one that has written cannot make a slot
        source(database).ask(atMost, connection -> {
            try (PreparedStatement create =
                    connection.prepareStatement("SELECT pg_create_logical_replication_slot(?, 'pgoutput')")) {
                create.setString(1, name);
                return create.execute();
            }
        });
    }

    /** Without those in which the sinks write down how far they are. */
    private static SortedMap<String, TableShape> tables(DatabaseSpec database, Connection connection)
            throws SQLException {
        SortedMap<String, TableShape> tables = TableShape.all(connection);
        for (String setting : List.of("offsets.table", "markers.table")) {
            String own = database.sinkProperties().get(setting);
            if (own != null) {
                tables.keySet().removeIf(t -> own.contains(".") ? t.equals(own) : t.endsWith("." + own));
            }
        }
        return tables;
    }

    @Override
    public void dropSlot(DatabaseSpec database) {
        String name = slotName(database);
        source(database).ask(WORK, connection -> {
            // its reader may be gone and the server not know it yet
            try (PreparedStatement free = connection.prepareStatement(
                            "SELECT pg_terminate_backend(active_pid, 10000)"
                                    + " FROM pg_replication_slots WHERE slot_name = ? AND active AND database = current_database()");
                    PreparedStatement drop = connection.prepareStatement("SELECT pg_drop_replication_slot(slot_name)"
                            + " FROM pg_replication_slots WHERE slot_name = ? AND database = current_database()")) {
                free.setString(1, name);
                free.execute();
                drop.setString(1, name);
                return drop.execute();
            }
        });
        source(database).ask(LOOK, connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("DROP PUBLICATION IF EXISTS " + name);
            }
        });
    }

    /** It goes into SQL as it is. */
    private static String slotName(DatabaseSpec database) {
        String name = database.source().map(DatabaseAccess::slot).orElse(null);
        if (name == null || !SLOT.matcher(name).matches()) {
            throw new IllegalArgumentException("slot of database " + database.name() + ": " + name);
        }
        return name;
    }

    private Side source(DatabaseSpec database) {
        return side(
                database.from(),
                database,
                database.source().orElseThrow(() -> new IllegalStateException(database.name() + " has no source")));
    }

    /** The side that the database's sink keeps. */
    private Side kept(DatabaseSpec database) {
        return side(database.from() == Colour.BLUE ? Colour.GREEN : Colour.BLUE, database, database.sink());
    }

    private Side side(Colour colour, DatabaseSpec database, DatabaseAccess access) {
        return sides.computeIfAbsent(
                colour.label() + " database " + database.name(), where -> new Side(where, access, resolve));
    }

    @Override
    public void close() {
        sides.values().forEach(Side::close);
    }
}
