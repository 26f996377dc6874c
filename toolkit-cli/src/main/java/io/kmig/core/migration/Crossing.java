package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Planner;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** One unit's way from one side to the other, as {@link UnitMove} describes it. */
final class Crossing {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);

    /** What both ways work with. */
    record Tools(
            MigrationSpec spec,
            MirrorLayout layout,
            Estates estates,
            HookPort hooks,
            JournalPort journal,
            Pacer pacer,
            ProofPort proof,
            MoveListener listener,
            boolean abortHanging) {}

    private final Passage passage;
    private final MigrationSpec spec;
    private final MirrorLayout layout;
    private final Estates estates;
    private final JournalPort journal;
    private final Pacer pacer;
    private final MoveListener listener;
    private final ClientStops clients;
    private final MirrorControl mirrors;
    private final Pinning pinning;
    private final ReverseMirror reverse;
    private final LeadingMirror leading;
    private final ProofGate proof;
    private final DatabaseMove databases;
    private final DatabaseReturn back;
    private final Steps steps;
    private final Liveness liveness;
    private final HandOver handOver;
    private final Undoing undoing;
    private final TimestampTypes timestamps;

    Crossing(Passage passage, Tools tools) {
        this.passage = passage;
        this.spec = tools.spec();
        this.layout = tools.layout();
        this.estates = tools.estates();
        this.journal = tools.journal();
        this.pacer = tools.pacer();
        this.proof = new ProofGate(tools.proof(), tools.journal());
        this.listener = tools.listener();
        this.steps = new Steps(journal, pacer, listener);
        this.clients = new ClientStops(tools.spec(), tools.hooks(), pacer, passage);
        this.mirrors = new MirrorControl(estates.connect(), passage.command());
        this.pinning = new Pinning(passage, tools, steps);
        this.leading = new LeadingMirror(estates.connect(), mirrors, atMost -> new Patience(pacer, atMost));
        this.reverse = new ReverseMirror(layout, estates, leading);
        Sinks sinks = new Sinks(spec, estates, pacer);
        Patience.Source patience = atMost -> new Patience(pacer, atMost);
        this.back = new DatabaseReturn(spec, estates, patience, sinks, mirrors);
        this.databases = new DatabaseMove(passage, spec, estates, journal, patience, sinks, back);
        this.liveness = new Liveness(passage, pacer, listener, databases);
        this.handOver = new HandOver(passage, tools, steps, clients, mirrors, proof);
        this.undoing = new Undoing(passage, tools, steps, clients, liveness, databases, back);
        this.timestamps = new TimestampTypes(estates);
    }

    /** @param progress how far an earlier run of the same crossing got */
    void cross(Unit unit, History.Progress progress) {
        boolean goesOn = passage.forward() ? progress.begun() : progress.returning() && stepped(unit);
        if (progress.startBegan() && progress.returning() != passage.forward()) {
            listener.note(unit, "an earlier run had begun to start it on " + to() + ": going on from there");
            steps.begin(unit, Step.START);
            finish(unit, ends(progress), progress.pinned(), leadsBegan(progress));
            return;
        }
        List<Tp> written = writtenPartitions(unit);
        // an earlier run may have stopped any of them
        Touched touched = new Touched(goesOn ? unit.clients() : List.of());
        if (!goesOn) {
            holdGates(unit, written);
            if (!passage.forward() && !progress.returning()) {
                journal.append(new Event.TurnedBack(unit.name()));
            }
        }
        try {
            prepare(unit, written, goesOn, progress);
        } catch (RuntimeException thrown) {
            throw undoing.undone(unit, touched, !written.isEmpty(), undoing.known(thrown), false);
        }
        Patience patience = new Patience(pacer, spec.cutover().maxWritePause());
        Brink brink;
        try {
            brink = reachBrink(unit, written, touched, patience);
        } catch (RuntimeException thrown) {
            throw undoing.undone(unit, touched, !written.isEmpty(), undoing.known(thrown), patience.over());
        }
        try {
            steps.begin(unit, Step.START);
        } catch (RuntimeException thrown) {
            // the intent may have reached the journal all the same: then the next run starts it over there
            throw undoing.leftStopped(unit, unit.clients(), undoing.known(thrown));
        }
        finish(unit, brink.ends(), brink.pinned(), false);
    }

    /** Whether an earlier run took a step of the way back already. */
    private boolean stepped(Unit unit) {
        boolean stepped = false;
        for (Entry entry : journal.entries()) {
            if (entry.event() instanceof Event.TurnedBack t && t.unit().equals(unit.name())) {
                stepped = false;
            } else if (entry.event() instanceof Event.StepBegan s && s.unit().equals(unit.name())) {
                stepped = true;
            }
        }
        return stepped;
    }

    /** Undoes what an earlier run began and did not bring as far as START. */
    void abandon(Unit unit) {
        undoing.undo(
                unit,
                new Touched(unit.clients()),
                !writtenPartitions(unit).isEmpty(),
                new KmigException(new Problem(
                        ErrorCode.ROLLED_BACK,
                        "the operator takes back what an earlier run began",
                        "no client of the unit was started on " + to(),
                        "run `kmig cutover` to try again")));
    }

    /** What an earlier run stopped on the way there. */
    void resume(Unit unit) {
        if (writtenPartitions(unit).isEmpty()) {
            return;
        }
        String carrier = passage.carrier(layout, unit);
        // a step, as whoever was displaced must not wake a mirror that another operator has silenced
        steps.take(unit, Step.PREPARE, () -> {
            estates.connect().resume(carrier);
            return new Steps.Outcome<>(true, carrier + " runs again, an earlier run may have left it stopped");
        });
    }

    private String to() {
        return passage.to().label();
    }

    /** The target's ends at the hand-over; empty for a unit that writes nothing. */
    private Optional<Map<Tp, Long>> ends(History.Progress progress) {
        return passage.forward()
                ? progress.handedOff().map(Event.HandedOff::greenEnds)
                : progress.handedBack().map(Event.HandedBack::blueEnds);
    }

    private boolean leadsBegan(History.Progress progress) {
        return passage.forward() ? progress.reverseBegan() : progress.forwardBegan();
    }

    /** Everything of the unit is still, proved and pinned: from here it can start on either side. */
    private record Brink(Optional<Map<Tp, Long>> ends, Map<String, Event.Pinned> pinned) {}

    private Brink reachBrink(Unit unit, List<Tp> written, Touched touched, Patience patience) {
        SortedMap<String, Map<Tp, GroupOffset>> positions = stop(unit, touched, patience);
        if (movesDatabases(unit)) {
            steps.take(unit, Step.MARK, () -> new Steps.Outcome<>(true, databases.mark(unit, patience)));
        }
        if (movesDatabases(unit) && !passage.forward()) {
            handDatabasesBack(unit, patience);
        }
        Optional<Map<Tp, Long>> ends =
                written.isEmpty() ? Optional.empty() : Optional.of(handOver.over(unit, written, patience));
        if (movesDatabases(unit) && passage.forward()) {
            handDatabasesOver(unit, ends.orElse(Map.of()), patience);
        }
        Map<String, Event.Pinned> pinned = pinning.pin(unit, positions, patience);
        if (!unit.groups().isEmpty()) {
            clients.refuseAwake(unit, positions, passage.source());
        }
        if (patience.over()) {
            throw new KmigException(undoing.pauseExceeded(unit));
        }
        return new Brink(ends, pinned);
    }

    private boolean movesDatabases(Unit unit) {
        return !databases.of(unit).isEmpty();
    }

    private void handDatabasesOver(Unit unit, Map<Tp, Long> ends, Patience patience) {
        rowsOver(unit, ends, patience);
        steps.take(unit, Step.SLOT, () -> new Steps.Outcome<>(true, back.open(unit, patience)));
        Map<Tp, Long> fenced = new History(journal.entries())
                .progress(unit.name())
                .handedOff()
                .map(Event.HandedOff::blueEnds)
                .orElse(Map.of());
        steps.take(unit, Step.SETTLE, () -> new Steps.Outcome<>(true, databases.still(unit, fenced, patience)));
    }

    /**
     * Before the topics: what came back to blue's databases is captured into blue's topics, and lies below the ends that
     * are recorded there. Green's databases have it, so that the mirror must not bring it once more.
     */
    private void handDatabasesBack(Unit unit, Patience patience) {
        Map<Tp, Long> ends = databases.sinkEnds(unit);
        rowsOver(unit, ends, patience);
        steps.take(
                unit,
                Step.SETTLE,
                () -> new Steps.Outcome<>(
                        true, databases.settle(unit, patience) + "; " + databases.still(unit, ends, patience)));
    }

    private void rowsOver(Unit unit, Map<Tp, Long> ends, Patience patience) {
        steps.take(unit, Step.APPLIED, () -> new Steps.Outcome<>(true, databases.applied(unit, ends, patience)));
        steps.take(unit, Step.COMPARE, () -> new Steps.Outcome<>(true, databases.compare(unit, patience)));
        steps.take(unit, Step.SEQUENCES, () -> new Steps.Outcome<>(true, databases.sequences(unit)));
    }

    private void holdGates(Unit unit, List<Tp> written) {
        if (!written.isEmpty() && passage.forward()) {
            mirrors.awaitRunning(
                    passage.carrier(layout, unit), ErrorCode.GATE_CLOSED, new Patience(pacer, RUNNING_WITHIN));
            reverse.refuseUnfit(unit, written.size());
        }
        if (!written.isEmpty() && !passage.forward()) {
            leading.refuseRunning(passage.wayBack(layout, unit), unit);
        }
        if (movesDatabases(unit) && passage.forward()) {
            databases.holdGates(unit);
            back.refuseUnfit(unit);
        }
        liveness.refuseLiveGroups(unit);
    }

    private static Map<Tp, Long> bornOnGreen(Unit unit, History.Progress progress) {
        return progress.handedOff()
                .map(Event.HandedOff::greenEnds)
                .orElseThrow(() -> new IllegalStateException("no hand-off of " + unit.name() + " is journaled"));
    }

    private void prepare(Unit unit, List<Tp> written, boolean goesOn, History.Progress progress) {
        if (!passage.forward() && !written.isEmpty() && !progress.reverseBegan()) {
            // the move to green was cut short before this: journaled, or a second run would set back a mirror that ran
            steps.take(unit, Step.REVERSE, () -> {
                reverse.on(unit, bornOnGreen(unit, progress), false);
                back.lead(unit);
                return new Steps.Outcome<>(true, passage.carrier(layout, unit) + " runs from the recorded ends");
            });
        }
        steps.take(unit, Step.PREPARE, () -> {
            if (goesOn) {
                listener.note(unit, "an earlier run ended in the middle: everything is proved again");
                if (!written.isEmpty() && passage.forward()) {
                    estates.connect().resume(passage.carrier(layout, unit));
                }
                if (movesDatabases(unit) && passage.forward()) {
                    raise(databases.resume(unit));
                }
                holdGates(unit, written);
            }
            if (movesDatabases(unit)) {
                if (!passage.forward()) {
                    back.lead(unit);
                    databases.holdGates(unit);
                }
                databases.of(unit).stream()
                        .filter(d -> d.source().isEmpty())
                        .forEach(d -> listener.note(
                                unit,
                                "database " + d.name() + " has no source in kmig.yaml: its capture is not proved"
                                        + " complete and its rows are not compared"));
                databases.prepare(unit);
            }
            unit.clients().stream()
                    .filter(c -> !c.reads().isEmpty())
                    .forEach(c -> listener.note(
                            unit,
                            "client " + c.name() + " keeps its positions on " + String.join(", ", c.reads())
                                    + " itself: kmig carries none of them to " + to()));
            List<String> ready = new ArrayList<>();
            if (!written.isEmpty() && passage.forward()) {
                reverse.create(unit, written.size());
                ready.add(passage.wayBack(layout, unit) + " is ready and stopped");
            } else if (!written.isEmpty()) {
                reverse.on(unit, bornOnGreen(unit, progress), true);
                handOver.makeLateTopics(databases.topics(unit));
                handOver.awaitNearlyDrained(unit, written);
                ready.add(passage.carrier(layout, unit) + " runs and has nearly caught up");
            }
            handOver.warmUp(written);
            if (!goesOn) {
                // after a kill the clients may be stopped already: then every read counts as pause
                pinning.readAhead(unit).ifPresent(ready::add);
            }
            return new Steps.Outcome<>(true, ready.isEmpty() ? "nothing to prepare" : String.join("; ", ready));
        });
    }

    private static void raise(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
    }

    private SortedMap<String, Map<Tp, GroupOffset>> stop(Unit unit, Touched touched, Patience patience) {
        return steps.take(unit, Step.STOP, () -> {
            touched.joined(passage.source().groups(unit.groups()).values());
            clients.stop(unit, passage.from(), touched.clients());
            SortedMap<String, Map<Tp, GroupOffset>> positions = clients.awaitStopped(unit, passage.source(), patience);
            int partitions = positions.values().stream().mapToInt(Map::size).sum();
            return new Steps.Outcome<>(
                    positions,
                    positions.isEmpty()
                            ? "hooks done, no groups"
                            : "groups empty and still, " + partitions + " positions read");
        });
    }

    private void finish(
            Unit unit, Optional<Map<Tp, Long>> ends, Map<String, Event.Pinned> pinned, boolean leadsMayHaveRun) {
        steps.carryOut(unit, Step.START, () -> {
            if (passage.forward()) {
                ends.ifPresent(e -> {
                    proof.handedOff(e);
                    timestamps.asBlueDoes(unit);
                });
            }
            clients.start(unit, passage.to());
            return new Steps.Outcome<>(true, liveness.awaitAlive(unit, ends, pinned));
        });
        if (ends.isPresent() || movesDatabases(unit)) {
            steps.take(unit, passage.leads(), () -> {
                ends.ifPresent(e -> leadTopics(unit, e, leadsMayHaveRun));
                if (passage.forward()) {
                    back.lead(unit);
                } else {
                    back.close(unit);
                    raise(databases.resumeForward(unit));
                }
                return new Steps.Outcome<>(
                        true,
                        passage.wayBack(layout, unit) + " runs from "
                                + ends.map(Map::size).orElse(0) + " recorded ends"
                                + (movesDatabases(unit) ? ", rows follow" : ""));
            });
        }
        journal.append(passage.arrived(unit));
    }

    private void leadTopics(Unit unit, Map<Tp, Long> ends, boolean mayHaveRun) {
        if (passage.forward()) {
            reverse.on(unit, ends, mayHaveRun);
            return;
        }
        timestamps.asTheMirrorNeeds(unit);
        recreated(unit, ends.size());
        leading.on(passage.wayBack(layout, unit), estates.blue(), unit, ends, mayHaveRun);
    }

    /** Somebody may have deleted it while the unit was on green. */
    private void recreated(Unit unit, int partitions) {
        String name = layout.forwardName(unit.name());
        if (estates.connect().connector(name).isEmpty()) {
            Map<String, TopicFacts> topics = estates.blue().topics(unit.writes());
            estates.connect()
                    .put(
                            name,
                            layout.forward(
                                    name, unit.writes(), partitions, Planner.maxMessageBytes(unit.writes(), topics)),
                            true);
        }
    }

    private List<Tp> writtenPartitions(Unit unit) {
        List<Tp> partitions = new ArrayList<>();
        estates.blue().topics(unit.writes()).forEach((name, topic) -> {
            for (int p = 0; p < topic.partitions(); p++) {
                partitions.add(new Tp(name, p));
            }
        });
        partitions.sort(Comparator.naturalOrder());
        return partitions;
    }
}
