package io.kmig.core.plan;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Estate;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.plan.Operation.Change;
import io.kmig.core.plan.Plan.Risk;
import io.kmig.core.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two estates and a description in, an ordered list of operations out. Pure: the same input gives the same plan.
 *
 * <pre>
 * topics in scope:    missing on green -> create; fewer partitions -> add; other config in effect -> alter
 * connectors:         one mirror per writing unit not yet handed off or being moved, one for unclaimed topics, checkpoint, heartbeat:
 *                     missing -> create; other config -> update; neither RUNNING nor coming up -> revive
 * a unit that was handed off and is described no more -> refused
 * </pre>
 *
 * Invariant: after carrying out all operations, planning again yields none.
 */
public final class Planner {
    private final MigrationSpec spec;
    private final TopicScope scope;

    public Planner(MigrationSpec spec) {
        this.spec = spec;
        this.scope = new TopicScope(spec);
    }

    /**
     * @param connectors kmig's own connectors as the workers describe them
     * @param handedOff units whose topics applications already write on green; their mirrors stay silent
     * @param begun units of which a move was begun: their mirrors are that move's business, which may have stopped them
     * @param notes risks that the caller saw while looking
     */
    public Plan plan(
            Estate blue,
            Estate green,
            Map<String, ConnectorFacts> connectors,
            Set<String> handedOff,
            Set<String> begun,
            List<Risk> notes) {
        SortedMap<String, TopicFacts> topics = new TreeMap<>();
        blue.topics().forEach((name, facts) -> {
            if (scope.topic(name)) {
                topics.put(name, facts);
            }
        });
        SortedMap<String, GroupFacts> groups = new TreeMap<>();
        blue.groups().forEach((name, facts) -> {
            if (scope.group(name)) {
                groups.put(name, facts);
            }
        });
        List<MoveOrder.Placed> order = MoveOrder.of(
                DatabaseTopics.written(spec, topics.keySet()),
                readsByGroup(blue.groups().values()));
        refuseVanished(order, handedOff);
        Set<String> handedOffTopics = order.stream()
                .map(MoveOrder.Placed::unit)
                .filter(u -> handedOff.contains(u.name()))
                .flatMap(u -> u.writes().stream())
                .collect(Collectors.toSet());

        List<Operation> operations = new ArrayList<>();
        topics.forEach((name, facts) -> topicOperations(
                facts, green.topics().get(name), green.identity(), handedOffTopics.contains(name), operations));
        MirrorLayout layout =
                new MirrorLayout(spec, blue.identity().nodes(), green.identity().nodes());
        SortedMap<String, SortedMap<String, String>> wanted =
                wantedConnectors(topics, groups, order, handedOff, layout);
        begun.forEach(unit -> wanted.remove(layout.forwardName(unit)));
        wanted.forEach((name, config) -> connectorOperation(name, config, connectors.get(name), operations));

        List<Risk> risks = new ArrayList<>(notes);
        risks.addAll(new Risks(spec, blue, green, topics, order).all(groups.keySet(), handedOffTopics, begun));
        return new Plan(
                spec.name(),
                blue.identity().id(),
                green.identity().id(),
                Fingerprint.of(spec, blue.identity().id(), green.identity().id(), topics, order),
                operations,
                order,
                risks,
                new Plan.Scope(
                        topics.size(),
                        topics.values().stream()
                                .mapToInt(TopicFacts::partitions)
                                .sum(),
                        groups.size()));
    }

    /** A mirror for topics that applications already write on green would be a second writer. */
    private static void refuseVanished(List<MoveOrder.Placed> order, Set<String> handedOff) {
        Set<String> vanished = new TreeSet<>(handedOff);
        order.forEach(p -> vanished.remove(p.unit().name()));
        if (!vanished.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.PLAN_IMPOSSIBLE,
                    "these units were handed off to green and are no longer what kmig.yaml and blue's groups describe: "
                            + String.join(", ", vanished) + "; now there are "
                            + order.stream().map(p -> p.unit().name()).collect(Collectors.joining(", ")),
                    "nothing was changed",
                    "describe the clients of those units as they were when they moved, then run `kmig plan` again"));
        }
    }

    /** Topics that groups read, from their committed offsets. */
    public static Map<String, Set<String>> readsByGroup(Collection<GroupFacts> groups) {
        return groups.stream().collect(Collectors.toMap(GroupFacts::name, g -> g.offsets().keySet().stream()
                .map(Tp::topic)
                .collect(Collectors.toCollection(TreeSet::new))));
    }

    private static void topicOperations(
            TopicFacts blue,
            @Nullable TopicFacts green,
            ClusterIdentity identity,
            boolean handedOff,
            List<Operation> operations) {
        if (green == null) {
            operations.add(Operation.CreateTopic.like(blue, identity));
            return;
        }
        if (green.partitions() < blue.partitions()) {
            operations.add(new Operation.AddPartitions(blue.name(), green.partitions(), blue.partitions()));
        }
        List<Change> drift = PortableConfigs.drift(blue, green, handedOff);
        if (!drift.isEmpty()) {
            operations.add(new Operation.AlterTopicConfigs(blue.name(), drift));
        }
    }

    private SortedMap<String, SortedMap<String, String>> wantedConnectors(
            SortedMap<String, TopicFacts> topics,
            SortedMap<String, GroupFacts> groups,
            List<MoveOrder.Placed> order,
            Set<String> handedOff,
            MirrorLayout layout) {
        SortedMap<String, SortedMap<String, String>> wanted = new TreeMap<>();
        Set<String> unclaimed = new TreeSet<>(topics.keySet());
        for (MoveOrder.Placed placed : order) {
            Unit unit = placed.unit();
            Set<String> own = new TreeSet<>(unit.writes());
            own.retainAll(topics.keySet());
            unclaimed.removeAll(own);
            if (!own.isEmpty() && !handedOff.contains(unit.name())) {
                String name = layout.forwardName(unit.name());
                wanted.put(name, layout.forward(name, own, partitions(own, topics), maxMessageBytes(own, topics)));
            }
        }
        if (!unclaimed.isEmpty()) {
            String name = layout.unclaimedName();
            wanted.put(
                    name,
                    layout.forward(name, unclaimed, partitions(unclaimed, topics), maxMessageBytes(unclaimed, topics)));
        }
        // without a group that has read a mirrored topic MM2 gives this connector no task, and it would never run
        if (groups.values().stream()
                .anyMatch(g -> g.offsets().keySet().stream().anyMatch(tp -> topics.containsKey(tp.topic())))) {
            wanted.put(layout.checkpointName(), layout.checkpoint());
        }
        if (!topics.isEmpty()) {
            wanted.put(layout.heartbeatName(), layout.heartbeat());
        }
        return wanted;
    }

    /** Partitions of these topics together. */
    public static int partitions(Collection<String> names, Map<String, TopicFacts> topics) {
        return names.stream()
                .map(topics::get)
                .filter(t -> t != null)
                .mapToInt(TopicFacts::partitions)
                .sum();
    }

    /** The largest record batch any of these topics accepts, in bytes. */
    public static long maxMessageBytes(Collection<String> names, Map<String, TopicFacts> topics) {
        return names.stream()
                .map(topics::get)
                .filter(t -> t != null)
                .map(t -> t.configs().get("max.message.bytes"))
                .filter(c -> c != null)
                .mapToLong(c -> Long.parseLong(c.value()))
                .max()
                .orElse(1048576);
    }

    private static void connectorOperation(
            String name, SortedMap<String, String> wanted, @Nullable ConnectorFacts there, List<Operation> operations) {
        if (there == null) {
            operations.add(new Operation.CreateConnector(name, wanted));
            return;
        }
        List<Change> changes = new ArrayList<>();
        Set<String> keys = new TreeSet<>(wanted.keySet());
        keys.addAll(there.config().keySet());
        for (String key : keys) {
            String from = there.config().get(key);
            String to = wanted.get(key);
            if (to == null ? from != null : !to.equals(from)) {
                changes.add(new Change(key, from, to));
            }
        }
        if (!changes.isEmpty()) {
            operations.add(new Operation.UpdateConnector(name, changes, wanted));
        }
        if (!there.running() && !there.comingUp()) {
            operations.add(new Operation.ReviveConnector(name, stateOf(there)));
        }
    }

    private static String stateOf(ConnectorFacts connector) {
        Map<String, Long> tasks = new LinkedHashMap<>();
        connector.tasks().stream()
                .sorted(Comparator.comparingInt(ConnectorFacts.TaskFacts::id))
                .forEach(t -> tasks.merge(t.state(), 1L, Long::sum));
        return connector.state() + (tasks.isEmpty() ? ", no tasks" : ", tasks " + tasks);
    }
}
