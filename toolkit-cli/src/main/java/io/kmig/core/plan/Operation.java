package io.kmig.core.plan;

import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.TopicFacts;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One thing apply does on green. Equal operations have equal effect; each is idempotent. */
public sealed interface Operation {
    /** What it acts on, as shown to people. */
    String target();

    /** Creates a topic on green with blue's partition count. */
    record CreateTopic(String topic, int partitions, int replicationFactor, SortedMap<String, String> configs)
            implements Operation {
        /** Green's topic for one of blue's. */
        public static CreateTopic like(TopicFacts blue, ClusterIdentity green) {
            int replication = green.replicationFactor();
            return new CreateTopic(
                    blue.name(), blue.partitions(), replication, PortableConfigs.forNewTopic(blue, replication));
        }

        @Override
        public String target() {
            return "topic " + topic;
        }
    }

    /** Partitions can be added, never taken away. */
    record AddPartitions(String topic, int from, int to) implements Operation {
        @Override
        public String target() {
            return "topic " + topic;
        }
    }

    /** Brings topic configs on green back to what blue has in effect. */
    record AlterTopicConfigs(String topic, List<Change> changes) implements Operation {
        public AlterTopicConfigs {
            changes = List.copyOf(changes);
        }

        @Override
        public String target() {
            return "topic " + topic;
        }
    }

    /** Deploys a connector, validated by the workers first. */
    record CreateConnector(String name, SortedMap<String, String> config) implements Operation {
        @Override
        public String target() {
            return "connector " + name;
        }
    }

    /** Replaces a connector's config. */
    record UpdateConnector(String name, List<Change> changes, SortedMap<String, String> config) implements Operation {
        public UpdateConnector {
            changes = List.copyOf(changes);
        }

        @Override
        public String target() {
            return "connector " + name;
        }
    }

    /** Brings a connector that was paused, stopped or has failed tasks back to RUNNING. */
    record ReviveConnector(String name, String state) implements Operation {
        @Override
        public String target() {
            return "connector " + name;
        }
    }

    /** One key, from a value (null: not set) to a value (null: no longer set). */
    record Change(
            String key, @Nullable String from, @Nullable String to) {}

    static SortedMap<String, String> sorted(Map<String, String> config) {
        return new TreeMap<>(config);
    }
}
