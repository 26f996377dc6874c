package io.kmig.validator.app;

import io.kmig.validator.cluster.Logs;
import io.kmig.validator.topology.Comparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes green ready for the comparison: its topics, and a committed offset for every partition that has none. */
final class Preparation {
    /** Chains hold the feed's positions, so nothing of them may expire. */
    private static final Map<String, String> KEPT = Map.of("cleanup.policy", "delete", "retention.ms", "-1");

    private static final Duration HEARD_OF = Duration.ofSeconds(20);

    private final Names names;
    private final Admin admin;
    private final Logs green;

    Preparation(Names names, Admin admin, Logs green) {
        this.names = names;
        this.admin = admin;
        this.green = green;
    }

    /** @throws ValidatorException when the two sides can't be compared partition by partition */
    Set<TopicPartition> partitions(Map<String, Logs.Topic> onBlue, Map<String, Logs.Topic> onGreen) {
        List<String> differing = new ArrayList<>();
        Set<TopicPartition> result = new HashSet<>();
        new TreeMap<>(onBlue).forEach((topic, blue) -> {
            Logs.Topic twin = onGreen.get(topic);
            if (twin == null || twin.partitions() != blue.partitions()) {
                differing.add("%s has %d partitions on blue and %s on green"
                        .formatted(topic, blue.partitions(), twin == null ? "none" : twin.partitions()));
            }
            for (int p = 0; p < blue.partitions(); p++) {
                result.add(new TopicPartition(topic, p));
            }
        });
        if (!differing.isEmpty()) {
            throw new ValidatorException(
                    "Records are compared partition by partition, and " + String.join("; ", differing) + ".");
        }
        return result;
    }

    void createTopics(Map<String, Logs.Topic> topics) {
        Map<String, NewTopic> wanted = new HashMap<>();
        topics.forEach((topic, known) -> wanted.put(
                names.digests(topic),
                topic(names.digests(topic), known.partitions()).configs(KEPT)));
        wanted.put(names.verdicts(), topic(names.verdicts(), 1).configs(Map.of("cleanup.policy", "compact")));
        Set<String> missing = new HashSet<>(wanted.keySet());
        missing.removeAll(green.get(admin.listTopics().names(), "list topics"));
        for (String name : missing) {
            NewTopic topic = wanted.get(name);
            if (topic != null) {
                create(topic);
            }
        }
        Set<String> chains = new HashSet<>(wanted.keySet());
        chains.remove(names.verdicts());
        Map<String, Logs.Topic> found = describeCreated(chains);
        topics.forEach((topic, known) -> {
            Logs.Topic chain = found.get(names.digests(topic));
            if (chain == null || chain.partitions() != known.partitions()) {
                throw new ValidatorException(
                        "%s has %d partitions now, and its digests were begun with %s: validate it as another migration."
                                .formatted(topic, known.partitions(), chain == null ? "none" : chain.partitions()));
            }
        });
    }

    /** The state is kept by partition number; a topic with more partitions than there were tasks does not fit in. */
    void requireRoom(int partitions) {
        String changelog = Comparison.changelog(names.application());
        if (green.get(admin.listTopics().names(), "list topics").contains(changelog)) {
            Logs.Topic state = green.topics(Set.of(changelog)).get(changelog);
            if (state != null && state.partitions() != partitions) {
                throw new ValidatorException(
                        "The widest topic has %d partitions now and had %d when %s began: validate it as another migration."
                                .formatted(partitions, state.partitions(), names.application()));
            }
        }
    }

    /**
     * Gives the group an offset wherever it has none, since without one, and without a reset policy, it can't start. Where
     * it stood is better than where the log starts: a group's offsets expire while nobody runs.
     */
    void commitStarts(Set<TopicPartition> records, Function<TopicPartition, Long> starts) {
        Set<TopicPartition> all = new HashSet<>(records);
        records.forEach(tp -> all.add(new TopicPartition(names.digests(tp.topic()), tp.partition())));
        Set<TopicPartition> missing = new TreeSet<>((a, b) -> a.topic().equals(b.topic())
                ? Integer.compare(a.partition(), b.partition())
                : a.topic().compareTo(b.topic()));
        missing.addAll(all);
        missing.removeAll(committed().keySet());
        if (missing.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Set<TopicPartition> digests = new HashSet<>(missing);
        digests.removeAll(records);
        green.starts(digests).forEach((tp, start) -> offsets.put(tp, new OffsetAndMetadata(start)));
        for (TopicPartition tp : missing) {
            if (records.contains(tp)) {
                offsets.put(tp, new OffsetAndMetadata(starts.apply(tp)));
            }
        }
        leaveGroup();
        green.get(
                admin.alterConsumerGroupOffsets(names.application(), offsets).all(),
                "set the first offsets of " + names.application());
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            green.get(
                            admin.listConsumerGroupOffsets(
                                            Map.of(names.application(), new ListConsumerGroupOffsetsSpec()))
                                    .partitionsToOffsetAndMetadata(names.application()),
                            "list the offsets of " + names.application())
                    .forEach((tp, offset) -> Optional.ofNullable(offset).ifPresent(known -> offsets.put(tp, known)));
            return offsets;
        } catch (KafkaException e) {
            if (causedBy(e, GroupIdNotFoundException.class)) {
                return Map.of();
            }
            throw e;
        }
    }

    /** A static member stays after its process is gone, and keeps the group from being changed. */
    private void leaveGroup() {
        try {
            green.get(
                    admin.removeMembersFromConsumerGroup(
                                    names.application(), new RemoveMembersFromConsumerGroupOptions())
                            .all(),
                    "empty " + names.application());
        } catch (KafkaException e) {
            if (!causedBy(e, GroupIdNotFoundException.class) && !causedBy(e, UnknownMemberIdException.class)) {
                throw e;
            }
        }
    }

    private void create(NewTopic topic) {
        try {
            green.get(admin.createTopics(List.of(topic)).all(), "create " + topic.name());
        } catch (KafkaException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** A topic that was created may be unknown to the broker asked next, until it has heard of it. */
    private Map<String, Logs.Topic> describeCreated(Set<String> topics) {
        long deadline = System.nanoTime() + HEARD_OF.toNanos();
        while (true) {
            try {
                return green.topics(topics);
            } catch (KafkaException e) {
                if (!causedBy(e, UnknownTopicOrPartitionException.class) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    /** The client wraps what it was told once more or not, depending on the call. */
    private static boolean causedBy(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Replicated as the cluster's default says. */
    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty());
    }
}
