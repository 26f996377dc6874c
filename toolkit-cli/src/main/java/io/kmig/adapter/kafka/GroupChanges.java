package io.kmig.adapter.kafka;

import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What kmig changes on groups. */
final class GroupChanges {
    private final AdminCalls calls;

    GroupChanges(AdminCalls calls) {
        this.calls = calls;
    }

    void commit(String group, Map<Tp, GroupOffset> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> request = new HashMap<>();
        // Epochs count a partition's leaders on one cluster: a consumer that meets the other cluster's waits forever.
        offsets.forEach((tp, offset) -> request.put(
                new TopicPartition(tp.topic(), tp.partition()),
                new OffsetAndMetadata(offset.offset(), Optional.empty(), offset.metadata())));
        calls.get(
                calls.admin().alterConsumerGroupOffsets(group, request).all(),
                "set " + offsets.size() + " offsets of group " + group + ", which must have no members",
                "partitions of the same request may have been set; it is safe to repeat");
    }

    void removeMembers(String group) {
        if (members(group) == 0) {
            return;
        }
        RemoveMembersFromConsumerGroupOptions everybody = new RemoveMembersFromConsumerGroupOptions();
        everybody.reason("kmig: the application was stopped, its members lingered");
        calls.get(
                calls.admin().removeMembersFromConsumerGroup(group, everybody).all(),
                "remove the members of group " + group,
                "some members may have been removed; offsets are as before");
    }

    private int members(String group) {
        List<ConsumerGroupDescription> found = calls.getUnless(
                GroupIdNotFoundException.class::isInstance,
                calls.admin()
                        .describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group),
                "describe group " + group);
        return found.stream()
                .mapToInt(description -> description.members().size())
                .sum();
    }
}
