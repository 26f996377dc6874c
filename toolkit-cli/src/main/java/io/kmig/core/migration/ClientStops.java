package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.Hook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Stops and starts a unit's clients through their hooks, and believes only what the clusters show. */
final class ClientStops {
    /** How long a group's positions and a log's end must stand still to count as still. */
    static final Duration STILL = Duration.ofMillis(400);

    private final MigrationSpec spec;
    private final HookPort hooks;
    private final Pacer pacer;
    private final String again;

    ClientStops(MigrationSpec spec, HookPort hooks, Pacer pacer, Passage passage) {
        this.spec = spec;
        this.hooks = hooks;
        this.pacer = pacer;
        this.again = "then run `" + passage.command() + "` again";
    }

    /** @param touched gets each client that may have been stopped, so that an undo starts these and no others */
    void stop(Unit unit, Colour on, Set<ClientSpec> touched) {
        for (ClientSpec client : unit.clients()) {
            // a program that fails may have stopped half of it; a person who did not confirm has not begun
            if (client.stop() instanceof Hook.Exec) {
                touched.add(client);
            }
            run(client, client.stop(), "stop", on, on == Colour.BLUE ? spec.blue() : spec.green());
            touched.add(client);
        }
    }

    void start(Unit unit, Colour on) {
        for (ClientSpec client : readersFirst(unit.clients())) {
            run(client, client.start(), "start", on, on == Colour.BLUE ? spec.blue() : spec.green());
        }
    }

    /** Starts every one of them, whatever becomes of the others. */
    List<Problem> startAgain(Collection<ClientSpec> stopped, Colour on) {
        List<Problem> problems = new ArrayList<>();
        for (ClientSpec client : readersFirst(stopped)) {
            try {
                run(client, client.start(), "start", on, on == Colour.BLUE ? spec.blue() : spec.green());
            } catch (KmigException failure) {
                problems.addAll(failure.problems());
            }
        }
        return problems;
    }

    /** A writer that starts before its reader only makes the reader's backlog longer. */
    private static List<ClientSpec> readersFirst(Collection<ClientSpec> clients) {
        List<ClientSpec> order = new ArrayList<>(clients);
        order.sort(
                (a, b) -> Boolean.compare(!a.produces().isEmpty(), !b.produces().isEmpty()));
        return order;
    }

    private void run(ClientSpec client, Hook hook, String phase, Colour target, MigrationSpec.ClusterSpec cluster) {
        Map<String, String> env = new HashMap<>();
        env.put("KMIG_MIGRATION", spec.name());
        env.put("KMIG_PHASE", phase);
        env.put("KMIG_CLIENT", client.name());
        env.put("KMIG_TARGET", target.label());
        env.put("KMIG_TARGET_BOOTSTRAP", cluster.bootstrap());
        HookPort.Outcome outcome = hooks.run(hook, env, client.timeout());
        if (outcome instanceof HookPort.Outcome.Failed failed) {
            throw hookFailed(client, phase, "ended with exit code " + failed.exitCode() + tail(failed.outputTail()));
        }
        if (outcome instanceof HookPort.Outcome.TimedOut late) {
            throw hookFailed(
                    client,
                    phase,
                    "did not end within " + late.after().toSeconds() + " s and was killed" + tail(late.outputTail()));
        }
        if (outcome instanceof HookPort.Outcome.NotConfirmed manual) {
            throw new KmigException(new Problem(
                    ErrorCode.MANUAL_STEP_PENDING,
                    "client " + client.name() + " must be "
                            + (phase.equals("stop") ? "stopped" : "started on " + target.label())
                            + " by hand, and nobody confirmed it: " + manual.instruction(),
                    "kmig acted on nothing of this client",
                    "do it, " + again));
        }
    }

    private KmigException hookFailed(ClientSpec client, String phase, String what) {
        return new KmigException(new Problem(
                ErrorCode.HOOK_FAILED,
                "the " + phase + " hook of client " + client.name() + " " + what,
                "no later step was taken",
                "mend the hook (it must be safe to run twice), " + again));
    }

    private static String tail(String output) {
        return output.isBlank() ? "" : "; its last output:\n" + output.strip();
    }

    /**
     * Waits until every group is EMPTY and its positions stand still. EMPTY alone says nothing for consumers that assign
     * partitions themselves, and a pending transactional commit hides a partition.
     *
     * @return the groups' positions, by group
     */
    SortedMap<String, Map<Tp, GroupOffset>> awaitStopped(Unit unit, ClusterPort side, Patience patience) {
        SortedMap<String, Map<Tp, GroupOffset>> positions = new TreeMap<>();
        if (!unit.groups().isEmpty()) {
            awaitEmpty(unit, side, patience);
        }
        if (!unit.transactionalIds().isEmpty()) {
            // a client that was killed leaves its transaction open, and with it the positions it was about to commit
            side.fenceProducers(unit.transactionalIds());
        }
        if (!unit.groups().isEmpty()) {
            positions.putAll(awaitStill(unit, side, patience));
        }
        return positions;
    }

    private void awaitEmpty(Unit unit, ClusterPort side, Patience patience) {
        Map<String, GroupFacts> last = new HashMap<>();
        boolean empty = patience.awaitTrue(() -> {
            last.clear();
            last.putAll(side.groups(unit.groups()));
            last.values().stream().filter(g -> g.members() > 0).forEach(g -> side.removeMembers(g.name()));
            return last.values().stream().allMatch(g -> g.members() == 0);
        });
        if (!empty) {
            List<String> busy = last.values().stream()
                    .filter(g -> g.members() > 0)
                    .map(g -> g.name() + " (" + g.state() + ", " + g.members() + " members)")
                    .toList();
            throw stillRunning(unit, side, "groups still have members: " + String.join(", ", busy));
        }
    }

    /** All groups over one window: with one each, a unit of many groups would spend its whole pause here. */
    private Map<String, Map<Tp, GroupOffset>> awaitStill(Unit unit, ClusterPort side, Patience patience) {
        Map<String, Set<Tp>> pending = new TreeMap<>();
        Set<String> moving = new TreeSet<>();
        Optional<Map<String, Map<Tp, GroupOffset>>> still = patience.await(() -> {
            pending.clear();
            pending.putAll(side.pendingCommits(unit.groups()));
            Map<String, Map<Tp, GroupOffset>> first = side.stableOffsets(unit.groups());
            pacer.pause(STILL);
            Map<String, Map<Tp, GroupOffset>> second = side.stableOffsets(unit.groups());
            moving.clear();
            side.groups(unit.groups()).values().stream()
                    .filter(g -> g.members() > 0
                            || !pending.getOrDefault(g.name(), Set.of()).isEmpty()
                            || !first.getOrDefault(g.name(), Map.of()).equals(second.get(g.name())))
                    .forEach(g -> moving.add(g.name()));
            return moving.isEmpty() ? Optional.of(second) : Optional.empty();
        });
        return still.orElseThrow(() -> {
            String group = moving.iterator().next();
            Set<Tp> undecided = pending.getOrDefault(group, Set.of());
            return stillRunning(
                    unit,
                    side,
                    "group " + group + " does not rest: "
                            + (undecided.isEmpty()
                                    ? "it has members again, or its committed offsets still move"
                                    : "a transaction is open that is about to commit its position on " + undecided)
                            + (moving.size() == 1 ? "" : "; nor do " + (moving.size() - 1) + " others"));
        });
    }

    /** The last look before anything starts on green: a client that was removed from its group may have come back. */
    void refuseAwake(Unit unit, SortedMap<String, Map<Tp, GroupOffset>> positions, ClusterPort side) {
        List<String> awake = side.groups(unit.groups()).values().stream()
                .filter(g -> g.members() > 0 || !g.offsets().equals(positions.getOrDefault(g.name(), Map.of())))
                .map(g -> g.name() + " (" + g.state() + ", " + g.members() + " members)")
                .sorted()
                .toList();
        if (!awake.isEmpty()) {
            throw stillRunning(unit, side, "groups came back or committed again: " + String.join(", ", awake));
        }
    }

    private KmigException stillRunning(Unit unit, ClusterPort side, String what) {
        return new KmigException(new Problem(
                ErrorCode.CLIENT_STILL_RUNNING,
                "after the stop hooks of unit " + unit.name() + " ended, on "
                        + side.colour().label() + " " + what,
                "nothing was handed off; the topics are still written by the mirror alone",
                "make the stop hook end the application before it returns, " + again));
    }

    /** Partitions whose ends differ, or are missing on one of the two looks. */
    static SortedMap<Tp, String> moved(Map<Tp, LogEnds> before, Map<Tp, LogEnds> now) {
        SortedMap<Tp, String> moved = new TreeMap<>();
        Set<Tp> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        for (Tp tp : all) {
            String was = leo(before, tp);
            String is = leo(now, tp);
            if (!was.equals(is)) {
                moved.put(tp, tp + " (" + was + " -> " + is + ")");
            }
        }
        return moved;
    }

    private static String leo(Map<Tp, LogEnds> ends, Tp tp) {
        LogEnds end = ends.get(tp);
        return end == null ? "?" : Long.toString(end.leo());
    }

    KmigException leak(Unit unit, SortedMap<Tp, String> moved, ClusterPort side) {
        List<String> suspects = side.recentProducers(moved.keySet());
        return new KmigException(new Problem(
                ErrorCode.FENCE_LEAKS,
                "unit " + unit.name() + " is stopped and yet these partitions on "
                        + side.colour().label() + " grew: "
                        + String.join(", ", moved.values()) + "; suspects: "
                        + (suspects.isEmpty() ? "unknown writer" : String.join("; ", suspects)),
                "nothing was handed off; the unit is started on "
                        + side.colour().label() + " again",
                "find the writer, add it to `clients` in kmig.yaml or stop it, " + again));
    }

    /** Waits until the logs' ends stand still, twice the same over a window. */
    Map<Tp, LogEnds> awaitStillLogs(Unit unit, Collection<Tp> partitions, ClusterPort side) {
        Map<Tp, LogEnds> first = side.ends(partitions);
        pacer.pause(STILL);
        Map<Tp, LogEnds> second = side.ends(partitions);
        SortedMap<Tp, String> moved = moved(first, second);
        if (!moved.isEmpty()) {
            throw leak(unit, moved, side);
        }
        List<String> open = second.entrySet().stream()
                .filter(e -> e.getValue().lso() < e.getValue().leo())
                .map(e -> e.getKey() + " (last stable offset " + e.getValue().lso() + ", end "
                        + e.getValue().leo() + ")")
                .toList();
        if (!open.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.TRANSACTION_OPEN,
                    "unit " + unit.name() + " is stopped and a transaction is still open on " + String.join(", ", open)
                            + HangingTransactions.named(second, side),
                    "nothing was handed off; the unit is started on "
                            + side.colour().label() + " again",
                    "name the client's transactionalIds in kmig.yaml so that they are fenced, " + again));
        }
        return second;
    }
}
