package io.kmig.cli.demo;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.adapter.sql.SqlDatabases;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.port.DatabasePort.Slot;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.ledger.DatabaseLedger;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.rows.Baseline;
import io.kmig.ledger.rows.DatabaseAccess;
import io.kmig.ledger.rows.Rows;
import io.kmig.ledger.rows.RowsReport;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.DatabaseSpec;
import io.kmig.sandbox.data.Database;
import io.kmig.sandbox.data.Emptied;
import io.kmig.sandbox.data.ShopData;
import io.kmig.sandbox.data.SqlScript;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The database of a demo's shop: filled on blue, empty on green, captured by Debezium into topics {@code <prefix>.…} on
 * blue, written by a client of the ledger, and judged at the end.
 *
 * <p>In this order: {@link #load}, {@link #capture}, {@link #writer} and {@link #yaml} for the migration, the migration,
 * {@link #judge}.
 */
public final class ShopDatabase {
    /** The name under {@code databases} in kmig.yaml. */
    public static final String NAME = "shop";

    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Database blue;
    private final Database green;
    private final String prefix;
    private final Path directory;
    private final Pacer pacer;

    /**
     * @param prefix of the topics, without its dot
     * @param directory for the initial rows, which the writer reads too
     */
    public ShopDatabase(Database blue, Database green, String prefix, Path directory, Pacer pacer) {
        this.blue = blue;
        this.green = green;
        this.prefix = prefix;
        this.directory = directory.toAbsolutePath();
        this.pacer = pacer;
    }

    /** Fills blue with a seeded shop, makes green's tables without rows, and writes the initial rows down. */
    public void load(long seed) throws SQLException, IOException {
        ShopData.createSchema(blue);
        ShopData.load(blue, seed);
        ShopData.createSchema(green);
        rememberInitialRows();
    }

    /**
     * The same with a script of the user's, as psql reads it.
     *
     * @return what of it was left out
     */
    public List<String> load(Path script) throws SQLException, IOException {
        SqlScript.Ran ran = SqlScript.run(blue, script);
        Emptied.byScript(green, script);
        rememberInitialRows();
        return ran.leftOut();
    }

    private void rememberInitialRows() throws SQLException, IOException {
        Baseline.take(ledger(blue), Set.of()).write(baseline());
    }

    /** The rows there were before any client wrote. */
    public Path baseline() {
        return directory.resolve("database.baseline");
    }

    /**
     * Has Debezium capture the blue database, and returns when all of its rows are in the topics and its changes follow.
     *
     * @param workersOnBlue REST address of Connect workers that have Debezium and write to blue
     */
    public void capture(String workersOnBlue, Duration atMost) {
        ConnectRest connect = new ConnectRest(workersOnBlue);
        connect.put(connector(), debezium(), false);
        Instant until = pacer.now().plus(atMost);
        try (SqlDatabases databases = new SqlDatabases(Map::copyOf)) {
            MigrationSpec.DatabaseSpec spec = spec();
            while (!active(databases.slots(spec))) {
                again(until, "Debezium does not read its slot", connect);
            }
            // the snapshot is over when changes are passed on
            long position = databases.mark(spec, "demo");
            while (slot(databases.slots(spec))
                    .filter(s -> s.confirmed() > position)
                    .isEmpty()) {
                again(until, "Debezium has not passed on the initial rows", connect);
            }
        }
    }

    private void again(Instant until, String what, ConnectRest connect) {
        if (!pacer.now().isBefore(until)) {
            throw new KmigException(new Problem(
                    ErrorCode.SANDBOX_NOT_READY,
                    what + ": "
                            + connect.connector(connector())
                                    .map(Object::toString)
                                    .orElse("no connector"),
                    "the blue database was only read",
                    "look at the log of the workers on blue"));
        }
        pacer.pause(LOOK);
    }

    private boolean active(List<Slot> slots) {
        return slot(slots).filter(Slot::active).isPresent();
    }

    private Optional<Slot> slot(List<Slot> slots) {
        return slots.stream().filter(s -> s.name().equals(slotName())).findFirst();
    }

    private String connector() {
        return "debezium-" + prefix;
    }

    private String slotName() {
        return prefix.replaceAll("[^a-z0-9]", "_");
    }

    private Map<String, String> debezium() {
        URI address = URI.create(blue.url().substring("jdbc:".length()));
        Map<String, String> config = new HashMap<>();
        config.put("name", connector());
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "1");
        config.put("database.hostname", address.getHost());
        config.put("database.port", Integer.toString(address.getPort()));
        config.put("database.user", blue.user());
        config.put("database.password", blue.password());
        config.put("database.dbname", address.getPath().substring(1));
        config.put("topic.prefix", prefix);
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", slotName());
        config.put("publication.name", slotName());
        config.put("key.converter", JSON);
        config.put("value.converter", JSON);
        config.put("retriable.restart.connector.wait.ms", "1000");
        config.put("poll.interval.ms", "50");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "-1");
        return config;
    }

    private MigrationSpec.DatabaseSpec spec() {
        return new MigrationSpec.DatabaseSpec(
                NAME, List.of(pattern()), Optional.of(access(blue)), access(green), Map.of());
    }

    private MigrationSpec.DatabaseAccess access(Database side) {
        return new MigrationSpec.DatabaseAccess(side.url(), side.user(), side.password(), slotName());
    }

    /** What matches the database's topics: to go into {@code replication.topics.include} too. */
    public String pattern() {
        return prefix.replace(".", "\\.") + "\\..*";
    }

    /**
     * The entry of {@code databases} in kmig.yaml, in flow style.
     *
     * @param bluePassword a reference, such as <code>${env:NAME}</code>
     * @param greenPassword the same, which the workers on green resolve too
     */
    public String yaml(String bluePassword, String greenPassword) {
        return "{name: %s, topics: ['%s'], source: {url: '%s', user: %s, password: '%s', slot: %s},"
                        .formatted(NAME, pattern(), blue.url(), blue.user(), bluePassword, slotName())
                + " sink: {url: '%s', user: %s, password: '%s', properties: {key.converter: %s, value.converter: %s}}}"
                        .formatted(green.url(), green.user(), greenPassword, JSON, JSON);
    }

    /** A client that inserts, updates and deletes rows, on whichever side it is started. */
    public AppSpec writer(String name) {
        return AppSpec.databaseWriter(
                name,
                DatabaseSpec.of(blue.url(), green.url(), baseline().toString()),
                Map.of("user", green.user(), "password", green.password()));
    }

    /**
     * Holds the green database against the initial rows and what the writers were acknowledged. Ask when they are
     * stopped.
     *
     * @param records directory of the applications' record files
     */
    public DatabaseReport judge(Path records, DatabaseQuestion question) throws IOException, SQLException {
        return new DatabaseLedger(records, baseline(), ledger(green)).judge(question);
    }

    /** Every row of blue against green's: equal while nothing was written on green. */
    public RowsReport rows() throws IOException, SQLException {
        return Rows.compare(
                ledger(blue), ledger(green), Baseline.read(baseline()).tables().keySet());
    }

    private static DatabaseAccess ledger(Database side) {
        return DatabaseAccess.of(side.url(), side.user(), side.password());
    }
}
