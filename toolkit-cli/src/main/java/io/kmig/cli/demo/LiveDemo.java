package io.kmig.cli.demo;

import io.kmig.cli.document.Documents;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Pause;
import io.kmig.cli.report.ReportFiles;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Rollbacks;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Sessions;
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
import io.kmig.core.port.RecordLog;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Requirements;
import io.kmig.ledger.record.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the demo: starts the world, puts load on it, then plans, applies and cuts over by the code the verbs use, and
 * lets the ledger, which knows nothing of kmig, judge what happened to every record.
 */
public final class LiveDemo implements Demo {
    /** Each writer must have been acknowledged this often on both sides for the ledger's verdict to mean anything. */
    private static final long ENOUGH_ON_EACH_SIDE = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SHOWN = 10;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Terminal terminal;
    private final Sessions sessions;
    private final Operations operations;
    private final Documents documents;
    private final Path home;

    public LiveDemo(Terminal terminal, Sessions sessions, Operations operations, Documents documents, Path home) {
        this.terminal = terminal;
        this.sessions = sessions;
        this.operations = operations;
        this.documents = documents;
        this.home = home;
    }

    @Override
    public DemoOutcome run(DemoSpec spec) {
        Instant began = Instant.now();
        if (System.getProperty("kmig.log") == null) {
            // the sandbox's own clients log before the migration has a directory
            System.setProperty("kmig.log", DemoWorld.logFile(spec).toString());
        }
        try (DemoWorld world = DemoWorld.start(spec, home, terminal)) {
            try (ShopApps apps = ShopApps.start(world, spec);
                    Session session = sessions.open(
                            world.description(), spec.validator() ? Map.of() : Map.of("validation.mode", "off"))) {
                return migrate(spec, began, world, apps, session);
            }
        }
    }

    private DemoOutcome migrate(DemoSpec spec, Instant began, DemoWorld world, ShopApps apps, Session session) {
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
        apps.startAll("blue", world.blueBootstrap());
        await("records on blue", session, () -> apps.produced() >= ENOUGH_ON_EACH_SIDE && apps.allProcessed());

        Plan plan = operations.plan(session).plan();
        terminal.say(terminal.strong("kmig plan") + "  " + new PlanView(terminal).counts(plan) + " Units: "
                + plan.order().stream().map(p -> p.unit().name()).collect(Collectors.joining(", then ")));

        ReportFiles files = new ReportFiles(documents, session.pacer()::now);
        Operations.Reporter reporter = (units, entries) ->
                files.write(ReportDocument.of(session.spec().name(), entries, units), spec.reportDirectory());
        Instant applyBegan = Instant.now();
        terminal.say(terminal.strong("kmig apply"));
        operations.apply(session, plan, new ApplyView(terminal), reporter);
        long atApply = apps.leastProduced();
        await(
                "load on blue while it is mirrored",
                session,
                () -> apps.leastProduced() >= atApply + ENOUGH_ON_EACH_SIDE);
        String inject = spec.inject();
        if (inject != null) {
            terminal.say("Damaged on purpose: " + new Damage(session, world).inflict(inject, spec.seed()));
            awaitMore(apps, session, "load after the damage", 0);
        }
        await("MirrorMaker's own checkpoints, to compare with", session, () -> checkpointed(session));

        try {
            terminal.say(terminal.strong("kmig cutover consumers"));
            operations.cutover(session, new Selection.Consumers(), new MoveView(terminal), reporter);
            terminal.say(terminal.strong("kmig cutover producers"));
            operations.cutover(session, new Selection.Producers(), new MoveView(terminal), reporter);
        } catch (KmigException refused) {
            if (refused.problems().stream().noneMatch(p -> p.code() == ErrorCode.DIVERGENCE_FOUND)) {
                throw refused;
            }
            return stoppedByTheVerdict(spec, session, plan, refused);
        }
        awaitMore(apps, session, "load on green", spec.rollback() ? 0 : spec.records());
        Cluster home = Cluster.GREEN;
        if (spec.rollback()) {
            terminal.say(terminal.strong("kmig rollback"));
            new Rollbacks(operations).rollback(session, new MoveView(terminal), reporter);
            awaitMore(apps, session, "load on blue again", spec.records());
            home = Cluster.BLUE;
        }

        terminal.say("Load ends; the consumers read to the end");
        apps.stopProducers();
        apps.awaitDrained(home, PATIENCE);
        await("the mirrors: both sides to hold the same", session, () -> mirrorsDrained(session));
        apps.stopConsumers();
        terminal.progress("the ledger reads both clusters from the beginning …");
        LedgerReport ledger = apps.judge(home, applyBegan);
        ReportDocument document = document(session, plan)
                .witnessed(Pause.of(ledger.writePauseMillis()), Pause.of(ledger.consumerPauseMillis()), ledger);
        Path file = files.write(document, spec.reportDirectory());
        return outcome(spec, began, document, ledger, file, world);
    }

    /** The gate held: nothing was handed off. The differences are named with their keys; the data is made up. */
    private DemoOutcome stoppedByTheVerdict(DemoSpec spec, Session session, Plan plan, KmigException refused) {
        new Validation()
                .verdict(
                        session,
                        PATIENCE,
                        spec.reportDirectory(),
                        true,
                        (decided, partitions, waitingFor) -> terminal.progress(
                                "naming the differences: " + decided + " of " + partitions + " partitions decided"));
        Path file =
                new ReportFiles(documents, session.pacer()::now).write(document(session, plan), spec.reportDirectory());
        StringBuilder summary =
                new StringBuilder("\nStopped by the validator's verdict; every application runs where it ran.");
        try (Stream<String> lines = Files.lines(spec.reportDirectory().resolve("mismatches.ndjson"))) {
            lines.limit(SHOWN).forEach(line -> summary.append("\n  ").append(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DemoOutcome(summary.append("\nReport: ").append(file).toString(), refused.problems());
    }

    /** The last unit moved just now; what it had acknowledged before may all have been on the other side. */
    private void awaitMore(ShopApps apps, Session session, String what, long inAll) {
        long now = apps.leastProduced();
        await(what, session, () -> apps.leastProduced() >= now + ENOUGH_ON_EACH_SIDE && apps.produced() >= inAll);
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

    private DemoOutcome outcome(
            DemoSpec spec, Instant began, ReportDocument document, LedgerReport ledger, Path file, DemoWorld world) {
        List<Problem> problems = DemoVerdict.problems(
                ledger, new Requirements(spec.records(), ENOUGH_ON_EACH_SIDE, ENOUGH_ON_EACH_SIDE), file);
        return new DemoOutcome(
                DemoSummary.text(
                                terminal,
                                document,
                                ledger,
                                problems.isEmpty(),
                                Duration.between(began, Instant.now()),
                                file)
                        + world.kept(),
                problems);
    }

    private static ReportDocument document(Session session, Plan plan) {
        Set<String> units = plan.order().stream()
                .map(MoveOrder.Placed::unit)
                .map(u -> u.name())
                .collect(Collectors.toSet());
        return ReportDocument.of(session.spec().name(), session.history(), units);
    }

    private void await(String what, Session session, BooleanSupplier condition) {
        Instant until = session.pacer().now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (session.pacer().now().isAfter(until)) {
                throw new KmigException(new Problem(
                        ErrorCode.DEMO_SHORTFALL,
                        "after " + PATIENCE.toSeconds() + " s still waiting for " + what,
                        "the sandbox is taken down",
                        "run `kmig demo` again; with --keep its logs stay"));
            }
            terminal.progress("waiting for " + what);
            session.pacer().pause(LOOK);
        }
    }
}
