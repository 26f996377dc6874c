package io.kmig.core.port;

import io.kmig.core.error.Problem;
import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.OpenTransaction;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One cluster, seen through its admin protocol. Every call fails with a {@link io.kmig.core.error.KmigException}
 * that names the cluster: KMIG-2001 unreachable, 2002 credentials, 2004 too old, 2008 not permitted, 2009 otherwise.
 */
public interface ClusterPort extends AutoCloseable {
    Colour colour();

    ClusterIdentity identity();

    /** Every topic that is not internal to the broker, with effective configs. */
    Map<String, TopicFacts> topics();

    /** One round trip for these topics; absent ones are absent in the answer. */
    Map<String, TopicFacts> topics(Collection<String> names);

    /** Every consumer group with its committed offsets. */
    Map<String, GroupFacts> groups();

    /** These groups only; a group the broker does not know is EMPTY with no offsets (kind {@code unknown}). */
    Map<String, GroupFacts> groups(Collection<String> names);

    /**
     * Committed offsets with requireStable: a partition with a pending transactional commit is missing from the answer,
     * which means "not stable", not "nothing committed". A group that is not known has none.
     */
    Map<String, Map<Tp, GroupOffset>> stableOffsets(Collection<String> groups);

    default Map<Tp, GroupOffset> stableOffsets(String group) {
        return stableOffsets(List.of(group)).getOrDefault(group, Map.of());
    }

    /**
     * Partitions on which an open transaction is about to commit for a group, its very first commit there included,
     * which no listing shows: each group is asked about every partition by name, and those are listed once for all.
     */
    Map<String, Set<Tp>> pendingCommits(Collection<String> groups);

    default Set<Tp> pendingCommits(String group) {
        return pendingCommits(List.of(group)).getOrDefault(group, Set.of());
    }

    /** Members of the group of whatever kind, each as its client id and host, sorted; for people to find them. */
    List<String> members(String group);

    /**
     * One request for the whole group, all or nothing while it has members: then KMIG-4024. The leader epoch is always left
     * empty: with blue's epoch a consumer on green hangs.
     */
    void commitOffsets(String group, Map<Tp, GroupOffset> offsets);

    /** Fails when one of them does. */
    Map<Tp, LogEnds> ends(Collection<Tp> partitions);

    /**
     * The same, but a partition that is denied, missing or without a leader that answers is told and does not keep the
     * others from being answered.
     */
    EachEnds endsOfEach(Collection<Tp> partitions);

    /** Each partition asked for is in one of the two. */
    record EachEnds(Map<Tp, LogEnds> known, Map<Tp, Problem> failed) {}

    void createTopic(String name, int partitions, int replicationFactor, Map<String, String> configs);

    void addPartitions(String name, int total);

    /** Incremental: sets and removes topic overrides, leaves all others alone. */
    void alterTopicConfigs(String name, Map<String, String> set, Set<String> remove);

    /**
     * Removes members that linger after their process ended: static ones, those of Streams applications, killed ones.
     * Bounded; leaves offsets alone. No broker lets anybody remove a member of KIP-1071's streams protocol: such a one leaves
     * when it is closed, or when its session ends, and nothing is done here.
     */
    void removeMembers(String group);

    /**
     * Bumps the producer epoch of these transactional ids: an open transaction is aborted, and an older instance can
     * never write again. Ids the cluster never saw are fenced as well, harmlessly.
     */
    void fenceProducers(Collection<String> transactionalIds);

    /** Transactional ids the cluster knows. Empty on brokers before 3.0, which cannot list them. */
    Set<String> transactionalIds();

    /** Transactional ids with an ongoing or prepared transaction. Empty on brokers before 3.0. */
    Set<String> openTransactions();

    /**
     * What is undecided on these partitions, oldest offset first within each. One that is decided meanwhile is not in it. Empty on brokers
     * before 2.8, which cannot tell.
     */
    List<OpenTransaction> openTransactions(Collection<Tp> partitions);

    /**
     * Ends a hanging transaction on its partition with an abort marker (KIP-664). Fails when it is not as it was described
     * any more.
     */
    void abort(OpenTransaction hanging);

    /** Ids of groups of the Connect protocol, that is the {@code group.id}s of Connect worker clusters on this cluster. */
    Set<String> connectGroups();

    /**
     * Who wrote lately: one line per producer of these partitions, for naming a culprit. Empty on brokers before 2.8; closed idempotent
     * producers stay listed for a day and non-idempotent ones never show, so it names suspects and proves nothing.
     */
    List<String> recentProducers(Collection<Tp> partitions);

    @Override
    void close();
}
