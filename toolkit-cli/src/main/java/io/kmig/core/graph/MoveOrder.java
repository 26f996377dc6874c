package io.kmig.core.graph;

import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Joins clients into units and orders them downstream before upstream.
 *
 * <pre>
 * join: all writers of a topic; all clients of a group; every cycle writer -> topic -> reader -> ... -> writer
 * order: a unit may move when every unit that reads what it writes has moved;
 *        of those that may, readers-only first, then the order of kmig.yaml
 * </pre>
 *
 * Invariant: when a unit moves, every reader of its topics already reads on green, so nothing born on green is missed.
 */
public final class MoveOrder {
    private MoveOrder() {}

    /**
     * @param clients as described
     * @param readsByGroup topics each group reads, from its committed offsets and members
     * @return the units in the order in which they move; {@code because} says for each why it stands there
     */
    public static List<Placed> of(List<ClientSpec> clients, Map<String, ? extends Collection<String>> readsByGroup) {
        List<Unit> units = units(clients, readsByGroup);
        List<Placed> order = new ArrayList<>();
        Set<String> moved = new HashSet<>();
        while (order.size() < units.size()) {
            Unit next = units.stream()
                    .filter(u -> !moved.contains(u.name()))
                    .filter(u -> moved.containsAll(readersOf(u, units)))
                    .min(Comparator.comparing((Unit u) -> !u.consumerOnly()).thenComparing(units::indexOf))
                    .orElseThrow(() -> new IllegalStateException("a cycle survived joining"));
            moved.add(next.name());
            order.add(new Placed(next, because(next, units)));
        }
        return List.copyOf(order);
    }

    /** A unit in its place. */
    public record Placed(Unit unit, String because) {}

    private static List<Unit> units(List<ClientSpec> clients, Map<String, ? extends Collection<String>> readsByGroup) {
        int n = clients.size();
        boolean[][] reaches = new boolean[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                reaches[a][b] = a == b || overlap(clients.get(a).produces(), reads(clients.get(b), readsByGroup));
            }
        }
        for (int k = 0; k < n; k++) {
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    reaches[a][b] |= reaches[a][k] && reaches[k][b];
                }
            }
        }
        int[] unitOf = new int[n];
        for (int i = 0; i < n; i++) {
            unitOf[i] = i;
        }
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                boolean together = overlap(
                                clients.get(a).produces(), clients.get(b).produces())
                        || overlap(clients.get(a).groups(), clients.get(b).groups())
                        || (reaches[a][b] && reaches[b][a]);
                if (together && unitOf[a] != unitOf[b]) {
                    join(unitOf, unitOf[a], unitOf[b]);
                }
            }
        }
        // joining may have closed a new cycle between units; repeat until nothing changes
        boolean changed = true;
        while (changed) {
            changed = false;
            boolean[][] between = new boolean[n][n];
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    between[unitOf[a]][unitOf[b]] |= reaches[a][b];
                }
            }
            for (int k = 0; k < n; k++) {
                for (int a = 0; a < n; a++) {
                    for (int b = 0; b < n; b++) {
                        between[a][b] |= between[a][k] && between[k][b];
                    }
                }
            }
            for (int a = 0; a < n && !changed; a++) {
                for (int b = a + 1; b < n && !changed; b++) {
                    if (between[a][b] && between[b][a]) {
                        join(unitOf, a, b);
                        changed = true;
                    }
                }
            }
        }
        Map<Integer, List<ClientSpec>> members = new HashMap<>();
        List<Integer> firstSeen = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            if (!members.containsKey(unitOf[i])) {
                firstSeen.add(unitOf[i]);
            }
            members.computeIfAbsent(unitOf[i], u -> new ArrayList<>()).add(clients.get(i));
        }
        return firstSeen.stream()
                .map(u -> members.getOrDefault(u, List.of()))
                .map(cs -> new Unit(
                        cs.stream().map(ClientSpec::name).collect(Collectors.joining("+")),
                        cs,
                        cs.stream()
                                .flatMap(c -> reads(c, readsByGroup).stream())
                                .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    private static void join(int[] unitOf, int kept, int absorbed) {
        for (int i = 0; i < unitOf.length; i++) {
            if (unitOf[i] == absorbed) {
                unitOf[i] = kept;
            }
        }
    }

    private static Set<String> reads(ClientSpec client, Map<String, ? extends Collection<String>> readsByGroup) {
        Set<String> topics = new HashSet<>(client.reads());
        for (String group : client.groups()) {
            Collection<String> known = readsByGroup.get(group);
            if (known != null) {
                topics.addAll(known);
            }
        }
        return topics;
    }

    private static SortedSet<String> readersOf(Unit writer, List<Unit> units) {
        return units.stream()
                .filter(u -> !u.name().equals(writer.name()) && overlap(writer.writes(), u.reads()))
                .map(Unit::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String because(Unit unit, List<Unit> units) {
        SortedSet<String> readers = readersOf(unit, units);
        if (unit.consumerOnly()) {
            return "writes nothing";
        }
        if (readers.isEmpty()) {
            return "no other unit reads " + String.join(", ", unit.writes());
        }
        return "after its readers " + String.join(", ", readers);
    }

    private static boolean overlap(Collection<String> a, Collection<String> b) {
        return a.stream().anyMatch(b::contains);
    }
}
