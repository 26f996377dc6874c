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
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
 * Moves one unit from blue to green.
 *
 * <pre>
 * before    gates hold, looking only
 * PREPARE   reverse mirror created STOPPED; after a cut-short attempt the forward mirror resumed
 * STOP      stop hooks; groups EMPTY and their positions still
 * FENCE     transactional ids fenced; logs' ends still                      (writers only)
 * DRAIN     a reader after the mirror's committed offset finds nothing      (writers only)
 * SILENCE   mirror stopped and its transactional ids fenced                 (writers only)
 * HAND_OFF  green's ends recorded; blue's ends unchanged since FENCE        (writers only)
 * PIN       exact positions written to green, one request a group
 * START     start hooks with KMIG_TARGET=green; members seen
 * REVERSE   reverse mirror from the recorded ends                           (writers only)
 * UNDO      when anything before START fails: clients started on blue, mirror resumed
 * </pre>
 *
 * Invariants: until START begins nothing of the unit runs on green, and any failure starts it on blue again; from START
 * on it only goes forward. Every step, the undoing one too, is journaled before it acts, so an operator who was displaced acts
 * on nothing any more; and every act may be repeated, so a killed move goes on
 * with the next run: before START by proving everything anew, after it by carrying on.
 */
public final class UnitMove {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);
    private static final Duration FIRST_RECORD_WITHIN = Duration.ofSeconds(5);

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

    public UnitMove(
            MigrationSpec spec,
            MirrorLayout layout,
            Estates estates,
            HookPort hooks,
            JournalPort journal,
            Pacer pacer,
            MoveListener listener) {
        this.spec = spec;
        this.layout = layout;
        this.estates = estates;
        this.journal = journal;
        this.pacer = pacer;
        this.listener = listener;
        this.clients = new ClientStops(spec, hooks, pacer);
        this.mirrors = new MirrorControl(estates.connect());
        this.pins = new PinOffsets(estates);
        this.reverse = new ReverseMirror(layout, estates, mirrors, atMost -> new Patience(pacer, atMost));
    }

    /** Returns when the unit runs on green, or throws with the unit on blue, or (after START) on its way to green. */
    public void move(Unit unit) {
        History.Progress progress = new History(journal.entries()).progress(unit.name());
        if (progress.moved()) {
            return;
        }
        if (progress.startBegan()) {
            listener.note(unit, "an earlier run had begun to start it on green: going on from there");
            begin(unit, Step.START);
            finish(unit, progress.handedOff(), progress.pinned(), progress.reverseBegan());
            return;
        }
        List<Tp> written = writtenPartitions(unit);
        // an earlier run may have stopped any of them
        Set<ClientSpec> touched = new LinkedHashSet<>(progress.begun() ? unit.clients() : List.of());
        if (!progress.begun()) {
            holdGates(unit, written);
        }
        try {
            prepare(unit, written, progress.begun());
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
            // the intent may have reached the journal all the same: then the next run starts it on green
            throw leftStopped(unit, unit.clients(), known(thrown));
        }
        finish(unit, brink.handedOff(), brink.pinned(), false);
    }

    /** Everything of the unit is still, proved and pinned: from here it can start on either side. */
    private record Brink(Optional<Event.HandedOff> handedOff, Map<String, Event.Pinned> pinned) {}

    private Brink reachBrink(Unit unit, List<Tp> written, Set<ClientSpec> touched, Patience patience) {
        SortedMap<String, Map<Tp, GroupOffset>> positions = stop(unit, touched, patience);
        Optional<Event.HandedOff> handedOff =
                written.isEmpty() ? Optional.empty() : Optional.of(handOff(unit, written, patience));
        Map<String, Event.Pinned> pinned = pin(unit, positions, patience);
        if (!unit.groups().isEmpty()) {
            clients.refuseAwake(unit, positions, estates.blue());
        }
        if (patience.over()) {
            throw new KmigException(pauseExceeded(unit));
        }
        return new Brink(handedOff, pinned);
    }

    private Problem pauseExceeded(Unit unit) {
        return new Problem(
                ErrorCode.WRITE_PAUSE_EXCEEDED,
                "unit " + unit.name() + " was stopped for longer than cutover.maxWritePause ("
                        + spec.cutover().maxWritePause().toMillis() + " ms) before it could be opened on green",
                "the unit is started on blue again, nothing was born on green",
                "raise cutover.maxWritePause or find what is slow in `kmig status`, then run `kmig cutover` again");
    }

    private void holdGates(Unit unit, List<Tp> written) {
        if (!written.isEmpty()) {
            mirrors.awaitRunning(
                    layout.forwardName(unit.name()), ErrorCode.GATE_CLOSED, new Patience(pacer, RUNNING_WITHIN));
            reverse.refuseUnfit(unit, written.size());
        }
        refuseLiveGreenGroups(unit);
    }

    private void prepare(Unit unit, List<Tp> written, boolean goesOn) {
        step(unit, Step.PREPARE, () -> {
            if (goesOn) {
                listener.note(unit, "an earlier run ended in the middle: everything is proved again");
                if (!written.isEmpty()) {
                    estates.connect().resume(layout.forwardName(unit.name()));
                }
                holdGates(unit, written);
            }
            if (written.isEmpty()) {
                return new Outcome<>(true, "nothing to prepare: it writes nothing");
            }
            reverse.create(unit, written.size());
            return new Outcome<>(true, layout.reverseName(unit.name()) + " is ready and stopped");
        });
    }

    /**
     * Takes the unit back to blue, unless somebody else may be moving it by now.
     *
     * @return what to throw
     */
    private KmigException undone(
            Unit unit, Set<ClientSpec> touched, boolean writes, KmigException failure, boolean pauseOver) {
        if (failure.problems().stream().anyMatch(UnitMove::displaced)) {
            return touched.isEmpty() ? failure : leftStopped(unit, touched, failure);
        }
        List<Problem> problems = new ArrayList<>(failure.problems());
        try {
            undo(unit, touched, writes, failure);
        } catch (KmigException alsoBlue) {
            // "rolled back by itself" would not be true
            problems.removeIf(p -> p.code() == ErrorCode.WRITE_PAUSE_EXCEEDED);
            problems.addAll(alsoBlue.problems());
            return new KmigException(problems, failure);
        }
        if (pauseOver && problems.stream().noneMatch(p -> p.code() == ErrorCode.WRITE_PAUSE_EXCEEDED)) {
            problems.add(pauseExceeded(unit));
        }
        return new KmigException(problems, failure);
    }

    /** What nobody foresaw must not leave the unit stopped either. */
    private static KmigException known(RuntimeException thrown) {
        if (thrown instanceof KmigException failure) {
            return failure;
        }
        return new KmigException(
                new Problem(
                        ErrorCode.INTERNAL,
                        "the move failed in a way kmig does not know: " + thrown,
                        "no client of the unit was started on green",
                        "run `kmig status`, then `kmig cutover` again; with --stacktrace it shows where it failed"),
                thrown);
    }

    /** Without the journal nothing may be acted on, not even the way back: so it is said aloud. */
    private static KmigException leftStopped(Unit unit, Collection<ClientSpec> touched, KmigException failure) {
        List<Problem> problems = new ArrayList<>(failure.problems());
        problems.add(new Problem(
                failure.problems().get(0).code(),
                "unit " + unit.name() + " was being moved: "
                        + touched.stream().map(ClientSpec::name).collect(Collectors.joining(", "))
                        + " may be stopped and were not started again",
                "no client of the unit was started on green",
                "run `kmig cutover` to go on as soon as the journal can be written, or start them on blue yourself"));
        return new KmigException(problems, failure);
    }

    private static boolean displaced(Problem problem) {
        return problem.code() == ErrorCode.OTHER_OPERATOR
                || problem.code() == ErrorCode.JOURNAL_UNWRITABLE
                || problem.code() == ErrorCode.JOURNAL_DIVERGED;
    }

    private SortedMap<String, Map<Tp, GroupOffset>> stop(Unit unit, Set<ClientSpec> touched, Patience patience) {
        return step(unit, Step.STOP, () -> {
            clients.stop(unit, Colour.BLUE, touched);
            SortedMap<String, Map<Tp, GroupOffset>> positions = clients.awaitStopped(unit, estates.blue(), patience);
            int partitions = positions.values().stream().mapToInt(Map::size).sum();
            return new Outcome<>(
                    positions,
                    positions.isEmpty()
                            ? "hooks done, no groups"
                            : "groups empty and still, " + partitions + " positions read");
        });
    }

    private Event.HandedOff handOff(Unit unit, List<Tp> written, Patience patience) {
        String mirror = layout.forwardName(unit.name());
        Map<Tp, LogEnds> fenced = step(unit, Step.FENCE, () -> {
            // once more: an instance may have come up since the stop
            if (!unit.transactionalIds().isEmpty()) {
                estates.blue().fenceProducers(unit.transactionalIds());
            }
            Map<Tp, LogEnds> ends = clients.awaitStillLogs(unit, written, estates.blue());
            return new Outcome<>(ends, ends.size() + " log ends still for " + ClientStops.STILL.toMillis() + " ms");
        });
        step(unit, Step.DRAIN, () -> {
            mirrors.awaitDrained(mirror, written, estates.blue(), estates.blueLog(), patience);
            return new Outcome<>(true, "no record left to copy on " + written.size() + " partitions");
        });
        step(unit, Step.SILENCE, () -> {
            int ids = mirrors.silence(mirror, estates.green(), patience);
            return new Outcome<>(true, mirror + " stopped, " + ids + " transactional ids fenced");
        });
        return step(unit, Step.HAND_OFF, () -> {
            Map<Tp, Long> green = new TreeMap<>();
            estates.green().ends(written).forEach((tp, ends) -> green.put(tp, ends.leo()));
            Map<Tp, LogEnds> now = estates.blue().ends(written);
            SortedMap<Tp, String> moved = ClientStops.moved(fenced, now);
            if (!moved.isEmpty()) {
                throw ClientStops.leak(unit, moved, estates.blue());
            }
            Map<Tp, Long> blue = new TreeMap<>();
            now.forEach((tp, ends) -> blue.put(tp, ends.leo()));
            Event.HandedOff handedOff = new Event.HandedOff(unit.name(), green, blue);
            journal.append(handedOff);
            return new Outcome<>(handedOff, green.size() + " green ends recorded");
        });
    }

    private Map<String, Event.Pinned> pin(
            Unit unit, SortedMap<String, Map<Tp, GroupOffset>> positions, Patience patience) {
        if (positions.values().stream().allMatch(Map::isEmpty)) {
            return Map.of();
        }
        return step(unit, Step.PIN, () -> {
            SortedMap<String, Map<Tp, GroupOffset>> green = pins.exact(unit.name(), positions, patience);
            Map<String, Event.Pinned> pinned = new HashMap<>();
            green.forEach((group, offsets) -> {
                Long avoided = pins.rereadAvoided(group, offsets);
                Event.Pinned event = new Event.Pinned(
                        unit.name(),
                        group,
                        positions.getOrDefault(group, Map.of()),
                        offsets,
                        avoided == null ? -1 : avoided);
                journal.append(event);
                pins.write(group, offsets);
                pinned.put(group, event);
            });
            int count = green.values().stream().mapToInt(Map::size).sum();
            return new Outcome<>(pinned, count + " of " + count + " positions exact, written and read back");
        });
    }

    private void finish(
            Unit unit,
            Optional<Event.HandedOff> handedOff,
            Map<String, Event.Pinned> pinned,
            boolean reverseMayHaveRun) {
        carryOut(unit, Step.START, () -> {
            handedOff.ifPresent(h -> stampAsBlueDid(unit));
            clients.start(unit, Colour.GREEN);
            return new Outcome<>(true, awaitAlive(unit, handedOff, pinned));
        });
        handedOff.ifPresent(h -> step(unit, Step.REVERSE, () -> {
            int partitions = reverse.on(unit, h, reverseMayHaveRun);
            return new Outcome<>(true, layout.reverseName(unit.name()) + " runs from " + partitions + " recorded ends");
        }));
        journal.append(new Event.UnitMoved(unit.name()));
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

    private String awaitAlive(Unit unit, Optional<Event.HandedOff> handedOff, Map<String, Event.Pinned> pinned) {
        Duration within = unit.clients().stream()
                .map(MigrationSpec.ClientSpec::timeout)
                .max(Comparator.naturalOrder())
                .orElse(RUNNING_WITHIN);
        if (!pinned.isEmpty()) {
            Map<String, GroupFacts> last = new HashMap<>();
            boolean joined = new Patience(pacer, within).awaitTrue(() -> {
                last.putAll(estates.green().groups(pinned.keySet()));
                listener.waiting(
                        unit,
                        "the start hooks have run; waiting up to " + within.toSeconds()
                                + " s (clients[].timeout) for members on green of "
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
                                + " s these groups have no member on green: " + String.join(", ", absent),
                        "the unit stays on green, its offsets are pinned",
                        "look at the application's log, start it on green, then run `kmig cutover` again"));
            }
        }
        List<String> quiet = new ArrayList<>();
        handedOff.ifPresent(h -> {
            TreeSet<String> waiting = new TreeSet<>(unit.writes());
            new Patience(pacer, FIRST_RECORD_WITHIN).awaitTrue(() -> {
                estates.green().ends(h.greenEnds().keySet()).forEach((tp, ends) -> {
                    if (ends.leo() > h.greenEnds().getOrDefault(tp, Long.MAX_VALUE)) {
                        waiting.remove(tp.topic());
                    }
                });
                return waiting.isEmpty();
            });
            quiet.addAll(waiting);
        });
        if (!quiet.isEmpty()) {
            listener.note(unit, "nothing was written on green yet to " + String.join(", ", quiet));
        }
        return (pinned.isEmpty() ? "" : pinned.size() + " groups have members")
                + (pinned.isEmpty() || handedOff.isEmpty() ? "" : ", ")
                + handedOff
                        .map(h -> (unit.writes().size() - quiet.size()) + " of "
                                + unit.writes().size() + " topics have records born on green")
                        .orElse("");
    }

    /** Consumers that assign partitions themselves never become members; their commits show that they run. */
    private static boolean hasGoneOn(GroupFacts group, Map<String, Event.Pinned> pinned) {
        Event.Pinned from = pinned.get(group.name());
        return from != null
                && group.offsets().entrySet().stream().anyMatch(o -> {
                    GroupOffset began = from.green().get(o.getKey());
                    return began != null && o.getValue().offset() > began.offset();
                });
    }

    private void undo(Unit unit, Set<ClientSpec> touched, boolean writes, KmigException failure) {
        listener.note(unit, "taking it back to blue: " + failure.getMessage());
        step(unit, Step.UNDO, () -> {
            List<Problem> problems = clients.startAgain(touched, Colour.BLUE);
            if (writes) {
                try {
                    estates.connect().resume(layout.forwardName(unit.name()));
                } catch (KmigException notResumed) {
                    problems.addAll(notResumed.problems());
                }
            }
            if (!problems.isEmpty()) {
                throw new KmigException(problems, failure);
            }
            return new Outcome<>(
                    true, touched.size() + " clients started on blue" + (writes ? ", mirror resumed" : ""));
        });
        journal.append(new Event.UnitUndone(
                unit.name(), failure.problems().get(0).code().id()));
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

    private void refuseLiveGreenGroups(Unit unit) {
        List<String> live = estates.green().groups(unit.groups()).values().stream()
                .filter(g -> g.members() > 0)
                .map(g -> g.name() + " (" + g.members() + " members)")
                .sorted()
                .toList();
        if (!live.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.GATE_CLOSED,
                    "these groups of unit " + unit.name() + " are already active on green: " + String.join(", ", live),
                    "nothing was stopped",
                    "stop them on green, then run `kmig cutover` again"));
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
