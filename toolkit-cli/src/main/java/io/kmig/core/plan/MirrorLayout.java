package io.kmig.core.plan;

import io.kmig.core.estate.Colour;
import io.kmig.core.graph.Unit;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClusterSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names and configs of the MirrorMaker 2 connectors of a migration. One forward connector per unit that writes, so that
 * a hand-off silences only its own topics; one for topics nobody said they write.
 *
 * <p>What is set deliberately, and why (KIP-382, KIP-618, and MM2 4.3.1 as measured):
 *
 * <ul>
 *   <li>identity policy: topics keep their names
 *   <li>exactly.once.support=required with read_committed: without both, aborted records and replays are copied
 *   <li>ACL and config sync off: they re-apply blue's state every 10 minutes over green's own changes, and copy fences
 *   <li>offset syncs on the target: nothing is written to the side that is being read
 *   <li>byte array converters: records pass unread
 *   <li>group offset sync off: it is lossy far from the end; kmig pins exact offsets itself
 * </ul>
 */
public final class MirrorLayout {
    static final String SOURCE = "org.apache.kafka.connect.mirror.MirrorSourceConnector";
    static final String CHECKPOINT = "org.apache.kafka.connect.mirror.MirrorCheckpointConnector";
    static final String HEARTBEAT = "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    /** A task copies about this many partitions before another one pays for itself. */
    private static final int PARTITIONS_PER_TASK = 32;

    private final MigrationSpec spec;
    private final int greenNodes;
    private final int blueNodes;

    public MirrorLayout(MigrationSpec spec, int blueNodes, int greenNodes) {
        this.spec = spec;
        this.blueNodes = blueNodes;
        this.greenNodes = greenNodes;
    }

    /** The connector classes that the workers must be able to load. */
    public static List<String> requiredPlugins() {
        return List.of(SOURCE, CHECKPOINT, HEARTBEAT);
    }

    public String forwardName(String unit) {
        return spec.ownedPrefix() + "mirror." + unit;
    }

    /** For topics in scope that no client says it writes. */
    public String unclaimedName() {
        return spec.ownedPrefix() + "mirror.unclaimed";
    }

    public String reverseName(String unit) {
        return spec.ownedPrefix() + "reverse." + unit;
    }

    public String checkpointName() {
        return spec.ownedPrefix() + "checkpoint";
    }

    public String heartbeatName() {
        return spec.ownedPrefix() + "heartbeat";
    }

    /** Copies blue to green. */
    public SortedMap<String, String> forward(
            String name, Collection<String> topics, int partitions, long maxMessageBytes) {
        SortedMap<String, String> config = source(name, Colour.BLUE, topics, partitions, greenNodes);
        throughput(config, maxMessageBytes);
        return config;
    }

    /**
     * Copies what is born on green back to blue. It runs on green's workers and writes to blue, so the task's producer,
     * the offset store's consumer and admin, and the offset store itself must all be on blue: with any of the four
     * missing it hangs or keeps offsets outside the transaction (measured on 4.3.1).
     */
    public SortedMap<String, String> reverse(Unit unit, int partitions, long maxMessageBytes) {
        SortedMap<String, String> config =
                source(reverseName(unit.name()), Colour.GREEN, unit.writes(), partitions, blueNodes);
        for (String role : List.of("producer", "consumer", "admin")) {
            config.put(role + ".override.bootstrap.servers", spec.blue().bootstrap());
            spec.blue().properties().forEach((k, v) -> config.put(role + ".override." + k, v));
        }
        config.put("offsets.storage.topic", spec.ownedPrefix() + "reverse.offsets");
        throughput(config, maxMessageBytes);
        return config;
    }

    SortedMap<String, String> checkpoint() {
        SortedMap<String, String> config = base(checkpointName(), CHECKPOINT, Colour.BLUE);
        // patterns, not names: a group that appears or expires on blue is no drift
        config.put("groups", String.join(",", spec.replication().groupsInclude()));
        List<String> excluded = new ArrayList<>(spec.replication().groupsExclude());
        excluded.add("kmig\\..*");
        config.put("groups.exclude", String.join(",", excluded));
        config.put("topics", ".*");
        config.put("topics.exclude", "kmig\\..*");
        config.put("sync.group.offsets.enabled", "false");
        config.put("emit.checkpoints.interval.seconds", "5");
        config.put("refresh.groups.interval.seconds", "30");
        config.put("offset-syncs.topic.location", "target");
        // reads every offset sync of every mirror
        inLargeSteps(config, "target.consumer.");
        config.put("checkpoints.topic.replication.factor", replication(greenNodes));
        config.put("tasks.max", "1");
        return config;
    }

    SortedMap<String, String> heartbeat() {
        SortedMap<String, String> config = base(heartbeatName(), HEARTBEAT, Colour.BLUE);
        config.put("emit.heartbeats.interval.seconds", "5");
        config.put("heartbeats.topic.replication.factor", replication(greenNodes));
        config.put("tasks.max", "1");
        return config;
    }

    /** Whether its mirrors never copy a record twice. */
    public boolean exactlyOnce() {
        return spec.replication().exactlyOnce();
    }

    private SortedMap<String, String> source(
            String name, Colour from, Collection<String> topics, int partitions, int targetNodes) {
        SortedMap<String, String> config = base(name, SOURCE, from);
        config.put("topics", exactly(topics));
        config.put("topics.exclude", "kmig\\..*");
        config.put("heartbeats.replication.enabled", "false");
        config.put("sync.topic.configs.enabled", "false");
        config.put("sync.topic.acls.enabled", "false");
        config.put("refresh.topics.interval.seconds", "60");
        config.put("offset-syncs.topic.location", "target");
        config.put("offset-syncs.topic.replication.factor", replication(targetNodes));
        config.put("replication.factor", replication(targetNodes));
        config.put("tasks.max", Integer.toString(1 + (partitions - 1) / PARTITIONS_PER_TASK));
        config.put("source.consumer.isolation.level", "read_committed");
        config.put("consumer.isolation.level", "read_committed");
        if (spec.replication().exactlyOnce()) {
            config.put("exactly.once.support", "required");
        }
        return config;
    }

    private SortedMap<String, String> base(String name, String connectorClass, Colour from) {
        SortedMap<String, String> config = new TreeMap<>();
        config.put("name", name);
        config.put("connector.class", connectorClass);
        config.put("source.cluster.alias", from.label());
        config.put("target.cluster.alias", from.other().label());
        cluster(config, "source.cluster.", from == Colour.BLUE ? spec.blue() : spec.green());
        cluster(config, "target.cluster.", from == Colour.BLUE ? spec.green() : spec.blue());
        config.put("replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
        config.put("key.converter", BYTES);
        config.put("value.converter", BYTES);
        config.put("header.converter", BYTES);
        // The readers of committed offsets, two per connector under exactly-once (KIP-618), each of the offsets of them
        // all: rather five requests a second each than one for every transaction of every mirror.
        inLargeSteps(config, "consumer.override.");
        return config;
    }

    private static void inLargeSteps(Map<String, String> config, String consumer) {
        config.put(consumer + "fetch.min.bytes", "65536");
        config.put(consumer + "fetch.max.wait.ms", "200");
    }

    private static void cluster(Map<String, String> config, String prefix, ClusterSpec cluster) {
        config.put(prefix + "bootstrap.servers", cluster.bootstrap());
        cluster.properties().forEach((k, v) -> config.put(prefix + k, v));
    }

    private static void throughput(Map<String, String> config, long maxMessageBytes) {
        config.put("producer.override.batch.size", "327680");
        config.put("producer.override.linger.ms", "10");
        config.put("producer.override.max.request.size", Long.toString(Math.max(1048576, maxMessageBytes + 65536)));
        config.put("source.consumer.fetch.max.bytes", "52428800");
        config.put("source.consumer.max.poll.records", "5000");
        // with exactly-once each poll that brings records is a transaction: rather five a second than a hundred
        inLargeSteps(config, "source.consumer.");
    }

    private static String replication(int nodes) {
        return Integer.toString(Math.min(3, nodes));
    }

    /** A list of names as MM2's list of patterns: only the dot is special in a legal topic name. */
    private static String exactly(Collection<String> topics) {
        return topics.stream().sorted().map(n -> n.replace(".", "\\.")).collect(Collectors.joining(","));
    }
}
