package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
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
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One unit's way from one side to the other, as {@link UnitMove} describes it.
 */
final class Crossing {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);
    private static final Duration NEAR_WITHIN = Duration.ofMinutes(2);
    private static final Duration FIRST_RECORD_WITHIN = Duration.ofSeconds(5);

    /** What both ways work with. */
    record Tools(
            MigrationSpec spec,
            MirrorLayout layout,
            Estates estates,
            HookPort hooks,
            JournalPort journal,
            Pacer pacer,
            ProofPort proof,
            MoveListener listener) {}

    private final Passage passage;
    private final MigrationSpec spec;
    private final MirrorLayout layout;
    private final Estates estates;
    private final JournalPort journal;
    private final Pacer pacer;
    private final MoveListener listener;
    private final ClientStops clients;
    private final MirrorControl mirrors;
    private final PinOffsets pins;
    private final ReverseMirror reverse;
    private final LeadingMirror leading;
    private final ProofGate proof;
    private final DatabaseMove databases;

    Crossing(Passage passage, Tools tools) {
        this.passage = passage;
        this.spec = tools.spec();
        this.layout = tools.layout();
        this.estates = tools.estates();
        this.journal = tools.journal();
        this.pacer = tools.pacer();
        this.proof = new ProofGate(tools.proof(), tools.journal());
        this.listener = tools.listener();
        this.clients = new ClientStops(spec, tools.hooks(), pacer, passage);
        this.mirrors = new MirrorControl(estates.connect(), passage.command());
        this.pins = new PinOffsets(estates, passage, () -> new History(journal.entries()).writtenOnGreen());
        this.leading = new LeadingMirror(estates.connect(), mirrors, atMost -> new Patience(pacer, atMost));
        this.reverse = new ReverseMirror(layout, estates, leading);
        this.databases = new DatabaseMove(
                spec, estates, journal, atMost -> new Patience(pacer, atMost), new Sinks(spec, estates, pacer));
    }

    /** @param progress how far an earlier run of the same crossing got */
    void cross(Unit unit, History.Progress progress) {
        boolean goesOn = passage.forward() ? progress.begun() : progress.returning() && stepped(unit);
        if (progress.startBegan() && progress.returning() != passage.forward()) {
            listener.note(unit, "an earlier run had begun to start it on " + to() + ": going on from there");
            begin(unit, Step.START);
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
            throw undone(unit, touched, !written.isEmpty(), known(thrown), false);
        }
        Patience patience = new Patience(pacer, spec.cutover().maxWritePause());
        Brink brink;
        try {
            brink = reachBrink(unit, written, touched, patience);
        } catch (RuntimeException thrown) {
            throw undone(unit, touched, !written.isEmpty(), known(thrown), patience.over());
        }
        try {
            begin(unit, Step.START);
        } catch (RuntimeException thrown) {
            // the intent may have reached the journal all the same: then the next run starts it over there
            throw leftStopped(unit, unit.clients(), known(thrown));
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
        undo(
                unit,
                new Touched(unit.clients()),
                !writtenPartitions(unit).isEmpty(),
                new KmigException(new Problem(
                        ErrorCode.ROLLED_BACK,
                        "the operator takes back what an earlier run began",
                        "no client of the unit was started on " + to(),
                        "run `kmig cutover` to try again")));
    }

    private String from() {
        return passage.from().label();
    }

    private String to() {
        return passage.to().label();
    }

    private String again() {
        return "run `" + passage.command() + "` again";
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
            step(unit, Step.MARK, () -> new Outcome<>(true, databases.mark(unit, patience)));
        }
        Optional<Map<Tp, Long>> ends =
                written.isEmpty() ? Optional.empty() : Optional.of(handOver(unit, written, patience));
        if (movesDatabases(unit)) {
            handDatabasesOver(unit, ends.orElse(Map.of()), patience);
        }
        Map<String, Event.Pinned> pinned = pin(unit, positions, patience);
        if (!unit.groups().isEmpty()) {
            clients.refuseAwake(unit, positions, passage.source());
        }
        if (patience.over()) {
            throw new KmigException(pauseExceeded(unit));
        }
        return new Brink(ends, pinned);
    }

    private boolean movesDatabases(Unit unit) {
        return passage.forward() && !databases.of(unit).isEmpty();
    }

    private void handDatabasesOver(Unit unit, Map<Tp, Long> ends, Patience patience) {
        step(unit, Step.APPLIED, () -> new Outcome<>(true, databases.applied(unit, ends, patience)));
        step(unit, Step.COMPARE, () -> new Outcome<>(true, databases.compare(unit, patience)));
        step(unit, Step.SEQUENCES, () -> new Outcome<>(true, databases.sequences(unit)));
    }

    private Problem pauseExceeded(Unit unit) {
        return new Problem(
                ErrorCode.WRITE_PAUSE_EXCEEDED,
                "unit " + unit.name() + " was stopped for longer than cutover.maxWritePause ("
                        + spec.cutover().maxWritePause().toMillis() + " ms) before it could be opened on " + to(),
                "the unit is started on " + from() + " again, nothing was born on " + to(),
                "raise cutover.maxWritePause or find what is slow in `kmig status`, then " + again());
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
        if (movesDatabases(unit)) {
            databases.holdGates(unit);
        }
        refuseLiveGroups(unit);
    }

    private static Map<Tp, Long> bornOnGreen(Unit unit, History.Progress progress) {
        return progress.handedOff()
                .map(Event.HandedOff::greenEnds)
                .orElseThrow(() -> new IllegalStateException("no hand-off of " + unit.name() + " is journaled"));
    }

    private void prepare(Unit unit, List<Tp> written, boolean goesOn, History.Progress progress) {
        if (!passage.forward() && !written.isEmpty() && !progress.reverseBegan()) {
            // the move to green was cut short before this: journaled, or a second run would set back a mirror that ran
            step(unit, Step.REVERSE, () -> {
                reverse.on(unit, bornOnGreen(unit, progress), false);
                return new Outcome<>(true, passage.carrier(layout, unit) + " runs from the recorded ends");
            });
        }
        step(unit, Step.PREPARE, () -> {
            if (goesOn) {
                listener.note(unit, "an earlier run ended in the middle: everything is proved again");
                if (!written.isEmpty() && passage.forward()) {
                    estates.connect().resume(passage.carrier(layout, unit));
                }
                if (movesDatabases(unit)) {
                    raise(databases.resume(unit));
                }
                holdGates(unit, written);
            }
            if (movesDatabases(unit)) {
                databases.of(unit).stream()
                        .filter(d -> d.source().isEmpty())
                        .forEach(d -> listener.note(
                                unit,
                                "database " + d.name() + " has no source in kmig.yaml: its capture is not proved"
                                        + " complete and its rows are not compared"));
                databases.prepare(unit);
            }
            if (written.isEmpty()) {
                return new Outcome<>(true, "nothing to prepare: it writes nothing");
            }
            if (passage.forward()) {
                reverse.create(unit, written.size());
                return new Outcome<>(true, passage.wayBack(layout, unit) + " is ready and stopped");
            }
            reverse.on(unit, bornOnGreen(unit, progress), true);
            awaitNearlyDrained(unit, written);
            return new Outcome<>(true, passage.carrier(layout, unit) + " runs and has nearly caught up");
        });
    }

    private static void raise(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
    }

    /** What the mirror has still to bring is brought before anything is stopped, so that the pause stays short. */
    private void awaitNearlyDrained(Unit unit, List<Tp> written) {
        String carrier = passage.carrier(layout, unit);
        List<MirrorProgress> last = new ArrayList<>();
        boolean near = new Patience(pacer, NEAR_WITHIN).awaitTrue(() -> {
            last.clear();
            last.add(MirrorProgress.of(carrier, written, passage.source(), estates.connect()));
            return last.get(0).remaining() <= Cutover.NEARLY_CAUGHT_UP;
        });
        if (!near) {
            throw new KmigException(new Problem(
                    ErrorCode.GATE_CLOSED,
                    carrier + " is " + last.get(0).remaining() + " offsets behind " + from(),
                    "nothing was stopped",
                    "wait until `kmig status` shows it caught up, then " + again()));
        }
    }

    /**
     * Starts the unit where it was, unless somebody else may be moving it by now.
     *
     * @return what to throw
     */
    private KmigException undone(Unit unit, Touched touched, boolean writes, KmigException failure, boolean pauseOver) {
        if (failure.problems().stream().anyMatch(Crossing::displaced)) {
            return touched.clients().isEmpty() ? failure : leftStopped(unit, touched.clients(), failure);
        }
        List<Problem> problems = new ArrayList<>(failure.problems());
        try {
            undo(unit, touched, writes, failure);
        } catch (KmigException alsoThere) {
            // "rolled back by itself" would not be true
            problems.removeIf(p -> p.code() == ErrorCode.WRITE_PAUSE_EXCEEDED);
            problems.addAll(alsoThere.problems());
            return new KmigException(problems, failure);
        }
        if (pauseOver && problems.stream().noneMatch(p -> p.code() == ErrorCode.WRITE_PAUSE_EXCEEDED)) {
            problems.add(pauseExceeded(unit));
        }
        return new KmigException(problems, failure);
    }

    /** What nobody foresaw must not leave the unit stopped either. */
    private KmigException known(RuntimeException thrown) {
        if (thrown instanceof KmigException failure) {
            return failure;
        }
        return new KmigException(
                new Problem(
                        ErrorCode.INTERNAL,
                        "the move failed in a way kmig does not know: " + thrown,
                        "no client of the unit was started on " + to(),
                        "run `kmig status`, then `" + passage.command()
                                + "` again; with --stacktrace it shows where it failed"),
                thrown);
    }

    /** Without the journal nothing may be acted on, not even the way back: so it is said aloud. */
    private KmigException leftStopped(Unit unit, Collection<ClientSpec> touched, KmigException failure) {
        List<Problem> problems = new ArrayList<>(failure.problems());
        problems.add(new Problem(
                failure.problems().get(0).code(),
                "unit " + unit.name() + " was being moved: "
                        + touched.stream().map(ClientSpec::name).collect(Collectors.joining(", "))
                        + " may be stopped and were not started again",
                "no client of the unit was started on " + to(),
                "run `" + passage.command() + "` to go on as soon as the journal can be written, or start them on "
                        + from() + " yourself"));
        return new KmigException(problems, failure);
    }

    private static boolean displaced(Problem problem) {
        return problem.code() == ErrorCode.OTHER_OPERATOR
                || problem.code() == ErrorCode.JOURNAL_UNWRITABLE
                || problem.code() == ErrorCode.JOURNAL_DIVERGED;
    }

    private SortedMap<String, Map<Tp, GroupOffset>> stop(Unit unit, Touched touched, Patience patience) {
        return step(unit, Step.STOP, () -> {
            touched.joined(passage.source().groups(unit.groups()).values());
            clients.stop(unit, passage.from(), touched.clients());
            SortedMap<String, Map<Tp, GroupOffset>> positions = clients.awaitStopped(unit, passage.source(), patience);
            int partitions = positions.values().stream().mapToInt(Map::size).sum();
            return new Outcome<>(
                    positions,
                    positions.isEmpty()
                            ? "hooks done, no groups"
                            : "groups empty and still, " + partitions + " positions read");
        });
    }

    /** @return the target's ends: everything from there on is born there */
    private Map<Tp, Long> handOver(Unit unit, List<Tp> written, Patience patience) {
        String carrier = passage.carrier(layout, unit);
        Map<Tp, LogEnds> fenced = step(unit, Step.FENCE, () -> {
            // once more: an instance may have come up since the stop
            if (!unit.transactionalIds().isEmpty()) {
                passage.source().fenceProducers(unit.transactionalIds());
            }
            Map<Tp, LogEnds> ends = clients.awaitStillLogs(unit, written, passage.source());
            return new Outcome<>(ends, ends.size() + " log ends still for " + ClientStops.STILL.toMillis() + " ms");
        });
        step(unit, Step.DRAIN, () -> {
            mirrors.awaitDrained(carrier, written, passage.source(), passage.sourceLog(), patience);
            return new Outcome<>(true, "no record left to copy on " + written.size() + " partitions");
        });
        step(unit, Step.SILENCE, () -> {
            int ids = mirrors.silence(carrier, passage.target(), estates.green(), patience);
            return new Outcome<>(true, carrier + " stopped, " + ids + " transactional ids fenced");
        });
        if (passage.forward() && proof.on()) {
            Map<Tp, Long> ends = new TreeMap<>();
            fenced.forEach((tp, end) -> ends.put(tp, end.leo()));
            step(
                    unit,
                    Step.VERIFY,
                    () -> new Outcome<>(
                            true,
                            proof.pass(
                                    ends,
                                    patience.left(),
                                    "nothing was handed off; the unit is started on " + from() + " again")));
        }
        return step(unit, Step.HAND_OFF, () -> {
            Map<Tp, Long> targetEnds = new TreeMap<>();
            passage.target().ends(written).forEach((tp, ends) -> targetEnds.put(tp, ends.leo()));
            Map<Tp, LogEnds> now = passage.source().ends(written);
            SortedMap<Tp, String> moved = ClientStops.moved(fenced, now);
            if (!moved.isEmpty()) {
                throw clients.leak(unit, moved, passage.source());
            }
            Map<Tp, Long> sourceEnds = new TreeMap<>();
            now.forEach((tp, ends) -> sourceEnds.put(tp, ends.leo()));
            journal.append(passage.handedOver(unit, sourceEnds, targetEnds));
            return new Outcome<>(targetEnds, targetEnds.size() + " " + to() + " ends recorded");
        });
    }

    private Map<String, Event.Pinned> pin(
            Unit unit, SortedMap<String, Map<Tp, GroupOffset>> positions, Patience patience) {
        if (positions.values().stream().allMatch(Map::isEmpty)) {
            return Map.of();
        }
        return step(unit, Step.PIN, () -> {
            SortedMap<String, Map<Tp, GroupOffset>> there = pins.exact(unit.name(), positions, patience);
            Map<String, Event.Pinned> pinned = new HashMap<>();
            there.forEach((group, offsets) -> {
                Long avoided = pins.rereadAvoided(group, offsets);
                Event.Pinned event = passage.pinned(
                        unit, group, positions.getOrDefault(group, Map.of()), offsets, avoided == null ? -1 : avoided);
                journal.append(event);
                pins.write(group, offsets);
                pinned.put(group, event);
            });
            int count = there.values().stream().mapToInt(Map::size).sum();
            return new Outcome<>(pinned, count + " of " + count + " positions exact, written and read back");
        });
    }

    private void finish(
            Unit unit, Optional<Map<Tp, Long>> ends, Map<String, Event.Pinned> pinned, boolean leadsMayHaveRun) {
        carryOut(unit, Step.START, () -> {
            if (passage.forward()) {
                ends.ifPresent(e -> {
                    proof.handedOff(e);
                    stampAsBlueDid(unit);
                });
            }
            clients.start(unit, passage.to());
            return new Outcome<>(true, awaitAlive(unit, ends, pinned));
        });
        ends.ifPresent(e -> step(unit, passage.leads(), () -> {
            String name = passage.wayBack(layout, unit);
            if (passage.forward()) {
                reverse.on(unit, e, leadsMayHaveRun);
            } else {
                stampAsTheMirrorDoes(unit);
                recreated(unit, e.size());
                leading.on(name, Colour.BLUE, unit, e, leadsMayHaveRun);
            }
            return new Outcome<>(true, name + " runs from " + e.size() + " recorded ends");
        }));
        journal.append(passage.arrived(unit));
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

    /** A topic that stamps records on append kept blue's stamps while it was mirrored; from here on it stamps itself. */
    private void stampAsBlueDid(Unit unit) {
        estates.blue().topics(unit.writes()).forEach((name, topic) -> {
            TopicFacts.ConfigFact type = topic.configs().get("message.timestamp.type");
            if (type != null && "LogAppendTime".equals(type.value())) {
                estates.green().alterTopicConfigs(name, Map.of("message.timestamp.type", "LogAppendTime"), Set.of());
            }
        });
    }

    /** Green is copied to again: a record keeps the stamp it was born with. */
    private void stampAsTheMirrorDoes(Unit unit) {
        estates.green().topics(unit.writes()).forEach((name, topic) -> {
            TopicFacts.ConfigFact type = topic.configs().get("message.timestamp.type");
            if (type != null && "LogAppendTime".equals(type.value())) {
                estates.green().alterTopicConfigs(name, Map.of("message.timestamp.type", "CreateTime"), Set.of());
            }
        });
    }

    private String awaitAlive(Unit unit, Optional<Map<Tp, Long>> born, Map<String, Event.Pinned> pinned) {
        Duration within = unit.clients().stream()
                .map(MigrationSpec.ClientSpec::timeout)
                .max(Comparator.naturalOrder())
                .orElse(RUNNING_WITHIN);
        if (!pinned.isEmpty()) {
            Map<String, GroupFacts> last = new HashMap<>();
            boolean joined = new Patience(pacer, within).awaitTrue(() -> {
                last.putAll(passage.target().groups(pinned.keySet()));
                listener.waiting(
                        unit,
                        "the start hooks have run; waiting up to " + within.toSeconds()
                                + " s (clients[].timeout) for members on " + to() + " of "
                                + String.join(", ", pinned.keySet()));
                return last.values().stream().allMatch(g -> g.members() > 0 || hasGoneOn(g, pinned));
            });
            if (!joined) {
                List<String> absent = last.values().stream()
                        .filter(g -> g.members() == 0 && !hasGoneOn(g, pinned))
                        .map(GroupFacts::name)
                        .sorted()
                        .toList();
                throw new KmigException(new Problem(
                        ErrorCode.CLIENT_NOT_STARTED,
                        "the start hooks of unit " + unit.name() + " ended well, and after " + within.toSeconds()
                                + " s these groups have no member on " + to() + ": " + String.join(", ", absent),
                        "the unit stays on " + to() + ", its offsets are pinned",
                        "look at the application's log, start it on " + to() + ", then " + again()));
            }
        }
        List<String> quiet = new ArrayList<>();
        TreeSet<String> written = new TreeSet<>(unit.writes());
        // on green a database's rows go to no topic
        written.removeAll(databases.topics(unit));
        born.ifPresent(ends -> {
            TreeSet<String> waiting = new TreeSet<>(written);
            new Patience(pacer, FIRST_RECORD_WITHIN).awaitTrue(() -> {
                passage.target().ends(ends.keySet()).forEach((tp, now) -> {
                    if (now.leo() > ends.getOrDefault(tp, Long.MAX_VALUE)) {
                        waiting.remove(tp.topic());
                    }
                });
                return waiting.isEmpty();
            });
            quiet.addAll(waiting);
        });
        if (!quiet.isEmpty()) {
            listener.note(unit, "nothing was written on " + to() + " yet to " + String.join(", ", quiet));
        }
        return (pinned.isEmpty()
                        ? ""
                        : count(pinned.size(), "group") + (pinned.size() == 1 ? " has" : " have") + " members")
                + (pinned.isEmpty() || born.isEmpty() ? "" : ", ")
                + born.map(ends -> (written.size() - quiet.size()) + " of " + written.size()
                                + " topics have records born on " + to())
                        .orElse("");
    }

    /** Consumers that assign partitions themselves never become members; their commits show that they run. */
    private boolean hasGoneOn(GroupFacts group, Map<String, Event.Pinned> pinned) {
        Event.Pinned from = pinned.get(group.name());
        return from != null
                && group.offsets().entrySet().stream().anyMatch(o -> {
                    GroupOffset began = passage.onTarget(from).get(o.getKey());
                    return began != null && o.getValue().offset() > began.offset();
                });
    }

    private void undo(Unit unit, Touched touched, boolean writes, KmigException failure) {
        listener.note(unit, "taking it back to " + from() + ": " + failure.getMessage());
        step(unit, Step.UNDO, () -> {
            List<Problem> problems = clients.startAgain(touched.clients(), passage.from());
            if (writes) {
                try {
                    estates.connect().resume(passage.carrier(layout, unit));
                } catch (KmigException notResumed) {
                    problems.addAll(notResumed.problems());
                }
            }
            if (movesDatabases(unit)) {
                problems.addAll(databases.resume(unit));
            }
            if (!problems.isEmpty()) {
                throw new KmigException(problems, failure);
            }
            return new Outcome<>(
                    true,
                    count(touched.clients().size(), "client") + " started on " + from()
                            + (writes ? ", mirror resumed" : ""));
        });
        journal.append(new Event.UnitUndone(
                unit.name(), failure.problems().get(0).code().id()));
        requireBack(unit, touched);
    }

    /** That the hooks ended well does not say that the clients run. The unit is undone all the same. */
    private void requireBack(Unit unit, Touched touched) {
        Set<String> absent = new TreeSet<>(touched.groups());
        if (absent.isEmpty()) {
            return;
        }
        Duration within = touched.timeout();
        new Patience(pacer, within).awaitTrue(() -> {
            absent.removeAll(touched.seenAgain(passage.source().groups(absent).values()));
            if (!absent.isEmpty()) {
                listener.waiting(
                        unit,
                        "the start hooks have run; waiting up to " + within.toSeconds()
                                + " s (clients[].timeout) for members on " + from() + " of "
                                + String.join(", ", absent));
            }
            return absent.isEmpty();
        });
        if (!absent.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.CLIENT_NOT_STARTED,
                    "unit " + unit.name() + " was taken back, its start hooks ended well, and after "
                            + within.toSeconds() + " s these groups have no member on " + from() + ": "
                            + String.join(", ", absent),
                    "no client of the unit was started on " + to() + "; its groups had members on " + from()
                            + " before",
                    "look at the application's log and start it on " + from() + " yourself, then see `kmig lag`"));
        }
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
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

    private void refuseLiveGroups(Unit unit) {
        List<String> live = passage.target().groups(unit.groups()).values().stream()
                .filter(g -> g.members() > 0)
                .map(g -> g.name() + " (" + g.members() + " members)")
                .sorted()
                .toList();
        if (!live.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.GATE_CLOSED,
                    "these groups of unit " + unit.name() + " are already active on " + to() + ": "
                            + String.join(", ", live),
                    "nothing was stopped",
                    "stop them on " + to() + ", then " + again()));
        }
    }

    private record Outcome<T>(T value, String observed) {}

    private <T> T step(Unit unit, Step step, Supplier<Outcome<T>> act) {
        begin(unit, step);
        return carryOut(unit, step, act);
    }

    private void begin(Unit unit, Step step) {
        journal.append(new Event.StepBegan(unit.name(), step));
        listener.began(unit, step);
    }

    private <T> T carryOut(Unit unit, Step step, Supplier<Outcome<T>> act) {
        Instant began = pacer.now();
        Outcome<T> outcome = act.get();
        long millis = Duration.between(began, pacer.now()).toMillis();
        journal.append(new Event.StepDone(unit.name(), step, millis));
        listener.done(unit, step, millis, outcome.observed());
        return outcome.value();
    }
}
