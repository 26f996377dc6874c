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
import java.util.SortedMap;
import java.util.TreeMap;

/** Stops and starts a unit's clients through their hooks, and believes only what the clusters show. */
final class ClientStops {
    /** How long a group's positions and a log's end must stand still to count as still. */
    static final Duration STILL = Duration.ofMillis(400);

    private final MigrationSpec spec;
    private final HookPort hooks;
    private final Pacer pacer;

    ClientStops(MigrationSpec spec, HookPort hooks, Pacer pacer) {
        this.spec = spec;
        this.hooks = hooks;
        this.pacer = pacer;
    }

    void stop(Unit unit, Colour on) {
        for (ClientSpec client : unit.clients()) {
            run(client, client.stop(), "stop", on, on == Colour.BLUE ? spec.blue() : spec.green());
        }
    }

    void start(Unit unit, Colour on) {
        // readers first: a writer that starts before its reader only makes the reader's backlog longer
        List<ClientSpec> order = new ArrayList<>(unit.clients());
        order.sort(
                (a, b) -> Boolean.compare(!a.produces().isEmpty(), !b.produces().isEmpty()));
        for (ClientSpec client : order) {
            run(client, client.start(), "start", on, on == Colour.BLUE ? spec.blue() : spec.green());
        }
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
                    "do it, then run `kmig cutover` again"));
        }
    }

    private static KmigException hookFailed(ClientSpec client, String phase, String what) {
        return new KmigException(new Problem(
                ErrorCode.HOOK_FAILED,
                "the " + phase + " hook of client " + client.name() + " " + what,
                "no later step was taken",
                "mend the hook (it must be safe to run twice), then run `kmig cutover` again"));
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
        if (unit.groups().isEmpty()) {
            return positions;
        }
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
        for (String group : unit.groups()) {
            positions.put(group, awaitStill(unit, group, side, patience));
        }
        return positions;
    }

    private Map<Tp, GroupOffset> awaitStill(Unit unit, String group, ClusterPort side, Patience patience) {
        Optional<Map<Tp, GroupOffset>> still = patience.await(() -> {
            Map<Tp, GroupOffset> first = side.stableOffsets(group);
            pacer.pause(STILL);
            Map<Tp, GroupOffset> second = side.stableOffsets(group);
            Map<Tp, GroupOffset> all = side.groups(List.of(group))
                    .getOrDefault(group, new GroupFacts(group, "unknown", "EMPTY", 0, Map.of()))
                    .offsets();
            boolean nothingPending = second.keySet().containsAll(all.keySet());
            return first.equals(second) && nothingPending ? Optional.of(second) : Optional.empty();
        });
        return still.orElseThrow(
                () -> stillRunning(
                        unit,
                        side,
                        "group " + group
                                + " is EMPTY and its committed offsets still move, or a transaction that commits them is open"));
    }

    private static KmigException stillRunning(Unit unit, ClusterPort side, String what) {
        return new KmigException(new Problem(
                ErrorCode.CLIENT_STILL_RUNNING,
                "after the stop hooks of unit " + unit.name() + " ended, on "
                        + side.colour().label() + " " + what,
                "nothing was handed off; the topics are still written by the mirror alone",
                "make the stop hook end the application before it returns, then run `kmig cutover` again"));
    }

    /** Waits until the logs' ends stand still, twice the same over a window. */
    Map<Tp, LogEnds> awaitStillLogs(Unit unit, Collection<Tp> partitions, ClusterPort side) {
        Map<Tp, LogEnds> first = side.ends(partitions);
        pacer.pause(STILL);
        Map<Tp, LogEnds> second = side.ends(partitions);
        List<String> moved = new ArrayList<>();
        second.forEach((tp, ends) -> {
            LogEnds before = first.get(tp);
            if (before == null || before.leo() != ends.leo()) {
                moved.add(tp + " (" + (before == null ? "?" : before.leo()) + " -> " + ends.leo() + ")");
            }
        });
        if (!moved.isEmpty()) {
            List<String> suspects = side.recentProducers(second.keySet().stream()
                    .filter(tp -> moved.stream().anyMatch(m -> m.startsWith(tp + " ")))
                    .toList());
            throw new KmigException(new Problem(
                    ErrorCode.FENCE_LEAKS,
                    "unit " + unit.name() + " is stopped and yet these partitions on "
                            + side.colour().label() + " grew: "
                            + String.join(", ", moved) + "; suspects: "
                            + (suspects.isEmpty() ? "unknown writer" : String.join("; ", suspects)),
                    "nothing was handed off; the unit is started on "
                            + side.colour().label() + " again",
                    "find the writer, add it to `clients` in kmig.yaml or stop it, then run `kmig cutover` again"));
        }
        List<String> open = second.entrySet().stream()
                .filter(e -> e.getValue().lso() < e.getValue().leo())
                .map(e -> e.getKey() + " (last stable offset " + e.getValue().lso() + ", end "
                        + e.getValue().leo() + ")")
                .toList();
        if (!open.isEmpty()) {
            throw new KmigException(
                    new Problem(
                            ErrorCode.FENCE_LEAKS,
                            "unit " + unit.name() + " is stopped and a transaction is still open on "
                                    + String.join(", ", open),
                            "nothing was handed off; the unit is started on "
                                    + side.colour().label() + " again",
                            "name the client's transactionalIds in kmig.yaml so that they are fenced, then run `kmig cutover` again"));
        }
        return second;
    }
}
