package io.kmig.adapter.kafka;

import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.TopicFacts.ConfigFact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics with their configs. Asks in chunks and keeps equal values once, so that ten thousand topics stay small. */
final class TopicInventory {
    private final AdminCalls calls;

    TopicInventory(AdminCalls calls) {
        this.calls = calls;
    }

    Map<String, TopicFacts> all() {
        Collection<String> names = calls.get(
                calls.admin()
                        .listTopics(new ListTopicsOptions().listInternal(false))
                        .names(),
                "list topics");
        return of(names);
    }

    /** Every partition of every topic, without the configs, which take longest. */
    List<TopicPartition> partitions() {
        Collection<String> names = calls.get(
                calls.admin()
                        .listTopics(new ListTopicsOptions().listInternal(false))
                        .names(),
                "list topics");
        List<TopicPartition> partitions = new ArrayList<>();
        for (List<String> chunk : AdminCalls.chunks(new TreeSet<>(names))) {
            calls.admin()
                    .describeTopics(chunk, new DescribeTopicsOptions().includeAuthorizedOperations(false))
                    .topicNameValues()
                    .forEach((name, future) -> calls.getUnless(TopicInventory::absent, future, "describe topic " + name)
                            .forEach(topic -> topic.partitions()
                                    .forEach(p -> partitions.add(new TopicPartition(name, p.partition())))));
        }
        return partitions;
    }

    /** A topic deleted between the requests is absent, as one that never was. */
    Map<String, TopicFacts> of(Collection<String> names) {
        Shared shared = new Shared();
        Map<String, TopicFacts> topics = new LinkedHashMap<>();
        for (List<String> chunk : AdminCalls.chunks(new TreeSet<>(names))) {
            describe(chunk, shared, topics);
        }
        return topics;
    }

    private void describe(List<String> names, Shared shared, Map<String, TopicFacts> topics) {
        // Both requests are on their way before the first answer is awaited.
        Map<String, KafkaFuture<TopicDescription>> descriptions = calls.admin()
                .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(false))
                .topicNameValues();
        Map<ConfigResource, KafkaFuture<Config>> configs = calls.admin()
                .describeConfigs(
                        names.stream()
                                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                                .toList(),
                        new DescribeConfigsOptions().includeSynonyms(false).includeDocumentation(false))
                .values();
        for (String name : names) {
            KafkaFuture<TopicDescription> description = descriptions.get(name);
            KafkaFuture<Config> config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, name));
            List<TopicDescription> described =
                    calls.getUnless(TopicInventory::absent, description, "describe topic " + name);
            List<Config> configured =
                    calls.getUnless(TopicInventory::absent, config, "describe the configs of topic " + name);
            if (!described.isEmpty() && !configured.isEmpty()) {
                topics.put(name, facts(described.get(0), configured.get(0), shared));
            }
        }
    }

    private static TopicFacts facts(TopicDescription topic, Config config, Shared shared) {
        Map<String, ConfigFact> configs = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null && !entry.isSensitive()) {
                boolean overridden = entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
                configs.put(shared.key(entry.name()), shared.fact(new ConfigFact(entry.value(), overridden)));
            }
        }
        int replicas = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        Uuid id = topic.topicId();
        String shownId = id == null || id.equals(Uuid.ZERO_UUID) ? "" : id.toString();
        return new TopicFacts(topic.name(), shownId, topic.partitions().size(), replicas, configs);
    }

    private static boolean absent(Throwable failure) {
        return failure instanceof UnknownTopicOrPartitionException || failure instanceof InvalidTopicException;
    }

    /** One instance of each key and value, whatever number of topics repeat it. Lives as long as one inventory. */
    private static final class Shared {
        private final Map<String, String> keys = new HashMap<>();
        private final Map<ConfigFact, ConfigFact> facts = new HashMap<>();

        String key(String key) {
            String first = keys.putIfAbsent(key, key);
            return first == null ? key : first;
        }

        ConfigFact fact(ConfigFact fact) {
            ConfigFact first = facts.putIfAbsent(fact, fact);
            return first == null ? fact : first;
        }
    }
}
