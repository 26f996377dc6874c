package io.kmig.adapter.kafka;

import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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

    private record Standing(GroupState state, List<String> who) {
        int members() {
            return who.size();
        }
    }

    /** Groups times partitions of one answer, which is all in memory. */
    private static final int MOST_ANSWERS = 100_000;

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

    /** All groups in one call, which the client splits by coordinator. */
    Map<String, Map<Tp, GroupOffset>> stableOffsets(Collection<String> names) {
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        names.forEach(name -> specs.put(name, new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<Tp, GroupOffset>> stable = new HashMap<>();
        // Without requireStable a pending transactional commit shows the value it is about to replace.
        var committed = offsets(specs, true);
        names.forEach(name -> stable.put(name, plain(committed.getOrDefault(name, Map.of()))));
        return stable;
    }

    /**
     * Asked for by name, a partition without a commit comes back as null and one with a pending commit not at all, even
     * when it is the group's first.
     */
    Map<String, Set<Tp>> pendingCommits(Collection<String> names, Collection<TopicPartition> partitions) {
        int together = Math.max(1, MOST_ANSWERS / Math.max(1, partitions.size()));
        Map<String, Set<Tp>> pending = new TreeMap<>();
        List<String> all = List.copyOf(new TreeSet<>(names));
        for (int from = 0; from < all.size(); from += together) {
            pending.putAll(pending(all.subList(from, Math.min(all.size(), from + together)), partitions));
        }
        return pending;
    }

    private Map<String, Set<Tp>> pending(List<String> names, Collection<TopicPartition> partitions) {
        Map<String, ListConsumerGroupOffsetsSpec> listing = new HashMap<>();
        names.forEach(name -> listing.put(name, new ListConsumerGroupOffsetsSpec()));
        var listed = offsets(listing, false);
        Map<String, Set<TopicPartition>> asked = new HashMap<>();
        Map<String, ListConsumerGroupOffsetsSpec> byName = new HashMap<>();
        for (String name : names) {
            Set<TopicPartition> all = new HashSet<>(partitions);
            all.addAll(listed.getOrDefault(name, Map.of()).keySet());
            if (!all.isEmpty()) {
                asked.put(name, all);
                byName.put(name, new ListConsumerGroupOffsetsSpec().topicPartitions(all));
            }
        }
        var settled = offsets(byName, true);
        Map<String, Set<Tp>> pending = new HashMap<>();
        asked.forEach((name, all) -> {
            Set<TopicPartition> answered = settled.getOrDefault(name, Map.of()).keySet();
            Set<Tp> undecided = new TreeSet<>();
            all.stream()
                    .filter(tp -> !answered.contains(tp))
                    .forEach(tp -> undecided.add(new Tp(tp.topic(), tp.partition())));
            pending.put(name, undecided);
        });
        return pending;
    }

    List<String> members(String group) {
        GroupType kind = listing().stream()
                .filter(g -> g.groupId().equals(group))
                .map(GroupInventory::kind)
                .findFirst()
                .orElse(GroupType.UNKNOWN);
        List<String> chunk = List.of(group);
        Map<String, GroupType> kinds = Map.of(group, kind);
        Map<String, Standing> standings = standings(chunk, kinds);
        return standings.containsKey(group) ? standings.get(group).who() : List.of();
    }

    private Map<String, GroupFacts> of(Map<String, GroupType> kinds) {
        Map<String, GroupFacts> groups = new LinkedHashMap<>();
        for (List<String> chunk : AdminCalls.chunks(kinds.keySet())) {
            Map<String, Standing> standings = standings(chunk, kinds);
            List<String> committing = chunk.stream()
                    .filter(name -> kinds.get(name) != GroupType.SHARE)
                    .toList();
            Map<String, Map<Tp, GroupOffset>> offsets = stableOffsets(committing);
            for (String name : chunk) {
                groups.put(name, facts(name, kinds.get(name), standings.get(name), offsets.get(name)));
            }
        }
        return groups;
    }

    private Map<String, Standing> standings(List<String> names, Map<String, GroupType> kinds) {
        Map<String, Standing> standings = new HashMap<>();
        standings.putAll(consumers(named(names, kinds, GroupType.CLASSIC, GroupType.CONSUMER, GroupType.UNKNOWN)));
        standings.putAll(shares(named(names, kinds, GroupType.SHARE)));
        standings.putAll(streams(named(names, kinds, GroupType.STREAMS)));
        return standings;
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
                        new Standing(group.groupState(), who(group.members(), m -> m.clientId() + " on " + m.host())));
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
                        new Standing(group.groupState(), who(group.members(), m -> m.clientId() + " on " + m.host())));
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
                        new Standing(
                                group.groupState(), who(group.members(), m -> m.clientId() + " on " + m.clientHost())));
            }
        }
        return standings;
    }

    private static <T> List<String> who(Collection<T> members, Function<T, String> shown) {
        return members.stream().map(shown).sorted().toList();
    }

    private <T> List<T> described(String name, KafkaFuture<T> future) {
        return calls.getUnless(GroupInventory::absent, future, "describe group " + name);
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets(
            Map<String, ListConsumerGroupOffsetsSpec> specs, boolean requireStable) {
        if (specs.isEmpty()) {
            return Map.of();
        }
        var result = calls.admin()
                .listConsumerGroupOffsets(specs, new ListConsumerGroupOffsetsOptions().requireStable(requireStable));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets = new HashMap<>();
        for (String name : specs.keySet()) {
            calls.getUnless(
                            GroupInventory::absent,
                            result.partitionsToOffsetAndMetadata(name),
                            "read the offsets of group " + name)
                    .forEach(committed -> offsets.put(name, committed));
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
