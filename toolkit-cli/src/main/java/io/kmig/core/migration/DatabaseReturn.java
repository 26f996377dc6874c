package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.graph.Unit;
import io.kmig.core.plan.ReturnLayout;
import io.kmig.core.plan.SinkLayout;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.port.Estates;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Brings the rows that a unit writes to the green database back to blue, for as long as it runs there.
 *
 * <pre>
 * green database -> slot -> capture -> topics of kmig's own on green -> sink -> blue database
 * </pre>
 *
 * <p>The slot is made in the pause, when the last of blue's changes is on green and the first of green's own is still to
 * come: what is read from it is exactly what was born on green. The connectors follow when the unit runs, off the pause.
 *
 * <p>Whoever captures blue goes on, so that the rows applied here are in blue's topics too; the forward mirror is stopped
 * then. When the unit is back it goes on behind them: green's database has these rows.
 */
final class DatabaseReturn {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);

    private final MigrationSpec spec;
    private final ConnectPort connect;
    private final DatabasePort databases;
    private final Sinks sinks;
    private final MirrorControl connectors;
    private final Patience.Source patience;
    private final ReturnLayout layout;
    private final SinkLayout sinkLayout;

    DatabaseReturn(
            MigrationSpec spec, Estates estates, Patience.Source patience, Sinks sinks, MirrorControl connectors) {
        this.spec = spec;
        this.connect = estates.connect();
        this.databases = estates.databases();
        this.sinks = sinks;
        this.connectors = connectors;
        this.patience = patience;
        this.layout = new ReturnLayout(spec);
        this.sinkLayout = new SinkLayout(spec);
    }

    /** The unit's databases seen from green: those with a way back. */
    List<DatabaseSpec> of(Unit unit) {
        return spec.databases().stream()
                .filter(d -> unit.databases().contains(d.name()))
                .flatMap(d -> layout.returning(d).stream())
                .toList();
    }

    /** The databases of the unit that have none. */
    static List<String> without(MigrationSpec spec, Unit unit) {
        ReturnLayout layout = new ReturnLayout(spec);
        return spec.databases().stream()
                .filter(d -> unit.databases().contains(d.name()))
                .filter(d -> layout.returning(d).isEmpty())
                .map(DatabaseSpec::name)
                .toList();
    }

    /** Looks only: could the workers capture the green database. Debezium's own check connects to it. */
    void refuseUnfit(Unit unit) {
        List<DatabaseSpec> returning = of(unit);
        if (returning.isEmpty()) {
            return;
        }
        if (!connect.plugins().contains(ReturnLayout.PLUGIN)) {
            throw new KmigException(new Problem(
                    ErrorCode.CONNECT_PLUGIN_MISSING,
                    "the workers at " + spec.connectGreen().url() + " cannot load " + ReturnLayout.PLUGIN
                            + ", which the way back of database "
                            + returning.get(0).name() + " needs",
                    "nothing was stopped",
                    "put Debezium's connector for PostgreSQL on the workers' plugin.path and restart them; or say"
                            + " `wayBack: none` under databases in kmig.yaml, and there is no way back once its clients"
                            + " run on green"));
        }
        List<Problem> problems = new ArrayList<>();
        for (DatabaseSpec database : returning) {
            for (ConnectPort.ConfigFinding finding : connect.validate(layout.capture(database))) {
                problems.add(
                        unfit(
                                "Debezium refuses the green database " + database.name() + " (" + finding.key() + "): "
                                        + finding.message(),
                                "mend the green database (it can be reached, its wal_level is logical, its user may replicate)"));
            }
            for (ConnectPort.ConfigFinding finding : connect.validate(sinkLayout.config(database, 1))) {
                problems.add(unfit(
                        "the way back to the blue database " + database.name() + " is refused (" + finding.key() + "): "
                                + finding.message(),
                        "mend the blue database's access for green's workers (they resolve its password, its user may"
                                + " write)"));
            }
        }
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
    }

    private static Problem unfit(String observed, String remedy) {
        return new Problem(
                ErrorCode.CONNECTOR_CONFIG_REFUSED,
                observed,
                "nothing was stopped",
                remedy + ", or say `wayBack: none` under databases in kmig.yaml");
    }

    /** Before the pause: that a slot can be made, and soon, is seen by making one. */
    void rehearse(Unit unit, Patience atMost) {
        of(unit).forEach(d -> {
            remove(d);
            databases.openSlot(d, atMost.left());
            databases.dropSlot(d);
        });
    }

    /** In the pause. Whatever an earlier attempt had made is made anew. */
    String open(Unit unit, Patience atMost) {
        List<DatabaseSpec> returning = of(unit);
        returning.forEach(d -> {
            remove(d);
            databases.openSlot(d, atMost.left());
        });
        return returning.isEmpty() ? "no way back" : "the way back of " + names(returning) + " begins here";
    }

    private static String names(List<DatabaseSpec> databases) {
        return databases.stream().map(DatabaseSpec::name).collect(Collectors.joining(", "));
    }

    /** While the unit runs on green. May be repeated. */
    void lead(Unit unit) {
        for (DatabaseSpec database : of(unit)) {
            requireSlot(database);
            String name = layout.captureName(database);
            SortedMap<String, String> config = layout.capture(database);
            Optional<ConnectorFacts> there = connect.connector(name);
            if (there.filter(c -> c.config().equals(config)).isEmpty()) {
                connect.put(name, config, false);
            }
            if (there.isPresent()) {
                connect.resume(name);
                connect.restartFailed(name);
            }
            connectors.awaitRunning(name, ErrorCode.CAPTURE_INCOMPLETE, patience.atMost(RUNNING_WITHIN));
            sinks.lead(database);
            connectors.awaitRunning(
                    sinkLayout.name(database), ErrorCode.SINK_NOT_READY, patience.atMost(RUNNING_WITHIN));
        }
    }

    /** Debezium would make a new one, and nobody would know what was written in between. */
    private void requireSlot(DatabaseSpec database) {
        String slot = database.source().map(MigrationSpec.DatabaseAccess::slot).orElse("");
        if (databases.slots(database).stream().noneMatch(s -> s.name().equals(slot))) {
            throw new KmigException(
                    new Problem(
                            ErrorCode.CAPTURE_INCOMPLETE,
                            "the slot " + slot + " of the green database " + database.name()
                                    + " is gone: what was written there" + " may be missing on blue for good",
                            "the clients run on green",
                            "carry on with green: say `wayBack: none` under databases in kmig.yaml, and run the command again"));
        }
    }

    /** When the unit runs on blue again, or never ran on green. What the topics hold stays. */
    void close(Unit unit) {
        for (DatabaseSpec database : of(unit)) {
            remove(database);
            databases.dropSlot(database);
            String sink = sinkLayout.name(database);
            if (connect.connector(sink).isPresent()) {
                connect.delete(sink);
            }
        }
    }

    /** A new slot is read from its beginning, not from where an older one was left. */
    private void remove(DatabaseSpec database) {
        String name = layout.captureName(database);
        if (connect.connector(name).isPresent()) {
            connect.stop(name);
            connect.forgetOffsets(name);
            connect.delete(name);
        }
    }
}
