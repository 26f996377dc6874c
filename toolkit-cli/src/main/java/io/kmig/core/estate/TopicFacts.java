package io.kmig.core.estate;

import java.util.Map;

/**
 * A topic as its cluster describes it.
 *
 * @param id topic id, empty on brokers before 2.8
 * @param configs effective values of every key the broker reports, by key
 */
public record TopicFacts(
        String name, String id, int partitions, int replicationFactor, Map<String, ConfigFact> configs) {
    public TopicFacts {
        configs = Map.copyOf(configs);
    }

    /** Its log loses records that a later one with the same key supersedes. */
    public boolean compacted() {
        ConfigFact policy = configs.get("cleanup.policy");
        return policy != null && policy.value().contains("compact");
    }

    /**
     * An effective config value.
     *
     * @param overridden set on the topic itself, not inherited from the broker
     */
    public record ConfigFact(String value, boolean overridden) {}
}
