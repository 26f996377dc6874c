package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.plan.Operation;
import io.kmig.core.plan.Plan;
import io.kmig.core.plan.TopicScope;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Chooses the units to move, holds the gates that concern them all, and moves them one by one. */
public final class Cutover {
    /** A mirror this close to blue's end drains within one poll. */
    static final long NEARLY_CAUGHT_UP = 2_000;

    private final Estates estates;
    private final JournalPort journal;
    private final Pacer pacer;
    private final UnitMove move;

    public Cutover(Estates estates, JournalPort journal, Pacer pacer, UnitMove move) {
        this.estates = estates;
        this.journal = journal;
        this.pacer = pacer;
        this.move = move;
    }

    /** Which units to move. */
    public sealed interface Selection {
        record Next() implements Selection {}

        record Consumers() implements Selection {}

        record Producers() implements Selection {}

        record Client(String name) implements Selection {}

        record Wave(String name) implements Selection {}

        record All() implements Selection {}
    }

    /**
     * The units a selection means, in the order in which they move. Refused where readers of a unit would still be on
     * blue.
     */
    public static List<Unit> select(Selection selection, List<MoveOrder.Placed> order, Set<String> moved) {
        List<Unit> pending = order.stream()
                .map(MoveOrder.Placed::unit)
                .filter(u -> !moved.contains(u.name()))
                .toList();
        List<Unit> chosen;
        if (selection instanceof Selection.Next) {
            chosen = pending.stream().limit(1).toList();
        } else if (selection instanceof Selection.Consumers) {
            chosen = pending.stream().filter(Unit::consumerOnly).toList();
        } else if (selection instanceof Selection.Producers) {
            chosen = pending.stream().filter(u -> !u.consumerOnly()).toList();
            List<String> consumers =
                    pending.stream().filter(Unit::consumerOnly).map(Unit::name).toList();
            if (!consumers.isEmpty()) {
                throw refuse(
                        ErrorCode.PRODUCERS_BEFORE_CONSUMERS,
                        "consumer units are still on blue: " + String.join(", ", consumers),
                        "run `kmig cutover consumers` first");
            }
        } else if (selection instanceof Selection.Client client) {
            if (order.stream().noneMatch(p -> has(p.unit(), client.name()))) {
                throw refuse(
                        ErrorCode.UNKNOWN_CLIENT,
                        "no client is named " + client.name() + "; there are "
                                + order.stream()
                                        .flatMap(p -> p.unit().clients().stream())
                                        .map(MigrationSpec.ClientSpec::name)
                                        .collect(Collectors.joining(", ")),
                        "run `kmig plan` to see the clients and their order");
            }
            chosen = pending.stream().filter(u -> has(u, client.name())).toList();
        } else if (selection instanceof Selection.Wave wave) {
            chosen = pending.stream()
                    .filter(u -> u.clients().stream().anyMatch(c -> wave.name().equals(c.wave())))
                    .toList();
            if (order.stream().noneMatch(p -> p.unit().clients().stream()
                    .anyMatch(c -> wave.name().equals(c.wave())))) {
                throw refuse(
                        ErrorCode.UNKNOWN_CLIENT,
                        "no client is in wave " + wave.name() + "; " + waves(order),
                        "run `kmig plan` to see the clients and their order");
            }
        } else {
            chosen = pending;
        }
        for (Unit unit : chosen) {
            List<String> readers = pending.stream()
                    .filter(u -> !chosen.contains(u)
                            && u.reads().stream().anyMatch(t -> unit.writes().contains(t)))
                    .map(Unit::name)
                    .toList();
            if (!readers.isEmpty()) {
                throw refuse(
                        ErrorCode.PRODUCERS_BEFORE_CONSUMERS,
                        "unit " + unit.name() + " writes topics that units still on blue read: "
                                + String.join(", ", readers),
                        "move the readers first: `kmig cutover --client " + readers.get(0) + "`");
            }
        }
        return chosen;
    }

    private static String waves(List<MoveOrder.Placed> order) {
        Set<String> waves = new TreeSet<>();
        order.forEach(p -> p.unit().clients().forEach(c -> {
            String wave = c.wave();
            if (wave != null) {
                waves.add(wave);
            }
        }));
        return waves.isEmpty() ? "kmig.yaml names no wave" : "the waves are " + String.join(", ", waves);
    }

    private static boolean has(Unit unit, String client) {
        return unit.clients().stream().anyMatch(c -> c.name().equals(client));
    }

    private static KmigException refuse(ErrorCode code, String observed, String remedy) {
        return new KmigException(new Problem(code, observed, "nothing was stopped", remedy));
    }

    /** What the description asks for and no estate, however it stands, gets from this version. */
    public static List<Problem> notCarriedOut(MigrationSpec spec) {
        List<Problem> closed = new ArrayList<>();
        if (spec.cutover().mode() != Mode.FENCED) {
            closed.add(closed(
                    "cutover.mode " + spec.cutover().mode().label() + " is not carried out by this version",
                    "set cutover.mode to fenced in kmig.yaml"));
        }
        if (spec.cutover().fence().stream().anyMatch(f -> f != Fence.HOOK)) {
            closed.add(closed(
                    "cutover.fence "
                            + spec.cutover().fence().stream().map(Fence::label).toList()
                            + ": only hook is carried out by this version",
                    "set cutover.fence to [hook] in kmig.yaml"));
        }
        if (spec.cutover().onFailure() == OnFailure.ROLLBACK) {
            closed.add(closed(
                    "cutover.onFailure rollback is not carried out by this version",
                    "set cutover.onFailure to pause in kmig.yaml"));
        }
        if (!spec.cutover().gates().isEmpty()) {
            closed.add(closed(
                    "cutover.gates are not carried out by this version",
                    "remove cutover.gates from kmig.yaml and look at them yourself"));
        }
        if (!spec.replication().exactlyOnce()) {
            closed.add(closed(
                    "replication.exactlyOnce is false: fenced mode cannot promise order and exact offsets",
                    "set replication.exactlyOnce to true, then run `kmig apply`"));
        }
        return closed;
    }

    /** What stands in the way before anything is stopped, all at once; empty when the way is free. */
    public static List<Problem> gates(
            MigrationSpec spec, ClusterPort blue, List<Entry> entries, Plan plan, Collection<Unit> units) {
        List<Problem> closed = new ArrayList<>(notCarriedOut(spec));
        History history = new History(entries);
        if (history.entries().stream().noneMatch(e -> e.event() instanceof Event.Applied)) {
            closed.add(new Problem(
                    ErrorCode.NOT_APPLIED,
                    "no plan was applied for migration " + spec.name(),
                    "nothing was stopped",
                    "run `kmig plan`, then `kmig apply`"));
        }
        // a mirror that an earlier, killed move stopped is that move's business, not drift
        Set<String> begun = units.stream()
                .map(Unit::name)
                .filter(u -> history.progress(u).begun())
                .map(u -> "connector " + spec.ownedPrefix() + "mirror." + u)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> drift = plan.operations().stream()
                .map(Operation::target)
                .filter(t -> !begun.contains(t))
                .toList();
        if (!drift.isEmpty()) {
            closed.add(closed(
                    drift.size() + " changes are pending on green, for example " + drift.get(0),
                    "run `kmig plan` to see them, then `kmig apply`"));
        }
        closed.addAll(elsewhere(history, plan, units));
        TopicScope scope = new TopicScope(spec);
        for (Unit unit : units) {
            Set<String> unmirrored = new TreeSet<>(unit.writes());
            unmirrored.removeIf(scope::topic);
            Set<String> absent = new TreeSet<>(unit.writes());
            absent.removeAll(unmirrored);
            absent.removeAll(blue.topics(absent).keySet());
            if (!unmirrored.isEmpty()) {
                closed.add(
                        closed(
                                "unit " + unit.name() + " writes topics that are not mirrored: " + unmirrored,
                                "add them to replication.topics.include or take them out of `produces`, then run `kmig apply`"));
            }
            if (!absent.isEmpty()) {
                closed.add(closed(
                        "unit " + unit.name() + " is said to write topics that blue does not have: " + absent,
                        "create them on blue or take them out of `produces`, then run `kmig apply`"));
            }
            Map<String, GroupFacts> groups = blue.groups(unit.groups());
            closed.addAll(sharing(unit, groups.values()));
            for (String group : unit.groups()) {
                Set<String> foreign = groups.values().stream()
                        .filter(g -> g.name().equals(group))
                        .flatMap(g -> g.offsets().keySet().stream())
                        .map(Tp::topic)
                        .filter(t -> !scope.topic(t))
                        .collect(Collectors.toCollection(TreeSet::new));
                if (!foreign.isEmpty()) {
                    closed.add(closed(
                            "group " + group + " has positions on topics that are not mirrored: " + foreign,
                            "add them to replication.topics.include, then run `kmig apply`"));
                }
            }
        }
        return closed;
    }

    /** KIP-932 keeps a state for each record on the broker, which nobody can write from outside. */
    private static List<Problem> sharing(Unit unit, Collection<GroupFacts> groups) {
        return groups.stream()
                .filter(GroupFacts::share)
                .map(GroupFacts::name)
                .sorted()
                .map(name -> closed(
                        "group " + name + " of unit " + unit.name() + " is a share group: its state is kept record by"
                                + " record on blue's brokers, and there is no position that could be carried",
                        "take it out of `groups` in kmig.yaml and name its topics under `reads`; let it drain on blue and"
                                + " set its share.auto.offset.reset on green, then run `kmig cutover` again"))
                .toList();
    }

    /** Units move one at a time: what was begun is ended first. */
    private static List<Problem> elsewhere(History history, Plan plan, Collection<Unit> units) {
        List<Problem> closed = new ArrayList<>();
        Set<String> described = new TreeSet<>();
        for (MoveOrder.Placed placed : plan.order()) {
            Unit unit = placed.unit();
            described.add(unit.name());
            History.Progress progress = history.progress(unit.name());
            boolean chosen = units.stream().anyMatch(u -> u.name().equals(unit.name()));
            if (progress.begun() && !progress.moved() && !chosen) {
                closed.add(closed(
                        "the move of unit " + unit.name() + " was begun and has not ended",
                        "run `kmig cutover --client " + unit.clients().get(0).name() + "` first"));
            }
        }
        Set<String> gone = new TreeSet<>(history.begun());
        gone.removeAll(described);
        if (!gone.isEmpty()) {
            closed.add(closed(
                    "units that were begun or moved are no longer what kmig.yaml describes: " + gone,
                    "describe the clients of those units as they were, then run `kmig plan`"));
        }
        return closed;
    }

    private static Problem closed(String observed, String remedy) {
        return new Problem(ErrorCode.GATE_CLOSED, observed, "nothing was stopped", remedy);
    }

    /**
     * Waits until the mirrors are near blue's ends, so that the pause of a move stays short.
     *
     * @param partitionsByMirror what each running forward mirror copies
     */
    public void awaitCaughtUp(Map<String, List<Tp>> partitionsByMirror, Duration within) {
        Patience patience = new Patience(pacer, within);
        List<MirrorProgress> late = new ArrayList<>();
        boolean near = patience.awaitTrue(() -> {
            late.clear();
            partitionsByMirror.forEach((mirror, tps) -> {
                MirrorProgress progress =
                        MirrorProgress.of(mirror, tps, estates.blue(), estates.blueLog(), estates.connect());
                if (progress.remaining() > NEARLY_CAUGHT_UP) {
                    late.add(progress);
                }
            });
            return late.isEmpty();
        });
        if (!near) {
            throw new KmigException(closed(
                    late.stream()
                            .map(p -> p.mirror() + " is " + p.remaining() + " offsets behind blue")
                            .collect(Collectors.joining("; ")),
                    "wait until `kmig status` shows the mirrors caught up, then run `kmig cutover` again"));
        }
        boolean known = journal.entries().stream().anyMatch(e -> e.event() instanceof Event.CaughtUp);
        if (!known) {
            journal.append(new Event.CaughtUp());
        }
    }

    public void move(List<Unit> units) {
        units.forEach(move::move);
    }
}
