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
import io.kmig.core.plan.Planner;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/**
 * Moves one unit from blue to green.
 *
 * <pre>
 * before    gates hold; reverse mirror validated and created STOPPED
 * STOP      stop hooks; groups EMPTY and their positions still
 * FENCE     transactional ids fenced; logs' ends still                      (writers only)
 * DRAIN     a reader after the mirror's committed offset finds nothing      (writers only)
 * SILENCE   mirror stopped and its transactional ids fenced                 (writers only)
 * HAND_OFF  green's ends recorded; blue's ends unchanged since FENCE        (writers only)
 * PIN       exact positions written to green, one request a group
 * START     start hooks with KMIG_TARGET=green; members seen
 * REVERSE   reverse mirror from the recorded ends                           (writers only)
 * </pre>
 *
 * Invariants: until START begins nothing of the unit runs on green, and any failure starts it on blue again; from START
 * on it only goes forward. Every step is journaled before it acts and every act may be repeated, so a killed move goes on
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
    }

    /** Returns when the unit runs on green, or throws with the unit on blue, or (after START) on its way to green. */
    public void move(Unit unit) {
        History.Progress progress = new History(journal.entries()).progress(unit.name());
        if (progress.moved()) {
            return;
        }
        if (progress.startBegan()) {
            listener.note(unit, "an earlier run had begun to start it on green: going on from there");
            finish(unit, progress.handedOff(), progress.pinned());
            return;
        }
        List<Tp> written = writtenPartitions(unit);
        if (progress.begun()) {
            listener.note(unit, "an earlier run ended in the middle: everything is proved again");
            if (!written.isEmpty()) {
                estates.connect().resume(layout.forwardName(unit.name()));
            }
        }
        if (!written.isEmpty()) {
            mirrors.awaitRunning(
                    layout.forwardName(unit.name()), ErrorCode.GATE_CLOSED, new Patience(pacer, RUNNING_WITHIN));
            prepareReverse(unit, written.size());
        }
        refuseLiveGreenGroups(unit);
        Optional<Event.HandedOff> handedOff;
        Map<String, Event.Pinned> pinned;
        try {
            Patience patience = new Patience(pacer, spec.cutover().maxWritePause());
            SortedMap<String, Map<Tp, GroupOffset>> positions = stop(unit, patience);
            handedOff = written.isEmpty() ? Optional.empty() : Optional.of(handOff(unit, written, patience));
            pinned = pin(unit, positions, patience);
            if (patience.over()) {
                throw new KmigException(
                        new Problem(
                                ErrorCode.WRITE_PAUSE_EXCEEDED,
                                "unit " + unit.name() + " was stopped for longer than cutover.maxWritePause ("
                                        + spec.cutover().maxWritePause().toMillis()
                                        + " ms) before it could be opened on green",
                                "the unit is started on blue again, nothing was born on green",
                                "raise cutover.maxWritePause or find what is slow in `kmig status`, then run `kmig cutover` again"));
            }
        } catch (KmigException failure) {
            if (!mayUndo(failure)) {
                throw failure;
            }
            try {
                undo(unit, !written.isEmpty(), failure);
            } catch (KmigException alsoBlue) {
                List<Problem> both = new ArrayList<>(failure.problems());
                both.addAll(alsoBlue.problems());
                throw new KmigException(both, failure);
            }
            throw failure;
        }
        finish(unit, handedOff, pinned);
    }

    /** A displaced operator must not act any more, and a person who was asked to act has not acted yet. */
    private static boolean mayUndo(KmigException failure) {
        return failure.problems().stream()
                .noneMatch(p -> p.code() == ErrorCode.OTHER_OPERATOR
                        || p.code() == ErrorCode.JOURNAL_UNWRITABLE
                        || p.code() == ErrorCode.JOURNAL_DIVERGED
                        || p.code() == ErrorCode.MANUAL_STEP_PENDING);
    }

    private SortedMap<String, Map<Tp, GroupOffset>> stop(Unit unit, Patience patience) {
        return step(unit, Step.STOP, () -> {
            clients.stop(unit, Colour.BLUE);
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
            Map<Tp, Long> blue = new TreeMap<>();
            estates.blue().ends(written).forEach((tp, ends) -> blue.put(tp, ends.leo()));
            List<String> moved = written.stream()
                    .filter(tp -> blue.getOrDefault(tp, -1L) != leo(fenced, tp))
                    .map(tp -> tp + " (" + leo(fenced, tp) + " -> " + blue.get(tp) + ")")
                    .toList();
            if (!moved.isEmpty()) {
                throw new KmigException(new Problem(
                        ErrorCode.FENCE_LEAKS,
                        "while unit " + unit.name() + " was handed off these partitions on blue grew: "
                                + String.join(", ", moved),
                        "the unit is started on blue again",
                        "find the writer, add it to `clients` in kmig.yaml or stop it, then run `kmig cutover` again"));
            }
            Event.HandedOff handedOff = new Event.HandedOff(unit.name(), green, blue);
            journal.append(handedOff);
            return new Outcome<>(handedOff, green.size() + " green ends recorded");
        });
    }

    private static long leo(Map<Tp, LogEnds> ends, Tp tp) {
        LogEnds end = ends.get(tp);
        return end == null ? -1 : end.leo();
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

    private void finish(Unit unit, Optional<Event.HandedOff> handedOff, Map<String, Event.Pinned> pinned) {
        step(unit, Step.START, () -> {
            handedOff.ifPresent(h -> stampAsBlueDid(unit));
            clients.start(unit, Colour.GREEN);
            return new Outcome<>(true, awaitAlive(unit, handedOff, pinned));
        });
        handedOff.ifPresent(h -> step(unit, Step.REVERSE, () -> {
            int partitions = reverseOn(unit, h);
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
                return last.values().stream().allMatch(g -> g.members() > 0);
            });
            if (!joined) {
                List<String> absent = last.values().stream()
                        .filter(g -> g.members() == 0)
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

    private void prepareReverse(Unit unit, int partitions) {
        Map<String, TopicFacts> topics = estates.blue().topics(unit.writes());
        SortedMap<String, String> config =
                layout.reverse(unit, partitions, Planner.maxMessageBytes(unit.writes(), topics));
        List<ConnectPort.ConfigFinding> findings = estates.connect().validate(config);
        if (!findings.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.CONNECTOR_CONFIG_REFUSED,
                    "the workers refuse the reverse mirror of unit " + unit.name() + ": " + findings,
                    "nothing was stopped",
                    "mend the worker's configuration, then run `kmig cutover` again"));
        }
        String offsets = config.getOrDefault("offsets.storage.topic", "");
        if (estates.blue().topics(List.of(offsets)).isEmpty()) {
            estates.blue()
                    .createTopic(
                            offsets,
                            1,
                            Math.min(3, estates.blue().identity().nodes()),
                            Map.of("cleanup.policy", "compact"));
        }
        String name = layout.reverseName(unit.name());
        if (estates.connect().connector(name).isEmpty()) {
            estates.connect().put(name, config, true);
        }
    }

    private int reverseOn(Unit unit, Event.HandedOff handedOff) {
        String name = layout.reverseName(unit.name());
        boolean runs = estates.connect()
                .connector(name)
                .map(c -> !"STOPPED".equals(c.state()))
                .orElse(false);
        if (!runs) {
            // a mirror that was already under way is never set back: that would repeat records on blue
            Map<Tp, Long> there = estates.connect().mirrorOffsets(name);
            Map<Tp, Long> wanted = new TreeMap<>();
            handedOff.greenEnds().forEach((tp, end) -> {
                if (there.getOrDefault(tp, -1L) < end - 1) {
                    wanted.put(tp, end - 1);
                }
            });
            if (!wanted.isEmpty()) {
                estates.connect().alterMirrorOffsets(name, Colour.GREEN.label(), wanted);
                Map<Tp, Long> back = estates.connect().mirrorOffsets(name);
                wanted.forEach((tp, offset) -> {
                    if (!back.getOrDefault(tp, -1L).equals(offset)) {
                        throw reverseFailed(unit, tp + " reads back " + back.get(tp) + " instead of " + offset);
                    }
                });
            }
            estates.connect().resume(name);
        }
        mirrors.awaitRunning(name, ErrorCode.REVERSE_MIRROR_FAILED, new Patience(pacer, RUNNING_WITHIN));
        return handedOff.greenEnds().size();
    }

    private static KmigException reverseFailed(Unit unit, String what) {
        return new KmigException(new Problem(
                ErrorCode.REVERSE_MIRROR_FAILED,
                "the reverse mirror of unit " + unit.name() + " could not be positioned: " + what,
                "the unit runs on green; where the reverse mirror must begin is in the journal",
                "run `kmig cutover` again"));
    }

    private void undo(Unit unit, boolean writes, KmigException failure) {
        listener.note(unit, "starting it on blue again: " + failure.getMessage());
        if (writes) {
            estates.connect().resume(layout.forwardName(unit.name()));
        }
        clients.start(unit, Colour.BLUE);
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
        journal.append(new Event.StepBegan(unit.name(), step));
        listener.began(unit, step);
        Instant began = pacer.now();
        Outcome<T> outcome = act.get();
        long millis = Duration.between(began, pacer.now()).toMillis();
        journal.append(new Event.StepDone(unit.name(), step, millis));
        listener.done(unit, step, millis, outcome.observed());
        return outcome.value();
    }
}
