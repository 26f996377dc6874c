package io.kmig.core.plan;

import io.kmig.core.estate.TopicFacts;
import io.kmig.core.plan.Operation.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which topic configs follow a topic to green, and what they should be there: blue's value in effect, whether set on
 * the topic or inherited from blue's brokers, so that a topic behaves on green as it did on blue.
 */
public final class PortableConfigs {
    /** What a reader or writer of the topic can notice; compared by value in effect. */
    private static final Set<String> BEHAVIOUR = Set.of(
            "cleanup.policy",
            "compression.type",
            "delete.retention.ms",
            "max.compaction.lag.ms",
            "max.message.bytes",
            "message.timestamp.after.max.ms",
            "message.timestamp.before.max.ms",
            "min.cleanable.dirty.ratio",
            "min.compaction.lag.ms",
            "min.insync.replicas",
            "retention.bytes",
            "retention.ms",
            "segment.bytes",
            "segment.ms");

    /** Names brokers or replicas of one cluster, or belongs to its storage. */
    private static final Set<String> LOCAL = Set.of(
            "leader.replication.throttled.replicas",
            "follower.replication.throttled.replicas",
            "message.format.version",
            "message.downconversion.enable",
            "message.timestamp.difference.max.ms",
            "message.timestamp.type",
            "remote.storage.enable",
            "remote.log.copy.disable",
            "remote.log.delete.on.disable",
            "local.retention.ms",
            "local.retention.bytes");

    private PortableConfigs() {}

    /** What a new topic on green is created with: blue's overrides. The rest is compared once it exists. */
    static SortedMap<String, String> forNewTopic(TopicFacts blue, int greenReplicationFactor) {
        SortedMap<String, String> configs = new TreeMap<>();
        for (Map.Entry<String, TopicFacts.ConfigFact> config : blue.configs().entrySet()) {
            if (portable(config.getKey()) && (config.getValue().overridden() || BEHAVIOUR.contains(config.getKey()))) {
                configs.put(
                        config.getKey(),
                        wanted(config.getKey(), config.getValue().value(), greenReplicationFactor));
            }
        }
        // while mirrored a topic must keep blue's timestamps, else no record would equal its original
        configs.put("message.timestamp.type", "CreateTime");
        return configs;
    }

    /** Where green differs from what it should be, by key. */
    static List<Change> drift(TopicFacts blue, TopicFacts green, boolean handedOff) {
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<String, TopicFacts.ConfigFact> config : new TreeMap<>(blue.configs()).entrySet()) {
            String key = config.getKey();
            TopicFacts.ConfigFact there = green.configs().get(key);
            if (!portable(key)
                    || there == null
                    || !(config.getValue().overridden() || there.overridden() || BEHAVIOUR.contains(key))) {
                continue;
            }
            String wanted = wanted(key, config.getValue().value(), green.replicationFactor());
            if (!wanted.equals(there.value())) {
                changes.add(new Change(key, there.value(), wanted));
            }
        }
        TopicFacts.ConfigFact type = green.configs().get("message.timestamp.type");
        if (!handedOff && type != null && !"CreateTime".equals(type.value())) {
            changes.add(new Change("message.timestamp.type", type.value(), "CreateTime"));
        }
        return changes;
    }

    private static boolean portable(String key) {
        return !LOCAL.contains(key) && !key.startsWith("confluent.");
    }

    private static String wanted(String key, String blueValue, int greenReplicationFactor) {
        if (key.equals("min.insync.replicas")) {
            return Integer.toString(Math.min(Integer.parseInt(blueValue), greenReplicationFactor));
        }
        return blueValue;
    }
}
