package io.kmig.cli.session;

import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Acts;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.Cutover;
import io.kmig.core.migration.HangingTransactions;
import io.kmig.core.migration.History;
import io.kmig.core.migration.MoveListener;
import io.kmig.core.migration.ProofGate;
import io.kmig.core.migration.UnitMove;
import io.kmig.core.plan.Apply;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Plan;
import io.kmig.core.plan.Planner;
import io.kmig.core.plan.Survey;
import io.kmig.core.plan.TopicScope;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.ProofPort;
import io.kmig.core.watch.Lag;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the verbs do, each on an opened session; the demo calls the very same. */
public final class Operations {
    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(2);
    private static final Duration PROOF_WITHIN = Duration.ofMinutes(5);

    /**
     * A plan and what it was made from.
     *
     * @param halfMoved units that apply leaves alone, since a cutover has to go on with them
     * @param moved units that rest on green, or are on their way back from there
     */
    public record Planned(Survey survey, Plan plan, List<HalfMoved> halfMoved, Set<String> moved) {
        /** Of a unit: blue or green; moving or returning while it is between them. */
        public String where(String unit) {
            return halfMoved.stream()
                    .filter(h -> h.unit().equals(unit))
                    .findFirst()
                    .map(h -> h.returning() ? "returning" : "moving")
                    .orElse(moved.contains(unit) ? "green" : "blue");
        }
    }

    public Planned plan(Session session) {
        Survey survey = Survey.of(session.spec(), session.estates());
        History history = new History(session.history());
        List<HalfMoved> halfMoved = HalfMoved.of(
                history,
                MoveOrder.of(
                        session.spec().clients(),
                        Planner.readsByGroup(survey.blue().groups().values())));
        Plan plan = new Planner(session.spec())
                .plan(
                        survey.blue(),
                        survey.green(),
                        survey.connectors(),
                        history.handedOff(),
                        history.begun(),
                        halfMoved.stream().map(HalfMoved::risk).toList());
        return new Planned(survey, plan, halfMoved, history.moved());
    }

    /**
     * Carries out a plan that fits the present; does nothing when it is empty. A report that can't be written is noted:
     * green has been changed by then.
     */
    public void apply(Session session, Plan plan, Apply.Listener listener, Reporter reporter) {
        boolean known = session.history().stream().anyMatch(e -> e.event() instanceof Event.Applied);
        if (plan.operations().isEmpty() && known) {
            return;
        }
        reporter.requireWritable();
        try (JournalPort journal = session.takeJournal()) {
            Acts.from(journal::entries).tell(Exit.FAILURE, () -> {
                new Apply(session.estates(), journal, session.pacer(), listener).carryOut(plan);
                return plan;
            });
            UnitReports.unreported(reporter, names(plan), journal.entries())
                    .ifPresent(e -> listener.note(UnitReports.lost(e)));
        }
    }

    /** Hears after every unit, moved or not, how the journal stands. */
    public interface Reporter {
        /** Refuses, while nothing is changed yet, when it could not report. */
        default void requireWritable() {}

        void report(Set<String> units, List<Entry> entries);
    }

    /**
     * What a cutover would move, with what stands in its way.
     *
     * @param goesOn those of the units that it would go on with
     */
    public record Intended(List<Unit> units, List<Problem> closedGates, List<HalfMoved> goesOn) {}

    public Intended intend(Session session, Cutover.Selection selection) {
        Planned planned = plan(session);
        List<Entry> entries = session.history();
        List<Unit> units = select(selection, planned.plan(), new History(entries));
        Set<String> names = units.stream().map(Unit::name).collect(Collectors.toSet());
        return new Intended(
                units,
                Cutover.gates(session.spec(), session.estates().blue(), entries, planned.plan(), units),
                planned.halfMoved().stream()
                        .filter(h -> names.contains(h.unit()))
                        .toList());
    }

    /** A move that was begun and cut short is the next one, wherever it stands in the order. */
    private static List<Unit> select(Cutover.Selection selection, Plan plan, History history) {
        Cutover.Selection chosen = selection;
        if (selection instanceof Cutover.Selection.Next) {
            chosen = plan.order().stream()
                    .map(MoveOrder.Placed::unit)
                    .filter(u -> {
                        History.Progress progress = history.progress(u.name());
                        return progress.begun() && !progress.moved();
                    })
                    .findFirst()
                    .<Cutover.Selection>map(
                            u -> new Cutover.Selection.Client(u.clients().get(0).name()))
                    .orElse(selection);
        }
        return Cutover.select(chosen, plan.order(), history.moved());
    }

    /**
     * Moves the selected units, one by one.
     *
     * @param abortHanging whether transactions that nobody will end are aborted where they stand in the way
     * @return the units moved; empty when all of the selection is on green already
     */
    public List<Unit> cutover(
            Session session,
            Cutover.Selection selection,
            boolean abortHanging,
            MoveListener listener,
            Reporter reporter) {
        Planned planned = plan(session);
        reporter.requireWritable();
        try (JournalPort journal = session.takeJournal()) {
            List<Unit> units = select(selection, planned.plan(), new History(journal.entries()));
            List<Problem> closed =
                    Cutover.gates(session.spec(), session.estates().blue(), journal.entries(), planned.plan(), units);
            if (!closed.isEmpty()) {
                throw new KmigException(closed, null);
            }
            // it would read both clusters from the start, and prove nothing that anybody asked
            try (ProofPort proof = units.isEmpty()
                    ? ProofPort.none()
                    : session.openProof(planned.survey(), new History(journal.entries()))) {
                return Acts.from(journal::entries)
                        .tell(
                                Exit.STOPPED,
                                () -> moved(session, planned, units, abortHanging, journal, proof, listener, reporter));
            }
        }
    }

    private static List<Unit> moved(
            Session session,
            Planned planned,
            List<Unit> units,
            boolean abortHanging,
            JournalPort journal,
            ProofPort proof,
            MoveListener listener,
            Reporter reporter) {
        MirrorLayout layout = layout(planned.survey(), session);
        UnitMove move = new UnitMove(
                session.spec(),
                layout,
                session.estates(),
                session.hooks(),
                journal,
                session.pacer(),
                proof,
                listener,
                abortHanging);
        // the mirrors can't get past one, and would be waited for in vain
        int aborted = new HangingTransactions(journal, session.pacer(), abortHanging)
                .settle(
                        running(planned).values().stream().flatMap(List::stream).toList(),
                        session.estates().blue(),
                        "nothing was stopped",
                        "kmig cutover");
        if (aborted > 0) {
            listener.aborted(aborted);
        }
        units.forEach(move::resume);
        Cutover cutover = new Cutover(session.estates(), journal, session.pacer(), move);
        cutover.awaitCaughtUp(running(planned), CATCH_UP_WITHIN);
        if (proof.on() && !units.isEmpty()) {
            listener.verdict(new ProofGate(proof, journal).pass(Map.of(), PROOF_WITHIN, "nothing was stopped"));
        }
        UnitReports reports = new UnitReports(reporter, names(planned.plan()), journal, listener);
        units.forEach(unit -> reports.after(unit, () -> cutover.move(List.of(unit))));
        return units;
    }

    static Set<String> names(Plan plan) {
        return plan.order().stream().map(p -> p.unit().name()).collect(Collectors.toCollection(TreeSet::new));
    }

    static MirrorLayout layout(Survey survey, Session session) {
        return new MirrorLayout(
                session.spec(),
                survey.blue().identity().nodes(),
                survey.green().identity().nodes());
    }

    /** Partitions that each running forward mirror copies. */
    private static Map<String, List<Tp>> running(Planned planned) {
        Map<String, List<Tp>> mirrors = new TreeMap<>(mirrors(planned));
        mirrors.keySet().removeIf(m -> {
            ConnectorFacts facts = planned.survey().connectors().get(m);
            return facts == null || !facts.running();
        });
        return mirrors;
    }

    private static Map<String, List<Tp>> mirrors(Planned planned) {
        Map<String, List<Tp>> mirrors = new HashMap<>();
        String prefix = "kmig." + planned.plan().migration() + ".";
        Set<String> unclaimed = new TreeSet<>(planned.survey().blue().topics().keySet());
        for (MoveOrder.Placed placed : planned.plan().order()) {
            Collection<String> writes = placed.unit().writes();
            unclaimed.removeAll(writes);
            if (!writes.isEmpty()) {
                mirrors.put(prefix + "mirror." + placed.unit().name(), partitions(writes, planned));
            }
        }
        mirrors.put(prefix + "mirror.unclaimed", partitions(unclaimed, planned));
        return mirrors;
    }

    private static List<Tp> partitions(Collection<String> topics, Planned planned) {
        List<Tp> partitions = new ArrayList<>();
        for (String name : topics) {
            TopicFacts topic = planned.survey().blue().topics().get(name);
            if (topic != null && planned.survey().green().topics().containsKey(name)) {
                for (int p = 0; p < topic.partitions(); p++) {
                    partitions.add(new Tp(name, p));
                }
            }
        }
        return partitions;
    }

    /** Everything {@code kmig status} shows, at one moment. */
    public record Status(Planned planned, History history, List<MirrorProgress> mirrors, List<String> internalTopics) {}

    public Status status(Session session) {
        Planned planned = plan(session);
        History history = new History(session.history());
        Set<String> connectors = planned.survey().connectors().keySet();
        MirrorLayout layout = layout(planned.survey(), session);
        List<MirrorProgress> progress = new ArrayList<>();
        Map<String, List<Tp>> reverse = new TreeMap<>();
        new TreeMap<>(mirrors(planned)).forEach((name, partitions) -> {
            Optional<String> handedOff = history.handedOff().stream()
                    .filter(u -> layout.forwardName(u).equals(name))
                    .findFirst();
            // after a hand-off it is the way back that matters, and the forward mirror is silent for good
            if (handedOff.isPresent()) {
                reverse.put(layout.reverseName(handedOff.get()), partitions);
            } else if (connectors.contains(name)) {
                progress.add(MirrorProgress.of(
                        name,
                        partitions,
                        session.estates().blue(),
                        session.estates().blueLog(),
                        session.estates().connect()));
            }
        });
        reverse.forEach((name, partitions) -> {
            if (connectors.contains(name)) {
                progress.add(MirrorProgress.of(
                        name,
                        partitions,
                        session.estates().green(),
                        session.estates().greenLog(),
                        session.estates().connect()));
            }
        });
        return new Status(planned, history, List.copyOf(progress), internalTopics(session));
    }

    /** Topics that MirrorMaker made for itself: not kmig's to name, so that they are told. */
    private static List<String> internalTopics(Session session) {
        List<String> there = new ArrayList<>(session.estates()
                .green()
                .topics(List.of("mm2-offset-syncs.blue.internal", "blue.checkpoints.internal", "heartbeats"))
                .keySet());
        session.estates()
                .blue()
                .topics(List.of(
                        "mm2-offset-syncs.green.internal", session.spec().ownedPrefix() + "reverse.offsets"))
                .keySet()
                .forEach(t -> there.add(t + " (on blue)"));
        there.sort(null);
        return List.copyOf(there);
    }

    /** Consumer lag of groups in scope, both sides, blue first. */
    public List<Lag.Row> lag(Session session) {
        TopicScope scope = new TopicScope(session.spec());
        List<Lag.Row> rows = new ArrayList<>(Lag.of(
                session.estates().blue(), session.estates().blue().groups().values(), scope::group));
        rows.addAll(Lag.of(
                session.estates().green(), session.estates().green().groups().values(), scope::group));
        return rows;
    }

    /** Groups whose unit is on green: what blue holds of them is what they left behind. */
    public static Set<String> groupsOnGreen(Planned planned, History history) {
        Set<String> moved = history.moved();
        return planned.plan().order().stream()
                .map(MoveOrder.Placed::unit)
                .filter(u -> moved.contains(u.name()))
                .flatMap(u -> u.groups().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
