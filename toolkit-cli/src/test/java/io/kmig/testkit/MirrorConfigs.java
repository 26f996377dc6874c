package io.kmig.testkit;

import io.kmig.core.estate.Colour;
import java.util.HashMap;
import java.util.Map;

/** MirrorMaker connectors from blue to green, exactly-once, topics under their own names. */
public final class MirrorConfigs {
    public static final String SOURCE = "org.apache.kafka.connect.mirror.MirrorSourceConnector";
    public static final String CHECKPOINT = "org.apache.kafka.connect.mirror.MirrorCheckpointConnector";

    private MirrorConfigs() {}

    /** Notes an offset sync for every record. */
    public static Map<String, String> source(TwoClusters clusters, String topics) {
        Map<String, String> config = common(clusters, SOURCE);
        config.put("topics", topics);
        config.put("exactly.once.support", "required");
        config.put("source.consumer.isolation.level", "read_committed");
        config.put("source.consumer.auto.offset.reset", "earliest");
        config.put("offset.lag.max", "0");
        config.put("sync.topic.configs.enabled", "false");
        config.put("sync.topic.acls.enabled", "false");
        config.put("replication.factor", "1");
        config.put("offset-syncs.topic.replication.factor", "1");
        return config;
    }

    /** Writes a checkpoint of each group every second. */
    public static Map<String, String> checkpoint(TwoClusters clusters, String topics, String groups) {
        Map<String, String> config = common(clusters, CHECKPOINT);
        config.put("topics", topics);
        config.put("groups", groups);
        config.put("emit.checkpoints.interval.seconds", "1");
        config.put("refresh.groups.interval.seconds", "1");
        config.put("checkpoints.topic.replication.factor", "1");
        return config;
    }

    private static Map<String, String> common(TwoClusters clusters, String connectorClass) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", connectorClass);
        config.put("tasks.max", "1");
        config.put("source.cluster.alias", Colour.BLUE.label());
        config.put("target.cluster.alias", Colour.GREEN.label());
        config.put(
                "source.cluster.bootstrap.servers",
                clusters.cluster(Colour.BLUE).bootstrap());
        config.put(
                "target.cluster.bootstrap.servers",
                clusters.cluster(Colour.GREEN).bootstrap());
        config.put("offset-syncs.topic.location", "target");
        config.put("replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
        config.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        // Connect's default would write headers as text
        config.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        return config;
    }
}
