package io.kmig.adapter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What kmig changes on topics. */
final class TopicChanges {
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);

    private final AdminCalls calls;

    TopicChanges(AdminCalls calls) {
        this.calls = calls;
    }

    void create(String name, int partitions, int replicationFactor, Map<String, String> configs) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.of((short) replicationFactor));
        calls.get(
                calls.admin().createTopics(List.of(topic.configs(configs))).all(),
                "create topic " + name + " with " + partitions + " partitions and " + replicationFactor + " replicas",
                "topic " + name + " was not created");
        awaitVisible(name, partitions);
    }

    void addPartitions(String name, int total) {
        calls.get(
                calls.admin()
                        .createPartitions(Map.of(name, NewPartitions.increaseTo(total)))
                        .all(),
                "increase topic " + name + " to " + total + " partitions",
                "the partitions of " + name + " are as before");
        awaitVisible(name, total);
    }

    void alter(String name, Map<String, String> set, Set<String> remove) {
        List<AlterConfigOp> changes = new ArrayList<>();
        set.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        remove.forEach(key -> changes.add(new AlterConfigOp(new ConfigEntry(key, ""), AlterConfigOp.OpType.DELETE)));
        if (changes.isEmpty()) {
            return;
        }
        Map<ConfigResource, Collection<AlterConfigOp>> request =
                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name), changes);
        calls.get(
                calls.admin().incrementalAlterConfigs(request).all(),
                "alter the configs of topic " + name,
                "the configs of " + name + " are as before");
    }

    /** The controller answers before every broker knows; who asks a broker next shall find the topic with leaders. */
    private void awaitVisible(String name, int partitions) {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (!visible(name, partitions)) {
            if (System.nanoTime() > deadline) {
                throw calls.refuse(
                        "show topic " + name + " with " + partitions + " partitions and their leaders within "
                                + VISIBLE_WITHIN.toSeconds() + " s",
                        "the controller has accepted it, the brokers do not show it yet",
                        "topic " + name + " exists or is being created");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw calls.failures().interrupted("show topic " + name);
            }
        }
    }

    private boolean visible(String name, int partitions) {
        List<TopicDescription> found = calls.getUnless(
                UnknownTopicOrPartitionException.class::isInstance,
                calls.admin().describeTopics(List.of(name)).topicNameValues().get(name),
                "describe topic " + name);
        return found.stream()
                .anyMatch(topic -> topic.partitions().size() >= partitions
                        && topic.partitions().stream().allMatch(partition -> partition.leader() != null));
    }
}
