package io.kmig.cli.demo;

import io.kmig.adapter.time.SystemPacer;
import io.kmig.cli.document.Documents;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Pause;
import io.kmig.cli.report.ReportFiles;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Rollbacks;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Sessions;
import io.kmig.cli.session.SinkOperations;
import io.kmig.cli.session.Validation;
import io.kmig.cli.view.ApplyView;
import io.kmig.cli.view.MoveView;
import io.kmig.cli.view.PlanView;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.migration.Cutover.Selection;
import io.kmig.core.plan.Plan;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.ProofPort.Proof;
import io.kmig.core.port.RecordLog;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.judge.Requirements;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.rows.RowsReport;
import io.kmig.sandbox.SandboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the demo: starts the world, puts load on it, then plans, applies and cuts over by the code the verbs use, and
 * lets the ledger, which knows nothing of kmig, judge what happened to every record.
 */
public final class LiveDemo implements Demo {
    private static final int SHOWN = 10;
    private static final Duration FOLLOWS_WITHIN = Duration.ofMinutes(1);

    /** What Debezium's topics begin with. */
    private static final String DATABASE_TOPICS = "office";

    private final Terminal terminal;
    private final Sessions sessions;
    private final Operations operations;
    private final Documents documents;
    private final Path home;
    private final BooleanSupplier interrupted;

    /** @param interrupted somebody has pressed Ctrl-C */
    public LiveDemo(
            Terminal terminal,
            Sessions sessions,
            Operations operations,
            Documents documents,
            Path home,
            BooleanSupplier interrupted) {
        this.terminal = terminal;
        this.sessions = sessions;
        this.operations = operations;
        this.documents = documents;
        this.home = home;
        this.interrupted = interrupted;
    }

    @Override
    public DemoOutcome run(DemoSpec spec) {
        Instant began = Instant.now();
        if (System.getProperty("kmig.log") == null) {
            // the sandbox's own clients log before the migration has a directory
            System.setProperty("kmig.log", DemoWorld.logFile(spec).toString());
        }
        try (DemoWorld world = DemoWorld.start(spec, home, terminal)) {
            ShopDatabase database = database(spec, world);
            try (ShopApps apps = ShopApps.start(world, spec, database);
                    Session session = sessions.open(
                            world.description(), spec.validator() ? Map.of() : Map.of("validation.mode", "off"))) {
                DemoStop stop = new DemoStop(terminal, spec, world, database, apps, began, interrupted);
                try {
                    return migrate(spec, began, world, database, apps, session);
                } catch (KmigException refused) {
                    throw stop.explained(refused);
                } catch (SandboxException died) {
                    throw stop.explained(died);
                }
            }
        }
    }

    /** Filled, and captured into blue's topics. */
    private ShopDatabase database(DemoSpec spec, DemoWorld world) {
        ShopDatabase database = new ShopDatabase(
                world.database(Colour.BLUE),
                world.database(Colour.GREEN),
                DATABASE_TOPICS,
                world.directory(),
                new SystemPacer());
        if (spec.blueSql() == null) {
            database.load(spec.seed());
        } else {
            database.load(spec.blueSql()).forEach(left -> terminal.say("left out of " + spec.blueSql() + ", " + left));
        }
        terminal.progress("Debezium reads the database …");
        database.capture(world.captureUrl(), world.passwordReference(), Waiting.PATIENCE);
        terminal.say(
                "Database on blue: " + database.describe() + ", captured by Debezium into " + DATABASE_TOPICS + ".*");
        return database;
    }

    private DemoOutcome migrate(
            DemoSpec spec, Instant began, DemoWorld world, ShopDatabase database, ShopApps apps, Session session) {
        Waiting waiting = new Waiting(terminal, session.pacer(), world);
        terminal.say("Load on blue: " + apps.describe());
        ShopApps.TOPICS.forEach((topic, partitions) -> session.estates()
                .blue()
                .createTopic(
                        topic,
                        partitions,
                        1,
                        topic.equals(ShopApps.CUSTOMERS)
                                ? Map.of("cleanup.policy", "compact")
                                : Map.of("retention.ms", "604800000")));
        apps.startAll(Cluster.BLUE);
        // who reads what is seen by positions: without them the order of units would be another
        waiting.until("records on blue, and positions of every group", () -> {
            apps.requireNoneFailed();
            return apps.produced() >= ShopApps.ENOUGH_RECORDS && haveRead(session, ShopApps.GROUPS);
        });

        Plan plan = operations.plan(session).plan();
        terminal.say(terminal.strong("kmig plan") + "  " + new PlanView(terminal).counts(plan) + " Units: "
                + plan.order().stream().map(p -> p.unit().name()).collect(Collectors.joining(", then ")));

        ReportFiles files = new ReportFiles(documents, session.pacer()::now);
        Operations.Reporter reporter = (units, entries) ->
                files.write(ReportDocument.of(session.spec().name(), entries, units), spec.reportDirectory());
        Instant applyBegan = Instant.now();
        terminal.say(terminal.strong("kmig apply"));
        operations.apply(session, plan, new ApplyView(terminal), reporter);
        terminal.say(terminal.strong("kmig sink deploy"));
        new SinkOperations()
                .deploy(session, Optional.empty())
                .forEach((name, done) -> terminal.say(name + ": " + done.label()));
        awaitMore(apps, waiting, "load on blue while it is mirrored", 0);
        String inject = spec.inject();
        Optional<Damage.Place> damaged = Optional.empty();
        if (inject != null) {
            damaged = Optional.of(
                    new Damage(session.estates(), world.blueBootstrap(), world.greenBootstrap(), waiting::until)
                            .inflict(inject, spec.seed(), Damage.ofTheShop(session.spec())));
            terminal.say("Damaged on purpose: " + damaged.get());
            awaitMore(apps, waiting, "load after the damage", 0);
        }
        waiting.until("MirrorMaker's own checkpoints, to compare with", () -> checkpointed(session));

        try {
            if (spec.validator() && inject == null) {
                terminal.say(terminal.strong("kmig validate"));
                Proof proof = verdict(session, spec, "comparing");
                terminal.say("  " + proof.result() + ": " + proof.records()
                        + " records equal and in order; junit.xml in " + spec.reportDirectory());
            }
            terminal.say(terminal.strong("kmig cutover consumers"));
            operations.cutover(session, new Selection.Consumers(), false, new MoveView(terminal), reporter);
            terminal.say(terminal.strong("kmig cutover producers"));
            operations.cutover(session, new Selection.Producers(), false, new MoveView(terminal), reporter);
        } catch (KmigException refused) {
            if (!refused.has(ErrorCode.DIVERGENCE_FOUND)) {
                throw refused;
            }
            return stoppedByTheVerdict(spec, session, plan, refused, world);
        }
        awaitMore(apps, waiting, "load on green", spec.rollback() ? 0 : spec.records());
        Cluster now = Cluster.GREEN;
        if (spec.rollback()) {
            terminal.say(terminal.strong("kmig rollback"));
            new Rollbacks(operations).rollback(session, false, new MoveView(terminal), reporter);
            awaitMore(apps, waiting, "load on blue again", spec.records());
            now = Cluster.BLUE;
        }

        terminal.say("Load ends; the consumers read to the end");
        apps.stopWriters();
        apps.awaitDrained(now, Waiting.PATIENCE);
        waiting.until("the mirrors: both sides to hold the same", () -> mirrorsDrained(session));
        apps.stopConsumers();
        terminal.progress("the ledger reads both clusters and the database from the beginning …");
        DemoLedger ledger = new DemoLedger(
                apps.judge(now, applyBegan),
                database.judge(
                        world.records(),
                        DatabaseQuestion.afterMigration().home(now).since(applyBegan.toEpochMilli())),
                bothDatabases(database, waiting));
        ReportDocument document = document(session, plan)
                .witnessed(
                        Pause.of(ledger.records().writePauseMillis()),
                        Pause.of(ledger.records().consumerPauseMillis()),
                        ledger);
        Path file = files.write(document, spec.reportDirectory());
        List<Problem> problems = new ArrayList<>(DemoVerdict.problems(
                ledger,
                document.database().rowsCompared(),
                new Requirements(spec.records(), ShopApps.ENOUGH_RECORDS, ShopApps.ENOUGH_RECORDS),
                file));
        if (problems.isEmpty()) {
            damaged.map(place -> DemoVerdict.overlooked(place.toString())).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            world.failed().forEach(failed -> terminal.say(failed.line()));
        }
        if (spec.keep()) {
            apps.startAll(now);
        }
        Duration took = Duration.between(began, Instant.now());
        return new DemoOutcome(
                new DemoSummary(terminal).text(document, ledger, problems.isEmpty(), took, file) + world.kept(),
                problems);
    }

    /** Whichever side is home, the other follows. */
    private static RowsReport bothDatabases(ShopDatabase database, Waiting waiting) {
        List<RowsReport> last = new ArrayList<>();
        waiting.within(FOLLOWS_WITHIN, "both databases to hold the same rows", () -> {
            last.clear();
            last.add(database.rows());
            return last.get(0).isEqual();
        });
        return last.get(0);
    }

    private Proof verdict(Session session, DemoSpec spec, String doing) {
        return new Validation()
                .verdict(
                        session,
                        Waiting.PATIENCE,
                        spec.reportDirectory(),
                        true,
                        (decided, partitions, waitingFor) -> terminal.progress(
                                doing + ": " + decided + " of " + partitions + " partitions decided"));
    }

    /** The gate held: nothing was handed off. The differences are named with their keys; the data is made up. */
    private DemoOutcome stoppedByTheVerdict(
            DemoSpec spec, Session session, Plan plan, KmigException refused, DemoWorld world) {
        verdict(session, spec, "naming the differences");
        Path file =
                new ReportFiles(documents, session.pacer()::now).write(document(session, plan), spec.reportDirectory());
        StringBuilder summary =
                new StringBuilder("\nStopped by the validator's verdict: nothing was handed off after it.");
        try (Stream<String> lines = Files.lines(spec.reportDirectory().resolve("mismatches.ndjson"))) {
            lines.limit(SHOWN).forEach(line -> summary.append("\n  ").append(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DemoOutcome(
                summary.append("\nReport: ").append(file).append(world.kept()).toString(), refused.problems());
    }

    private static boolean haveRead(Session session, List<String> groups) {
        return session.estates().blue().groups(groups).values().stream()
                .noneMatch(group -> group.offsets().isEmpty());
    }

    /** The last unit moved just now; what it had acknowledged before may all have been on the other side. */
    private static void awaitMore(ShopApps apps, Waiting waiting, String what, long inAll) {
        ShopApps.Written before = apps.written();
        waiting.until(what, () -> apps.written().enoughSince(before) && apps.produced() >= inAll);
    }

    /** No mirror has a record left to copy, by position: markers keep lag above zero for ever. */
    private boolean mirrorsDrained(Session session) {
        Estates estates = session.estates();
        String reverse = session.spec().ownedPrefix() + "reverse.";
        return operations.status(session).mirrors().stream().allMatch(mirror -> {
            boolean fromGreen = mirror.mirror().startsWith(reverse);
            ClusterPort from = fromGreen ? estates.green() : estates.blue();
            RecordLog log = fromGreen ? estates.greenLog() : estates.blueLog();
            return mirror.behind().entrySet().stream().allMatch(behind -> drained(behind, from, log));
        });
    }

    private static boolean drained(Map.Entry<Tp, Long> behind, ClusterPort from, RecordLog log) {
        LogEnds ends = from.ends(List.of(behind.getKey())).get(behind.getKey());
        if (ends == null) {
            return false;
        }
        try (RecordLog.Cursor left = log.open(behind.getKey(), ends.lso() - behind.getValue())) {
            return left.next() == null;
        }
    }

    /** What stock MirrorMaker would have given each group is known, so that the difference can be measured. */
    private static boolean checkpointed(Session session) {
        return session.spec().clients().stream()
                .flatMap(c -> c.groups().stream())
                .noneMatch(g -> session.estates()
                        .mirrorRecords()
                        .stockCheckpoint(Colour.BLUE.label(), g)
                        .isEmpty());
    }

    private static ReportDocument document(Session session, Plan plan) {
        Set<String> units = plan.order().stream()
                .map(MoveOrder.Placed::unit)
                .map(u -> u.name())
                .collect(Collectors.toSet());
        return ReportDocument.of(session.spec().name(), session.history(), units);
    }
}
