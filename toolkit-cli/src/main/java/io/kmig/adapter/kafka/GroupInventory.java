package io.kmig.adapter.kafka;

import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Groups of every kind that reads topics. A protocol other than a consumer's (Connect workers, schema registries) is no
 * reader and left out.
 */
final class GroupInventory {
    static final String CONNECT_PROTOCOL = "connect";

    private static final Set<String> READERS = Set.of("consumer", "share", "streams", "");

    private record Standing(GroupState state, int members) {}

    private final AdminCalls calls;

    GroupInventory(AdminCalls calls) {
        this.calls = calls;
    }

    Map<String, GroupFacts> all() {
        Map<String, GroupType> kinds = new TreeMap<>();
        for (GroupListing group : listing()) {
            if (READERS.contains(group.protocol())) {
                kinds.put(group.groupId(), kind(group));
            }
        }
        return of(kinds);
    }

    Map<String, GroupFacts> of(Collection<String> names) {
        Map<String, GroupType> listed = listing().stream()
                .collect(Collectors.toMap(GroupListing::groupId, GroupInventory::kind, (first, second) -> first));
        Map<String, GroupType> kinds = new TreeMap<>();
        // A group the listing does not show may still answer when asked by name: listings need their own permission.
        names.forEach(name -> kinds.put(name, listed.getOrDefault(name, GroupType.UNKNOWN)));
        return of(kinds);
    }

    Set<String> withProtocol(String protocol) {
        return listing().stream()
                .filter(group -> group.protocol().equals(protocol))
                .map(GroupListing::groupId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Map<Tp, GroupOffset> stableOffsets(String group) {
        return offsets(Set.of(group), true).getOrDefault(group, Map.of());
    }

    Set<Tp> pendingCommits(String group) {
        Set<Tp> pending = new TreeSet<>(
                offsets(Set.of(group), false).getOrDefault(group, Map.of()).keySet());
        pending.removeAll(stableOffsets(group).keySet());
        return pending;
    }

    private Map<String, GroupFacts> of(Map<String, GroupType> kinds) {
        Map<String, GroupFacts> groups = new LinkedHashMap<>();
        for (List<String> chunk : AdminCalls.chunks(kinds.keySet())) {
            Map<String, Standing> standings = new HashMap<>();
            standings.putAll(consumers(named(chunk, kinds, GroupType.CLASSIC, GroupType.CONSUMER, GroupType.UNKNOWN)));
            standings.putAll(shares(named(chunk, kinds, GroupType.SHARE)));
            standings.putAll(streams(named(chunk, kinds, GroupType.STREAMS)));
            List<String> committing = chunk.stream()
                    .filter(name -> kinds.get(name) != GroupType.SHARE)
                    .toList();
            Map<String, Map<Tp, GroupOffset>> offsets = offsets(committing, true);
            for (String name : chunk) {
                groups.put(name, facts(name, kinds.get(name), standings.get(name), offsets.get(name)));
            }
        }
        return groups;
    }

    private static GroupFacts facts(
            String name,
            @Nullable GroupType kind,
            @Nullable Standing standing,
            @Nullable Map<Tp, GroupOffset> offsets) {
        Map<Tp, GroupOffset> committed = offsets == null ? Map.of() : offsets;
        if (standing == null || standing.state() == GroupState.DEAD) {
            // Old brokers call a group they never saw dead; it may still have offsets from before it died.
            String shown = committed.isEmpty() ? "unknown" : label(kind);
            return new GroupFacts(name, shown, GroupState.EMPTY.name(), 0, committed);
        }
        return new GroupFacts(name, label(kind), standing.state().name(), standing.members(), committed);
    }

    private static String label(@Nullable GroupType kind) {
        return kind == null || kind == GroupType.UNKNOWN
                ? "classic"
                : kind.name().toLowerCase(Locale.ROOT);
    }

    private Collection<GroupListing> listing() {
        return calls.get(calls.admin().listGroups(new ListGroupsOptions()).all(), "list groups");
    }

    private static GroupType kind(GroupListing group) {
        // Brokers before 3.8 know no types: what they have are classic groups.
        return group.type().orElse(GroupType.CLASSIC);
    }

    private static List<String> named(List<String> names, Map<String, GroupType> kinds, GroupType... types) {
        Set<GroupType> wanted = Set.of(types);
        return names.stream()
                .filter(name -> wanted.contains(kinds.getOrDefault(name, GroupType.UNKNOWN)))
                .toList();
    }

    private Map<String, Standing> consumers(List<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, Standing> standings = new HashMap<>();
        for (var answer :
                calls.admin().describeConsumerGroups(names).describedGroups().entrySet()) {
            for (ConsumerGroupDescription group : described(answer.getKey(), answer.getValue())) {
                standings.put(
                        answer.getKey(),
                        new Standing(group.groupState(), group.members().size()));
            }
        }
        return standings;
    }

    private Map<String, Standing> shares(List<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, Standing> standings = new HashMap<>();
        for (var answer :
                calls.admin().describeShareGroups(names).describedGroups().entrySet()) {
            for (ShareGroupDescription group : described(answer.getKey(), answer.getValue())) {
                standings.put(
                        answer.getKey(),
                        new Standing(group.groupState(), group.members().size()));
            }
        }
        return standings;
    }

    private Map<String, Standing> streams(List<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, Standing> standings = new HashMap<>();
        for (var answer :
                calls.admin().describeStreamsGroups(names).describedGroups().entrySet()) {
            for (StreamsGroupDescription group : described(answer.getKey(), answer.getValue())) {
                standings.put(
                        answer.getKey(),
                        new Standing(group.groupState(), group.members().size()));
            }
        }
        return standings;
    }

    private <T> List<T> described(String name, KafkaFuture<T> future) {
        return calls.getUnless(GroupInventory::absent, future, "describe group " + name);
    }

    /** All groups in one call, which the client splits by coordinator. */
    private Map<String, Map<Tp, GroupOffset>> offsets(Collection<String> names, boolean requireStable) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        names.forEach(name -> specs.put(name, new ListConsumerGroupOffsetsSpec()));
        // Without requireStable a pending transactional commit shows the value it is about to replace.
        var result = calls.admin()
                .listConsumerGroupOffsets(specs, new ListConsumerGroupOffsetsOptions().requireStable(requireStable));
        Map<String, Map<Tp, GroupOffset>> offsets = new HashMap<>();
        for (String name : names) {
            calls.getUnless(
                            GroupInventory::absent,
                            result.partitionsToOffsetAndMetadata(name),
                            "read the offsets of group " + name)
                    .forEach(committed -> offsets.put(name, plain(committed)));
        }
        return offsets;
    }

    private static Map<Tp, GroupOffset> plain(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<Tp, GroupOffset> offsets = new TreeMap<>();
        committed.forEach((tp, offset) -> {
            // Asked for by name and never committed: the client answers with a null.
            if (offset != null) {
                offsets.put(new Tp(tp.topic(), tp.partition()), new GroupOffset(offset.offset(), offset.metadata()));
            }
        });
        return offsets;
    }

    private static boolean absent(Throwable failure) {
        return failure instanceof GroupIdNotFoundException;
    }
}
