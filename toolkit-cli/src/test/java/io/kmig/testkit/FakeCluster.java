package io.kmig.testkit;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.OpenTransaction;
import io.kmig.core.estate.OpenTransaction.Owner;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.TopicFacts.ConfigFact;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ForwardingCursor;
import io.kmig.core.port.RecordLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory: what core asks through its ports, and what tests and applications do to it. Single-threaded. A
 * producer is refused as a broker would refuse it: by a max.message.bytes below its record, or by a newer epoch of its
 * transactional id.
 */
public final class FakeCluster implements ClusterPort, RecordLog {
    private static final long RECORD_OVERHEAD = 68;
    private static final String HANGING = "hanging ";
    private static final Map<String, ConfigFact> INHERITED = Map.of(
            "max.message.bytes", new ConfigFact("1048588", false), "cleanup.policy", new ConfigFact("delete", false));

    private final Colour colour;
    private final ClusterIdentity identity;
    private final Map<String, TopicFacts> topics = new TreeMap<>();
    private final Map<Tp, FakeLog> logs = new TreeMap<>();
    private final Map<String, GroupFacts> groups = new TreeMap<>();
    private final Map<String, Set<Tp>> pendingCommits = new HashMap<>();
    private final Map<String, Integer> epochs = new TreeMap<>();
    private final Set<String> stamping = new TreeSet<>();
    private final Set<String> connectGroups = new TreeSet<>();
    private final Map<Tp, List<String>> producers = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private Consumer<String> beforeCall = call -> {};
    private int topicIds;

    public FakeCluster(Colour colour) {
        this(colour, colour.label() + "-cluster-id");
    }

    public FakeCluster(Colour colour, String clusterId) {
        this.colour = colour;
        this.identity = new ClusterIdentity(clusterId, "4.3", 1);
    }

    // ---- the ports

    @Override
    public Colour colour() {
        return colour;
    }

    @Override
    public ClusterIdentity identity() {
        called("identity");
        return identity;
    }

    @Override
    public Map<String, TopicFacts> topics() {
        called("topics");
        return Map.copyOf(topics);
    }

    @Override
    public Map<String, TopicFacts> topics(Collection<String> names) {
        called("topics");
        Map<String, TopicFacts> found = new HashMap<>(topics);
        found.keySet().retainAll(Set.copyOf(names));
        return found;
    }

    @Override
    public Map<String, GroupFacts> groups() {
        called("groups");
        Map<String, GroupFacts> known = new HashMap<>();
        groups.keySet().forEach(name -> known.put(name, stable(name)));
        return known;
    }

    @Override
    public Map<String, GroupFacts> groups(Collection<String> names) {
        called("groups");
        Map<String, GroupFacts> known = new HashMap<>();
        names.forEach(name -> known.put(name, stable(name)));
        return known;
    }

    @Override
    public Map<String, Map<Tp, GroupOffset>> stableOffsets(Collection<String> names) {
        called("stableOffsets " + String.join(",", names));
        Map<String, Map<Tp, GroupOffset>> offsets = new TreeMap<>();
        names.forEach(name -> offsets.put(name, stable(name).offsets()));
        return offsets;
    }

    @Override
    public Map<String, Set<Tp>> pendingCommits(Collection<String> names) {
        called("pendingCommits " + String.join(",", names));
        Map<String, Set<Tp>> pending = new TreeMap<>();
        names.forEach(name -> pending.put(name, new TreeSet<>(pendingCommits.getOrDefault(name, Set.of()))));
        return pending;
    }

    @Override
    public List<String> members(String group) {
        called("members " + group);
        return IntStream.rangeClosed(1, stable(group).members())
                .mapToObj(n -> group + "-" + n + " on /10.0.0." + n)
                .toList();
    }

    @Override
    public void commitOffsets(String group, Map<Tp, GroupOffset> offsets) {
        called("commitOffsets " + group);
        if (stable(group).members() > 0) {
            throw new KmigException(new Problem(
                    ErrorCode.GROUP_HAS_MEMBERS,
                    colour.label() + ": group " + group + " has members: " + members(group),
                    "no offset of group " + group + " was set",
                    "stop them"));
        }
        offsets.forEach((tp, offset) -> commit(group, tp, offset.offset(), offset.metadata()));
    }

    @Override
    public Map<Tp, LogEnds> ends(Collection<Tp> partitions) {
        called("ends");
        Map<Tp, LogEnds> ends = new TreeMap<>();
        partitions.forEach(tp -> ends.put(tp, log(tp).ends()));
        return ends;
    }

    @Override
    public EachEnds endsOfEach(Collection<Tp> partitions) {
        Map<Tp, LogEnds> known = new TreeMap<>();
        Map<Tp, Problem> failed = new TreeMap<>();
        called("ends");
        for (Tp tp : partitions) {
            try {
                known.put(tp, log(tp).ends());
            } catch (KmigException e) {
                failed.put(tp, e.problems().get(0));
            }
        }
        return new EachEnds(known, failed);
    }

    @Override
    public void createTopic(String name, int partitions, int replicationFactor, Map<String, String> configs) {
        called("createTopic " + name);
        if (topics.containsKey(name)) {
            throw failed("topic " + name + " exists");
        }
        Map<String, ConfigFact> facts = new HashMap<>(INHERITED);
        configs.forEach((key, value) -> facts.put(key, new ConfigFact(value, true)));
        topics.put(name, new TopicFacts(name, "topic-" + ++topicIds, partitions, replicationFactor, facts));
        for (int partition = 0; partition < partitions; partition++) {
            logs.put(new Tp(name, partition), new FakeLog());
        }
    }

    @Override
    public void addPartitions(String name, int total) {
        called("addPartitions " + name);
        TopicFacts topic = topic(name);
        if (total <= topic.partitions()) {
            throw failed("topic " + name + " has " + topic.partitions() + " partitions, asked for " + total);
        }
        for (int partition = topic.partitions(); partition < total; partition++) {
            logs.put(new Tp(name, partition), new FakeLog());
        }
        topics.put(name, new TopicFacts(name, topic.id(), total, topic.replicationFactor(), topic.configs()));
    }

    @Override
    public void alterTopicConfigs(String name, Map<String, String> set, Set<String> remove) {
        called("alterTopicConfigs " + name + " " + new TreeMap<>(set) + " -" + new TreeSet<>(remove));
        TopicFacts topic = topic(name);
        Map<String, ConfigFact> configs = new HashMap<>(topic.configs());
        set.forEach((key, value) -> configs.put(key, new ConfigFact(value, true)));
        remove.forEach(configs::remove);
        INHERITED.forEach(configs::putIfAbsent);
        topics.put(name, new TopicFacts(name, topic.id(), topic.partitions(), topic.replicationFactor(), configs));
    }

    @Override
    public void removeMembers(String group) {
        called("removeMembers " + group);
        GroupFacts facts = stable(group);
        if (groups.containsKey(group)) {
            group(group, facts.kind(), "EMPTY", 0);
        }
    }

    @Override
    public void fenceProducers(Collection<String> transactionalIds) {
        called("fenceProducers " + new TreeSet<>(transactionalIds));
        transactionalIds.forEach(this::initTransactions);
    }

    @Override
    public Set<String> transactionalIds() {
        called("transactionalIds");
        return Set.copyOf(epochs.keySet());
    }

    @Override
    public Set<String> openTransactions() {
        called("openTransactions");
        Set<String> open = new TreeSet<>(epochs.keySet());
        open.removeIf(id -> logs.values().stream().noneMatch(log -> log.hasOpen(id)));
        return open;
    }

    @Override
    public List<OpenTransaction> openTransactions(Collection<Tp> partitions) {
        called("openTransactions");
        List<OpenTransaction> open = new ArrayList<>();
        new TreeSet<>(partitions).forEach(tp -> log(tp).undecided().forEach((id, offset) -> {
            boolean hanging = id.startsWith(HANGING);
            open.add(new OpenTransaction(
                    tp,
                    offset,
                    hanging ? Long.parseLong(id.substring(HANGING.length())) : id.hashCode(),
                    0,
                    -1,
                    Instant.EPOCH,
                    hanging ? null : id,
                    hanging ? Owner.NOBODY : Owner.COORDINATOR));
        }));
        return open;
    }

    @Override
    public void abort(OpenTransaction hanging) {
        called("abort " + hanging.partition() + " " + hanging.producerId());
        String id = HANGING + hanging.producerId();
        if (!log(hanging.partition()).hasOpen(id)) {
            throw failed("producer id " + hanging.producerId() + " has nothing open on " + hanging.partition());
        }
        log(hanging.partition()).finish(id, false);
    }

    @Override
    public Set<String> connectGroups() {
        called("connectGroups");
        return Set.copyOf(connectGroups);
    }

    @Override
    public List<String> recentProducers(Collection<Tp> partitions) {
        called("recentProducers");
        return partitions.stream()
                .flatMap(tp -> producers.getOrDefault(tp, List.of()).stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() {}

    @Override
    public Cursor open(Tp partition, long fromOffset) {
        called("open " + partition);
        FakeLog log = log(partition);
        LogEnds ends = log.ends();
        if (fromOffset < ends.start() || fromOffset > ends.leo()) {
            throw failed("offset " + fromOffset + " of " + partition + " is outside the log [" + ends.start() + ", "
                    + ends.leo() + "]");
        }
        return stamping.contains(partition.topic()) ? new Restamping(log.cursor(fromOffset)) : log.cursor(fromOffset);
    }

    @Override
    public RecordLog withoutTimestamps() {
        return (partition, fromOffset) -> log(partition).cursor(fromOffset);
    }

    /** Records with a timestamp of this cluster's own. */
    private static final class Restamping extends ForwardingCursor {
        private Restamping(Cursor cursor) {
            super(cursor);
        }

        @Override
        public @Nullable Seen next() {
            Seen seen = super.next();
            return seen == null
                    ? null
                    : new Seen(
                            seen.offset(),
                            seen.digestHigh() ^ seen.offset() + 1,
                            seen.digestLow(),
                            seen.key(),
                            seen.tombstone(),
                            Stamp.APPENDED);
        }
    }

    // ---- what happens to a cluster

    /** A topic with default configs. */
    public FakeCluster topic(String name, int partitions) {
        createTopic(name, partitions, 1, Map.of());
        return this;
    }

    /** Deletes the topic, so that it can be created again under another id. */
    public void deleteTopic(String name) {
        topics.remove(name);
        logs.keySet().removeIf(tp -> tp.topic().equals(name));
    }

    /** Appends whatever the fences say. The content stands for key, value, headers and timestamp together. */
    public long append(Tp tp, String content) {
        return log(tp).append(content);
    }

    /** A plain producer's write: the offset, or empty when max.message.bytes refuses it. */
    public OptionalLong produce(Tp tp, String content) {
        return refused(tp, content) ? OptionalLong.empty() : OptionalLong.of(append(tp, content));
    }

    /** Takes an offset no reader sees: a marker, an aborted record, a compacted one. */
    public long appendGap(Tp tp) {
        return log(tp).appendGap();
    }

    /** Registers a transactional producer, as initTransactions does: aborts what is open, fences older ones. */
    public int initTransactions(String transactionalId) {
        logs.values().forEach(log -> log.finish(transactionalId, false));
        return epochs.merge(transactionalId, 0, (old, first) -> old + 1);
    }

    /** A write inside an open transaction; empty when the producer is fenced or the record refused. */
    public OptionalLong produce(String transactionalId, int epoch, Tp tp, String content) {
        if (fenced(transactionalId, epoch) || refused(tp, content)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(log(tp).appendOpen(transactionalId, content));
    }

    /** A record of a transaction that no coordinator knows. */
    public long appendHanging(long producerId, Tp tp, String content) {
        return log(tp).appendOpen(HANGING + producerId, content);
    }

    /** Commits or aborts, writing a marker wherever the transaction wrote; false when the producer is fenced. */
    public boolean endTransaction(String transactionalId, int epoch, boolean commit) {
        if (fenced(transactionalId, epoch)) {
            return false;
        }
        logs.values().forEach(log -> log.finish(transactionalId, commit));
        return true;
    }

    /** Every record of the topic was stamped by the broker that appended it. */
    public void stampOnAppend(String topic) {
        stamping.add(topic);
    }

    /** Retention or delete-records. */
    public void purge(Tp tp, long newStart) {
        log(tp).purge(newStart);
    }

    /** Compaction takes one record away. */
    public void compact(Tp tp, long offset) {
        log(tp).remove(offset);
    }

    /** Visible contents in order. */
    public List<String> contents(Tp tp) {
        return log(tp).contents();
    }

    /** Visible offset → content, from this offset to the last stable one. */
    public Map<Long, String> read(Tp tp, long from) {
        Map<Long, String> read = new LinkedHashMap<>();
        for (var next = log(tp).next(from);
                next.isPresent();
                next = log(tp).next(next.get().seen().offset() + 1)) {
            read.put(next.get().seen().offset(), next.get().content());
        }
        return read;
    }

    /** Sets state and members, keeps offsets. */
    public FakeCluster group(String name, String kind, String state, int members) {
        GroupFacts old = groups.get(name);
        groups.put(name, new GroupFacts(name, kind, state, members, old == null ? Map.of() : old.offsets()));
        return this;
    }

    /** A consumer's own commit. */
    public FakeCluster commit(String group, Tp tp, long offset, String metadata) {
        GroupFacts old = Objects.requireNonNullElseGet(
                groups.get(group), () -> new GroupFacts(group, "classic", "EMPTY", 0, Map.of()));
        Map<Tp, GroupOffset> offsets = new HashMap<>(old.offsets());
        offsets.put(tp, new GroupOffset(offset, metadata));
        groups.put(group, new GroupFacts(group, old.kind(), old.state(), old.members(), offsets));
        return this;
    }

    /** A transactional offset commit that is not decided: the partition vanishes from stable offsets, or comes back. */
    public void pendingCommit(String group, Tp tp, boolean pending) {
        Set<Tp> partitions = pendingCommits.computeIfAbsent(group, name -> new TreeSet<>());
        if (pending) {
            partitions.add(tp);
        } else {
            partitions.remove(tp);
        }
    }

    public void connectGroup(String groupId) {
        connectGroups.add(groupId);
    }

    public void recentProducer(Tp tp, String line) {
        producers.computeIfAbsent(tp, key -> new ArrayList<>()).add(line);
    }

    /** Port calls so far, each as its method's name and main argument. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Runs before every port call with its name and main argument: throw to fail it, act to race with it. */
    public void beforeCall(Consumer<String> action) {
        beforeCall = action;
    }

    /** As a real adapter reports a request the cluster refused. */
    public KmigException failed(String observed) {
        return new KmigException(new Problem(
                ErrorCode.CLUSTER_REQUEST_FAILED, colour.label() + ": " + observed, "nothing was changed", "look"));
    }

    private void called(String call) {
        calls.add(call);
        beforeCall.accept(call);
    }

    /** All partitions, for the fakes beside this one: their looking is no call. */
    Collection<Tp> partitions() {
        return List.copyOf(logs.keySet());
    }

    long start(Tp tp) {
        return log(tp).ends().start();
    }

    private boolean fenced(String transactionalId, int epoch) {
        return epochs.getOrDefault(transactionalId, -1) != epoch;
    }

    private boolean refused(Tp tp, String content) {
        ConfigFact limit = topic(tp.topic()).configs().get("max.message.bytes");
        return content.length() + RECORD_OVERHEAD > Long.parseLong(limit.value());
    }

    private TopicFacts topic(String name) {
        TopicFacts topic = topics.get(name);
        if (topic == null) {
            throw failed("topic " + name + " does not exist");
        }
        return topic;
    }

    private FakeLog log(Tp tp) {
        FakeLog log = logs.get(tp);
        if (log == null) {
            throw failed("partition " + tp + " does not exist");
        }
        return log;
    }

    private GroupFacts stable(String name) {
        GroupFacts facts = groups.get(name);
        if (facts == null) {
            return new GroupFacts(name, "unknown", "EMPTY", 0, Map.of());
        }
        Map<Tp, GroupOffset> offsets = new TreeMap<>(facts.offsets());
        offsets.keySet().removeAll(pendingCommits.getOrDefault(name, Set.of()));
        return new GroupFacts(name, facts.kind(), facts.state(), facts.members(), offsets);
    }
}
