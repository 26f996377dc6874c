package io.kmig.bench;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.sandbox.Sandbox;
import java.util.Map;
import java.util.TreeMap;

/**
 * MirrorMaker as its manual would be read for the least re-reading: an offset sync for every record
 * ({@code offset.lag.max=0}), checkpoints every second. It copies blue once more, under a name of its own.
 */
final class TunedMirror {
    static final String ALIAS = "tuned";
    static final String TOPIC = ALIAS + ".bench";
    static final String SOURCE = "bench.tuned.source";

    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private final Sandbox sandbox;

    TunedMirror(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    void start() {
        ConnectRest connect = new ConnectRest(sandbox.connect().url());
        Map<String, String> source = base(SOURCE, "MirrorSourceConnector");
        source.put("topics", "bench");
        source.put("offset.lag.max", "0");
        source.put("exactly.once.support", "required");
        source.put("consumer.isolation.level", "read_committed");
        source.put("replication.factor", "1");
        source.put("offset-syncs.topic.replication.factor", "1");
        source.put("sync.topic.configs.enabled", "false");
        source.put("sync.topic.acls.enabled", "false");
        connect.put(SOURCE, source, false);
        Map<String, String> checkpoints = base("bench.tuned.checkpoints", "MirrorCheckpointConnector");
        checkpoints.put("groups", "g.*");
        checkpoints.put("topics", "bench");
        checkpoints.put("emit.checkpoints.interval.seconds", "1");
        checkpoints.put("sync.group.offsets.enabled", "true");
        checkpoints.put("sync.group.offsets.interval.seconds", "1");
        checkpoints.put("refresh.groups.interval.seconds", "5");
        checkpoints.put("checkpoints.topic.replication.factor", "1");
        connect.put("bench.tuned.checkpoints", checkpoints, false);
    }

    private Map<String, String> base(String name, String connectorClass) {
        Map<String, String> config = new TreeMap<>();
        config.put("name", name);
        config.put("connector.class", "org.apache.kafka.connect.mirror." + connectorClass);
        config.put("source.cluster.alias", ALIAS);
        config.put("target.cluster.alias", "green");
        config.put("source.cluster.bootstrap.servers", sandbox.blue().bootstrap());
        config.put("target.cluster.bootstrap.servers", sandbox.green().bootstrap());
        config.put("offset-syncs.topic.location", "target");
        config.put("key.converter", BYTES);
        config.put("value.converter", BYTES);
        config.put("header.converter", BYTES);
        config.put("tasks.max", "1");
        return config;
    }
}
