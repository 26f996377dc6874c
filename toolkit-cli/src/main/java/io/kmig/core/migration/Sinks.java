package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.plan.DatabaseTopics;
import io.kmig.core.plan.ReturnLayout;
import io.kmig.core.plan.SinkLayout;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sink connectors of a migration: made, shown, taken away. */
public final class Sinks {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);
    private static final int BACK_TASKS = 2;

    private final MigrationSpec spec;
    private final SinkLayout layout;
    private final Estates estates;
    private final Pacer pacer;

    public Sinks(MigrationSpec spec, Estates estates, Pacer pacer) {
        this.spec = spec;
        this.layout = new SinkLayout(spec);
        this.estates = estates;
        this.pacer = pacer;
    }

    /** What deploying came to. */
    public enum Deployed {
        CREATED,
        UPDATED,
        UNCHANGED,
        /** Its clients run on green: it stays stopped. */
        HANDED_OVER;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * How far a sink is.
     *
     * @param connector empty when it is not deployed
     * @param partitions by topic and partition
     * @param unknown why the database does not say what was applied to it; empty when it does
     */
    public record Standing(
            DatabaseSpec database,
            String name,
            Optional<ConnectorFacts> connector,
            SortedMap<Tp, Applied> partitions,
            Optional<String> unknown) {}

    /**
     * @param next first offset not applied, empty when nothing was
     * @param start of green's log
     * @param end of green's log; markers and aborted records take offsets too, so a sink that has all may stay below
     */
    public record Applied(Optional<Long> next, long start, long end) {
        /** Offsets that are not applied; not all of them need hold a record. */
        public long behind() {
            return Math.max(0, end - Math.max(start, next.orElse(0L)));
        }
    }

    /** The databases of that name, or all. */
    public List<DatabaseSpec> named(Optional<String> name) {
        List<DatabaseSpec> chosen = spec.databases().stream()
                .filter(d -> name.isEmpty() || name.get().equals(d.name()))
                .toList();
        if (chosen.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.UNKNOWN_DATABASE,
                    name.map(n -> "no database is named " + n).orElse("kmig.yaml describes no database")
                            + (spec.databases().isEmpty()
                                    ? ""
                                    : "; there are "
                                            + String.join(
                                                    ", ",
                                                    spec.databases().stream()
                                                            .map(DatabaseSpec::name)
                                                            .toList())),
                    "nothing was changed",
                    "correct the name, or describe the database under databases in kmig.yaml"));
        }
        return chosen;
    }

    /**
     * Makes the connector as described, and waits until it runs. May be repeated.
     *
     * @param handedOver its clients run on green
     */
    public Deployed deploy(DatabaseSpec database, boolean handedOver) {
        ConnectPort connect = estates.connect();
        String name = layout.name(database);
        Optional<ConnectorFacts> there = connect.connector(name);
        if (handedOver) {
            return Deployed.HANDED_OVER;
        }
        if (!connect.plugins().contains(SinkLayout.PLUGIN)) {
            throw new KmigException(new Problem(
                    ErrorCode.SINK_PLUGIN_MISSING,
                    "the workers at " + spec.connectGreen().url() + " cannot load " + SinkLayout.PLUGIN,
                    "nothing was changed",
                    "put kmig's connect-plugins on the workers' plugin.path, restart them, then run"
                            + " `kmig sink deploy` again"));
        }
        Map<String, TopicFacts> topics = topics(database);
        if (topics.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.NOT_APPLIED,
                    "green has no topic that matches " + database.topics() + " of database " + database.name(),
                    "nothing was changed",
                    "run `kmig plan`, then `kmig apply`, then `kmig sink deploy` again"));
        }
        SortedMap<String, String> config = layout.config(
                database,
                topics.values().stream().mapToInt(TopicFacts::partitions).sum());
        refuseUnfit(name, config);
        boolean same = there.filter(c -> c.config().equals(config)).isPresent();
        if (!same) {
            connect.put(name, config, false);
        }
        if (there.isPresent()) {
            connect.resume(name);
            connect.restartFailed(name);
        }
        awaitRunning(database, new Patience(pacer, RUNNING_WITHIN));
        return there.isEmpty() ? Deployed.CREATED : same ? Deployed.UNCHANGED : Deployed.UPDATED;
    }

    /**
     * Makes the sink of a way back, whose topics come into being with the first change.
     *
     * @param returning a database whose source is on green
     */
    void lead(DatabaseSpec returning) {
        ConnectPort connect = estates.connect();
        String name = layout.name(returning);
        SortedMap<String, String> config = layout.config(returning, BACK_TASKS);
        Optional<ConnectorFacts> there = connect.connector(name);
        if (there.filter(c -> c.config().equals(config)).isEmpty()) {
            connect.put(name, config, false);
        }
        if (there.isPresent()) {
            connect.resume(name);
            connect.restartFailed(name);
        }
    }

    private void refuseUnfit(String name, Map<String, String> config) {
        List<Problem> problems = new ArrayList<>();
        for (ConnectPort.ConfigFinding finding : estates.connect().validate(config)) {
            problems.add(new Problem(
                    ErrorCode.CONNECTOR_CONFIG_REFUSED,
                    "the workers refuse " + finding.key() + " of " + name + ": " + finding.message(),
                    "nothing was changed",
                    "mend the worker's configuration or databases in kmig.yaml, then run `kmig sink deploy` again"));
        }
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
    }

    /** Topics on green, from those of blue in scope and what green shows of them. */
    private Map<String, TopicFacts> topics(DatabaseSpec database) {
        return estates.green()
                .topics(DatabaseTopics.of(database, estates.green().topics().keySet()));
    }

    void awaitRunning(DatabaseSpec database, Patience patience) {
        String name = layout.name(database);
        List<ConnectorFacts> last = new ArrayList<>();
        boolean running = patience.awaitTrue(() -> {
            last.clear();
            estates.connect().connector(name).ifPresent(last::add);
            return last.isEmpty()
                    || last.get(0).running()
                    || last.get(0).failure().isPresent();
        });
        if (!running || last.isEmpty() || !last.get(0).running()) {
            throw notReady(database, last.isEmpty() ? Optional.empty() : Optional.of(last.get(0)));
        }
    }

    KmigException notReady(DatabaseSpec database, Optional<ConnectorFacts> facts) {
        return new KmigException(new Problem(
                ErrorCode.SINK_NOT_READY,
                facts.map(c -> "the sink " + c.name() + " is " + c.state() + " with "
                                + c.tasks().size() + " tasks"
                                + c.failure()
                                        .map(why -> "; a task failed: " + why)
                                        .orElse(""))
                        .orElse("the sink " + layout.name(database) + " of database " + database.name()
                                + " does not exist"),
                "no row of the green database was changed by kmig itself; what the sink applied is kept",
                "mend the cause (`kmig sink status` and the workers' log have it), then run `kmig sink deploy`"));
    }

    public Standing standing(DatabaseSpec database) {
        String name = layout.name(database);
        Map<Tp, Long> next = estates.databases().applied(database, name);
        SortedMap<Tp, Applied> partitions = new TreeMap<>();
        ends(topics(database).values())
                .forEach((tp, end) ->
                        partitions.put(tp, new Applied(Optional.ofNullable(next.get(tp)), end.start(), end.leo())));
        return new Standing(database, name, estates.connect().connector(name), partitions, Optional.empty());
    }

    /** As {@link #standing}; of a database that does not answer its connector alone, and why. */
    public Standing look(DatabaseSpec database) {
        try {
            return standing(database);
        } catch (KmigException away) {
            if (away.problems().stream().anyMatch(p -> p.code() != ErrorCode.DATABASE_UNREACHABLE)) {
                throw away;
            }
            String name = layout.name(database);
            return new Standing(
                    database,
                    name,
                    estates.connect().connector(name),
                    new TreeMap<>(),
                    Optional.of(away.problems().get(0).observed()));
        }
    }

    /**
     * Of the sink that brings back what is written on green; empty when there is no way back. The database it keeps is
     * blue's, which may be gone by now.
     */
    public Optional<Standing> wayBack(DatabaseSpec database) {
        return new ReturnLayout(spec).returning(database).map(this::look);
    }

    private Map<Tp, LogEnds> ends(Collection<TopicFacts> topics) {
        List<Tp> partitions = new ArrayList<>();
        topics.forEach(t -> {
            for (int p = 0; p < t.partitions(); p++) {
                partitions.add(new Tp(t.name(), p));
            }
        });
        return estates.green().ends(partitions);
    }

    /** @return false when there was none */
    public boolean delete(DatabaseSpec database) {
        String name = layout.name(database);
        boolean there = estates.connect().connector(name).isPresent();
        if (there) {
            estates.connect().delete(name);
        }
        return there;
    }
}
