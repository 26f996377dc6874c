package io.kmig.core.plan;

import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.ConnectorFacts.TaskFacts;
import io.kmig.core.estate.Estate;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.TopicFacts.ConfigFact;
import io.kmig.core.estate.Tp;
import io.kmig.core.spec.MigrationSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Two estates and the workers, as facts that a plan can be made from and carried out on. */
final class Sketch {
    /** What a broker gives every topic. */
    static final Map<String, String> DEFAULTS = Map.of(
            "cleanup.policy", "delete",
            "retention.ms", "604800000",
            "max.message.bytes", "1048588",
            "min.insync.replicas", "1",
            "message.timestamp.type", "CreateTime",
            "flush.ms", "9223372036854775807");

    final Map<String, TopicFacts> blue = new TreeMap<>();
    final Map<String, TopicFacts> green = new TreeMap<>();
    final Map<String, GroupFacts> groups = new TreeMap<>();
    final Map<String, ConnectorFacts> connectors = new TreeMap<>();
    private Set<String> begun = Set.of();
    int greenNodes = 3;

    Sketch blueTopic(String name, int partitions, Map<String, String> overrides) {
        blue.put(name, topic(name, partitions, 3, DEFAULTS, overrides));
        return this;
    }

    Sketch greenTopic(String name, int partitions, Map<String, String> overrides) {
        green.put(name, topic(name, partitions, 3, DEFAULTS, overrides));
        return this;
    }

    Sketch group(String name, String... topics) {
        Map<Tp, GroupOffset> offsets = new HashMap<>();
        for (String topic : topics) {
            offsets.put(new Tp(topic, 0), new GroupOffset(1, ""));
        }
        groups.put(name, new GroupFacts(name, "classic", "STABLE", 1, offsets));
        return this;
    }

    Sketch share(String name) {
        groups.put(name, new GroupFacts(name, "share", "STABLE", 1, Map.of()));
        return this;
    }

    static TopicFacts topic(
            String name, int partitions, int replication, Map<String, String> defaults, Map<String, String> overrides) {
        Map<String, ConfigFact> configs = new HashMap<>();
        defaults.forEach((k, v) -> configs.put(k, new ConfigFact(v, false)));
        overrides.forEach((k, v) -> configs.put(k, new ConfigFact(v, true)));
        return new TopicFacts(name, "id-" + name, partitions, replication, configs);
    }

    /** A move of these units was begun. */
    Sketch begun(String... units) {
        begun = Set.of(units);
        return this;
    }

    Plan plan(MigrationSpec spec, String... handedOff) {
        return new Planner(spec)
                .plan(
                        new Estate(new ClusterIdentity("B", "4.3", 3), blue, groups),
                        new Estate(new ClusterIdentity("G", "4.3", greenNodes), green, Map.of()),
                        connectors,
                        Set.of(handedOff),
                        begun,
                        List.of());
    }

    /** Green after these operations. */
    void carryOut(List<Operation> operations, Map<String, String> greenDefaults) {
        for (Operation operation : operations) {
            if (operation instanceof Operation.CreateTopic o) {
                green.put(
                        o.topic(), topic(o.topic(), o.partitions(), o.replicationFactor(), greenDefaults, o.configs()));
            } else if (operation instanceof Operation.AddPartitions o) {
                TopicFacts t = green.get(o.topic());
                green.put(o.topic(), new TopicFacts(t.name(), t.id(), o.to(), t.replicationFactor(), t.configs()));
            } else if (operation instanceof Operation.AlterTopicConfigs o) {
                TopicFacts t = green.get(o.topic());
                Map<String, ConfigFact> configs = new HashMap<>(t.configs());
                o.changes().forEach(c -> configs.put(c.key(), new ConfigFact(c.to(), true)));
                green.put(o.topic(), new TopicFacts(t.name(), t.id(), t.partitions(), t.replicationFactor(), configs));
            } else if (operation instanceof Operation.CreateConnector o) {
                connectors.put(o.name(), connector(o.name(), "RUNNING", o.config()));
            } else if (operation instanceof Operation.UpdateConnector o) {
                connectors.computeIfPresent(o.name(), (n, c) -> connector(n, c.state(), o.config()));
            } else if (operation instanceof Operation.ReviveConnector o) {
                connectors.computeIfPresent(o.name(), (n, c) -> connector(n, "RUNNING", c.config()));
            }
        }
    }

    static ConnectorFacts connector(String name, String state, Map<String, String> config) {
        List<TaskFacts> tasks = state.equals("STOPPED") ? List.of() : List.of(new TaskFacts(0, state, "w1:8083", ""));
        return new ConnectorFacts(name, state, tasks, config);
    }
}
