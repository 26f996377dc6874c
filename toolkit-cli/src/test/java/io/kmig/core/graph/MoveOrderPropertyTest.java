package io.kmig.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for any graph of clients, topics and groups. */
final class MoveOrderPropertyTest {
    private static final int GRAPHS = 3_000;

    private record Graph(List<ClientSpec> clients, Map<String, Set<String>> reads) {}

    @Test
    void everyReaderComesBeforeItsWriterAndEveryClientOnce() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            Graph graph = graph(new Random(seed));

            List<Unit> order = MoveOrder.of(graph.clients(), graph.reads()).stream()
                    .map(MoveOrder.Placed::unit)
                    .toList();

            assertThat(order.stream().flatMap(u -> u.clients().stream()))
                    .as("every client once, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(graph.clients());
            Set<String> groupsSeen = new HashSet<>();
            Set<String> topicsSeen = new HashSet<>();
            for (int i = 0; i < order.size(); i++) {
                Unit unit = order.get(i);
                for (Unit later : order.subList(i + 1, order.size())) {
                    assertThat(Collections.disjoint(unit.writes(), later.reads()))
                            .as("%s moves after its reader %s, seed %d", unit.name(), later.name(), seed)
                            .isTrue();
                }
                assertThat(Collections.disjoint(groupsSeen, unit.groups()))
                        .as("one unit a group, seed %d", seed)
                        .isTrue();
                assertThat(Collections.disjoint(topicsSeen, unit.writes()))
                        .as("one unit writes a topic, seed %d", seed)
                        .isTrue();
                groupsSeen.addAll(unit.groups());
                topicsSeen.addAll(unit.writes());
            }
        }
    }

    @Test
    void noMoreIsJoinedThanMustBe() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            Graph graph = graph(new Random(seed));

            var order = MoveOrder.of(graph.clients(), graph.reads());

            assertThat(order.stream().map(p -> Set.copyOf(p.unit().clients())).toList())
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(joinedByHand(graph));
        }
    }

    @Test
    void theSameGraphGivesTheSameOrderWhateverTheOrderOfItsMaps() {
        for (long seed = 0; seed < 300; seed++) {
            Graph graph = graph(new Random(seed));
            Map<String, Set<String>> turned = new HashMap<>();
            new ArrayList<>(graph.reads().entrySet())
                    .stream()
                            .sorted((a, b) -> b.getKey().compareTo(a.getKey()))
                            .forEach(e -> turned.put(e.getKey(), new TreeSet<>(e.getValue()).descendingSet()));

            assertThat(MoveOrder.of(graph.clients(), turned))
                    .as("seed %d", seed)
                    .isEqualTo(MoveOrder.of(graph.clients(), graph.reads()));
        }
    }

    /** By relation alone: two clients belong together when they share a writer's topic or a group, or reach each other. */
    private static List<Set<ClientSpec>> joinedByHand(Graph graph) {
        List<Set<ClientSpec>> sets = new ArrayList<>();
        graph.clients().forEach(c -> sets.add(new HashSet<>(Set.of(c))));
        while (true) {
            int[] pair = toJoin(sets, graph);
            if (pair.length == 0) {
                return sets;
            }
            sets.get(pair[0]).addAll(sets.remove(pair[1]));
        }
    }

    private static int[] toJoin(List<Set<ClientSpec>> sets, Graph graph) {
        for (int a = 0; a < sets.size(); a++) {
            for (int b = a + 1; b < sets.size(); b++) {
                if (share(sets.get(a), sets.get(b))
                        || (reaches(sets, graph, a, b, new HashSet<>())
                                && reaches(sets, graph, b, a, new HashSet<>()))) {
                    return new int[] {a, b};
                }
            }
        }
        return new int[0];
    }

    private static boolean share(Set<ClientSpec> a, Set<ClientSpec> b) {
        return a.stream().anyMatch(x -> b.stream()
                .anyMatch(y -> x.produces().stream().anyMatch(y.produces()::contains)
                        || x.groups().stream().anyMatch(y.groups()::contains)));
    }

    private static boolean reaches(List<Set<ClientSpec>> sets, Graph graph, int from, int to, Set<Integer> seen) {
        if (from == to) {
            return true;
        }
        seen.add(from);
        for (int next = 0; next < sets.size(); next++) {
            if (!seen.contains(next)
                    && feeds(sets.get(from), sets.get(next), graph)
                    && reaches(sets, graph, next, to, seen)) {
                return true;
            }
        }
        return false;
    }

    private static boolean feeds(Set<ClientSpec> writers, Set<ClientSpec> readers, Graph graph) {
        return readers.stream()
                .flatMap(r -> r.groups().stream())
                .flatMap(g -> graph.reads().getOrDefault(g, Set.of()).stream())
                .anyMatch(t -> writers.stream().anyMatch(w -> w.produces().contains(t)));
    }

    private static Graph graph(Random random) {
        int clients = 1 + random.nextInt(7);
        int topics = 1 + random.nextInt(8);
        List<ClientSpec> specs = new ArrayList<>();
        Map<String, Set<String>> reads = new HashMap<>();
        for (int c = 0; c < clients; c++) {
            List<String> groups = new ArrayList<>();
            if (random.nextInt(3) > 0) {
                // now and then the group of another client
                groups.add("g" + (random.nextInt(6) == 0 ? random.nextInt(clients) : c));
            }
            List<String> produces = some(random, topics);
            specs.add(ClientSpecs.client("c" + c, groups, produces));
        }
        for (int g = 0; g < clients; g++) {
            reads.put("g" + g, new TreeSet<>(some(random, topics)));
        }
        return new Graph(specs, reads);
    }

    private static List<String> some(Random random, int topics) {
        Set<String> chosen = new TreeSet<>();
        int n = random.nextInt(3);
        for (int i = 0; i < n; i++) {
            chosen.add("t" + random.nextInt(topics));
        }
        return List.copyOf(chosen);
    }
}
