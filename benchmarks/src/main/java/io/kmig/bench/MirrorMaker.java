package io.kmig.bench;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * MirrorMaker as the opponent: a source and a checkpoint connector that copy blue once more, under a name of their own.
 * What is set is what no run can do without; the rest is left as MirrorMaker has it, but for what the tuned one changes.
 */
final class MirrorMaker {
    static final String STOCK = "stock";
    static final String TUNED = "tuned";

    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private final String alias;
    private final String workers;
    private final SortedMap<String, String> source;
    private final SortedMap<String, String> checkpoints;

    private MirrorMaker(
            String alias,
            Sandbox sandbox,
            ConnectWorkers workers,
            Map<String, String> source,
            Map<String, String> checkpoints) {
        this.alias = alias;
        this.workers = workers.url();
        this.source = base("source", "MirrorSourceConnector", sandbox);
        // one broker a side, where the defaults are two and three
        this.source.put("replication.factor", "1");
        this.source.put("offset-syncs.topic.replication.factor", "1");
        this.source.putAll(source);
        this.checkpoints = base("checkpoints", "MirrorCheckpointConnector", sandbox);
        this.checkpoints.put("groups", "g.*");
        this.checkpoints.put("checkpoints.topic.replication.factor", "1");
        this.checkpoints.putAll(checkpoints);
    }

    /** Nothing is changed. */
    static MirrorMaker stock(Sandbox sandbox, ConnectWorkers workers) {
        return new MirrorMaker(STOCK, sandbox, workers, Map.of(), Map.of());
    }

    /**
     * As the manual would be read for the least re-reading: an offset sync for every record, checkpoints every second.
     * The syncs are on the target so that they are of one transaction with the records.
     */
    static MirrorMaker tuned(Sandbox sandbox, ConnectWorkers workers) {
        return new MirrorMaker(
                TUNED,
                sandbox,
                workers,
                Map.of(
                        "offset.lag.max", "0",
                        "exactly.once.support", "required",
                        "consumer.isolation.level", "read_committed",
                        "offset-syncs.topic.location", "target"),
                Map.of(
                        "emit.checkpoints.interval.seconds", "1",
                        "sync.group.offsets.enabled", "true",
                        "sync.group.offsets.interval.seconds", "1",
                        "refresh.groups.interval.seconds", "1",
                        "offset-syncs.topic.location", "target"));
    }

    String alias() {
        return alias;
    }

    /** Its copy of blue's topic, as its replication policy names it. */
    String copyOf(String topic) {
        return alias + "." + topic;
    }

    String sourceName() {
        return name("source");
    }

    void start() {
        ConnectRest connect = new ConnectRest(workers);
        connect.put(name("source"), source, false);
        connect.put(name("checkpoints"), checkpoints, false);
    }

    /** Of each connector everything that is set, as the workers see it: its own settings, and the defaults of the rest. */
    SortedMap<String, SortedMap<String, String>> configs() {
        SortedMap<String, SortedMap<String, String>> configs = new TreeMap<>();
        for (SortedMap<String, String> config : List.of(source, checkpoints)) {
            SortedMap<String, String> whole = new ConnectorDefaults(workers).of(config);
            whole.putAll(config);
            configs.put(config.getOrDefault("name", ""), whole);
        }
        return configs;
    }

    private String name(String connector) {
        return "bench." + alias + "." + connector;
    }

    private SortedMap<String, String> base(String connector, String connectorClass, Sandbox sandbox) {
        SortedMap<String, String> config = new TreeMap<>();
        config.put("name", name(connector));
        config.put("connector.class", "org.apache.kafka.connect.mirror." + connectorClass);
        config.put("source.cluster.alias", alias);
        config.put("target.cluster.alias", "green");
        config.put("source.cluster.bootstrap.servers", sandbox.blue().bootstrap());
        config.put("target.cluster.bootstrap.servers", sandbox.green().bootstrap());
        config.put("topics", CopiedLog.TOPIC);
        config.put("key.converter", BYTES);
        config.put("value.converter", BYTES);
        config.put("header.converter", BYTES);
        return config;
    }
}
