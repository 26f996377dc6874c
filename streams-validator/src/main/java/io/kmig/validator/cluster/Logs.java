package io.kmig.validator.cluster;

import io.kmig.validator.chain.Link;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;

/** What a cluster tells about its logs. */
public final class Logs {
    private static final long SECONDS = 20;

    private final Cluster cluster;
    private final Admin admin;

    public Logs(Cluster cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
    }

    public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Last stable offsets: what a read-committed reader can reach. */
    public Map<TopicPartition, Long> stableEnds(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** The first offset at or after a time; where there is none, -1. */
    public Map<TopicPartition, Long> since(Collection<TopicPartition> partitions, long epochMillis) {
        return offsets(partitions, OffsetSpec.forTimestamp(epochMillis), IsolationLevel.READ_UNCOMMITTED);
    }

    /** A topic as it is now. */
    public record Topic(UUID id, int partitions) {}

    public Map<String, Topic> topics(Set<String> names) {
        Map<String, Topic> result = new HashMap<>();
        if (names.isEmpty()) {
            return result;
        }
        Map<String, TopicDescription> described =
                get(admin.describeTopics(names).allTopicNames(), "describe " + names);
        described.forEach((name, topic) -> result.put(
                name, new Topic(id(topic.topicId()), topic.partitions().size())));
        return result;
    }

    public String clusterId() {
        return get(admin.describeCluster().clusterId(), "describe the cluster");
    }

    /** Waits for an answer, and says who was asked for what when there is none. */
    public <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("could not " + what + " on " + cluster.label() + ": " + message(e), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("could not " + what + " on " + cluster.label() + " within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, Long> result = new HashMap<>();
        if (partitions.isEmpty()) {
            return result;
        }
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(tp -> request.put(tp, spec));
        ListOffsetsResult answer = admin.listOffsets(request, new ListOffsetsOptions(isolation));
        for (TopicPartition tp : partitions) {
            result.put(
                    tp, get(answer.partitionResult(tp), "list offsets of " + tp).offset());
        }
        return result;
    }

    private static String message(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static UUID id(Uuid id) {
        return Uuid.ZERO_UUID.equals(id)
                ? Link.NO_ID
                : new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
