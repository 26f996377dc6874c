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
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** What kmig changes on groups. */
final class GroupChanges {
    private final AdminCalls calls;
    private final GroupInventory groups;

    GroupChanges(AdminCalls calls, GroupInventory groups) {
        this.calls = calls;
        this.groups = groups;
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
        String asked = "set " + offsets.size() + " offsets of group " + group;
        List<Boolean> done = calls.getUnless(
                GroupChanges::hasMembers,
                calls.admin().alterConsumerGroupOffsets(group, request).all().thenApply(none -> true),
                asked);
        if (done.isEmpty()) {
            throw calls.failures().hasMembers(asked, group, groups.members(group));
        }
    }

    /** Each protocol has its own words for a request that comes from outside of the group. */
    private static boolean hasMembers(Throwable failure) {
        return failure instanceof UnknownMemberIdException
                || failure instanceof IllegalGenerationException
                || failure instanceof StaleMemberEpochException
                || failure instanceof FencedMemberEpochException
                || failure instanceof RebalanceInProgressException
                || failure instanceof GroupNotEmptyException;
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
