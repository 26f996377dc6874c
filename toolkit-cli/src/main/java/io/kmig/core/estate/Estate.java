package io.kmig.core.estate;

import java.util.Map;

/** Everything plan looks at on one side, at one moment. */
public record Estate(ClusterIdentity identity, Map<String, TopicFacts> topics, Map<String, GroupFacts> groups) {
    public Estate {
        topics = Map.copyOf(topics);
        groups = Map.copyOf(groups);
    }
}
