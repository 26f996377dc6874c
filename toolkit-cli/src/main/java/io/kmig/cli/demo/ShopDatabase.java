package io.kmig.cli.demo;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.adapter.sql.SqlDatabases;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.port.DatabasePort.Slot;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.ledger.DatabaseLedger;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.rows.Baseline;
import io.kmig.ledger.rows.Catalog;
import io.kmig.ledger.rows.DatabaseAccess;
import io.kmig.ledger.rows.Rows;
import io.kmig.ledger.rows.RowsReport;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.DatabaseSpec;
import io.kmig.sandbox.data.Database;
import io.kmig.sandbox.data.Emptied;
import io.kmig.sandbox.data.ShopData;
import io.kmig.sandbox.data.SqlScript;
import io.kmig.sandbox.data.SqlScriptException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
    /** Of Debezium and of the sink alike; a column's default must not take the place of a null. */
    private static final SortedMap<String, String> CONVERTERS = new TreeMap<>(Map.of(
            "key.converter", JSON,
            "value.converter", JSON,
            "header.converter", JSON,
            "value.converter.replace.null.with.default", "false"));

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Database blue;
    private final Database green;
    private final String prefix;
    private final Path directory;
    private final Pacer pacer;
    private int tables;
    private long rows;

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
    public void load(long seed) {
        try {
            ShopData.createSchema(blue);
            ShopData.load(blue, seed);
            ShopData.createSchema(green);
            rememberInitialRows();
        } catch (SQLException | IOException e) {
            throw failed("filled", e);
        }
    }

    /**
     * The same with a script of the user's, as psql reads it.
     *
     * @return what of it was left out
     */
    public List<String> load(Path script) {
        try {
            SqlScript.Ran ran = SqlScript.run(blue, script);
            Emptied.byScript(green, script);
            rememberInitialRows();
            return ran.leftOut();
        } catch (SqlScriptException | CharacterCodingException e) {
            throw new KmigException(
                    new Problem(
                            ErrorCode.DEMO_DATABASE_UNFIT,
                            "the script failed: "
                                    + (e instanceof SqlScriptException ? e.getMessage() : script + " is not UTF-8"),
                            "nothing was captured; the sandbox is taken down",
                            "mend the script (it is run as psql would, in one transaction), then run `kmig demo` again"),
                    e);
        } catch (SQLException | IOException e) {
            throw failed("filled", e);
        }
    }

    private static KmigException failed(String what, Exception cause) {
        return new KmigException(
                new Problem(
                        ErrorCode.DATABASE_REQUEST_FAILED,
                        "the demo's database could not be " + what + ": " + cause.getMessage(),
                        "the sandbox is taken down",
                        "run `kmig demo` again; with --keep its logs stay"),
                cause);
    }

    /** A row without a key can be told from no other: neither a sink nor a ledger could say which one changed. */
    private void rememberInitialRows() throws SQLException, IOException {
        try (Connection connection = ledger(blue).snapshot()) {
            List<String> keyless = Catalog.read(connection).entrySet().stream()
                    .filter(table -> table.getValue().key().isEmpty())
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            if (!keyless.isEmpty()) {
                throw new KmigException(new Problem(
                        ErrorCode.DEMO_DATABASE_UNFIT,
                        "these tables have no primary key: " + String.join(", ", keyless),
                        "nothing was captured; the sandbox is taken down",
                        "give each a primary key in the script, then run `kmig demo` again"));
            }
        }
        Baseline initial = Baseline.take(ledger(blue), Set.of());
        initial.write(baseline());
        tables = initial.tables().size();
        rows = initial.tables().values().stream()
                .mapToLong(t -> t.rows().size())
                .sum();
    }

    /** What was loaded, in words. */
    String describe() {
        return rows + " rows in " + tables + " tables";
    }

    /** The rows there were before any client wrote. */
    public Path baseline() {
        return directory.resolve("database.baseline");
    }

    /**
     * Has Debezium capture the blue database, and returns when all of its rows are in the topics and its changes follow.
     *
     * @param workersOnBlue REST address of Connect workers that have Debezium and write to blue
     * @param password blue's, or a reference to it that these workers resolve
     */
    public void capture(String workersOnBlue, String password, Duration atMost) {
        ConnectRest connect = new ConnectRest(workersOnBlue);
        connect.put(connector(), debezium(password), false);
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
        Optional<String> failed = connect.connector(connector()).flatMap(ConnectorFacts::failure);
        if (failed.isPresent() || !pacer.now().isBefore(until)) {
            throw new KmigException(new Problem(
                    ErrorCode.SANDBOX_NOT_READY,
                    what + ": " + failed.map(why -> "its task failed: " + why).orElse("no task of it failed"),
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

    private Map<String, String> debezium(String password) {
        URI address = URI.create(blue.url().substring("jdbc:".length()));
        Map<String, String> config = new HashMap<>();
        config.put("name", connector());
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "1");
        config.put("database.hostname", address.getHost());
        config.put("database.port", Integer.toString(address.getPort()));
        config.put("database.user", blue.user());
        config.put("database.password", password);
        config.put("database.dbname", address.getPath().substring(1));
        config.put("topic.prefix", prefix);
        config.put("plugin.name", "pgoutput");
        // a sink of kmig's brings green's rows back, and writes down how far
        config.put("table.exclude.list", ".*\\.kmig_offsets,.*\\.kmig_markers");
        config.put("slot.name", slotName());
        config.put("publication.name", slotName());
        // what the sink can take exactly: docs/sink.md
        config.put("exactly.once.support", "required");
        config.putAll(CONVERTERS);
        config.put("decimal.handling.mode", "string");
        config.put("interval.handling.mode", "string");
        config.put("retriable.restart.connector.wait.ms", "1000");
        config.put("poll.interval.ms", "50");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "-1");
        return config;
    }

    private MigrationSpec.DatabaseSpec spec() {
        return new MigrationSpec.DatabaseSpec(
                NAME, List.of(pattern()), Optional.of(access(blue)), access(green), Map.of(), true, Colour.BLUE);
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
                + " sink: {url: '%s', user: %s, password: '%s', properties: {%s}}}"
                        .formatted(
                                green.url(),
                                green.user(),
                                greenPassword,
                                CONVERTERS.entrySet().stream()
                                        .map(c -> c.getKey() + ": '" + c.getValue() + "'")
                                        .collect(Collectors.joining(", ")));
    }

    /** A client that inserts, updates and deletes rows, on whichever side it is started. */
    public AppSpec writer(String name) {
        return AppSpec.databaseWriter(
                name,
                DatabaseSpec.of(blue.url(), green.url(), baseline().toString()),
                Map.of("user", green.user(), "password", green.password()));
    }

    /**
     * Holds the database that is home at the end against the initial rows and what the writers were acknowledged. Ask when they are
     * stopped.
     *
     * @param records directory of the applications' record files
     */
    public DatabaseReport judge(Path records, DatabaseQuestion question) {
        try {
            Database home = question.home() == Cluster.GREEN ? green : blue;
            return new DatabaseLedger(records, baseline(), ledger(home)).judge(question);
        } catch (SQLException | IOException e) {
            throw failed("judged", e);
        }
    }

    /** Every row of blue against green's. */
    public RowsReport rows() {
        try {
            return Rows.compare(
                    ledger(blue),
                    ledger(green),
                    Baseline.read(baseline()).tables().keySet());
        } catch (SQLException | IOException e) {
            throw failed("compared", e);
        }
    }

    private static DatabaseAccess ledger(Database side) {
        return DatabaseAccess.of(side.url(), side.user(), side.password());
    }
}
