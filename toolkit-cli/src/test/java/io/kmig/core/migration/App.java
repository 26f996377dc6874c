package io.kmig.core.migration;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.testkit.FakeCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * An application that lives through a migration: it reads with a group, writes, or does both in one transaction, and
 * remembers what it processed and what it was acknowledged.
 */
final class App {
    private final String group;
    private final List<Tp> reads;
    private final List<Tp> writes;
    private final String transactionalId;
    private final Map<Tp, List<String>> processed = new TreeMap<>();
    private final Map<Tp, List<String>> acknowledged = new TreeMap<>();
    private Optional<FakeCluster> home = Optional.empty();
    private int epoch;
    private int written;
    private boolean idle;

    /**
     * @param reads empty for a producer
     * @param writes empty for a consumer
     * @param transactionalId empty to write without transactions
     */
    App(String group, List<Tp> reads, List<Tp> writes, String transactionalId) {
        this.group = group;
        this.reads = reads;
        this.writes = writes;
        this.transactionalId = transactionalId;
    }

    /** As a start script does: nothing happens when it runs there already. */
    void start(FakeCluster cluster) {
        if (home.filter(cluster::equals).isPresent()) {
            return;
        }
        if (home.isPresent()) {
            throw new AssertionError("started on " + cluster.colour() + " while it runs on " + runsOn());
        }
        home = Optional.of(cluster);
        if (!transactionalId.isEmpty()) {
            epoch = cluster.initTransactions(transactionalId);
        }
        join(cluster);
    }

    void stop() {
        home.ifPresent(cluster -> {
            if (!reads.isEmpty()) {
                cluster.group(group, "classic", "EMPTY", 0);
            }
        });
        home = Optional.empty();
    }

    /** Dies inside a transaction that would have moved its position too. */
    void crashInTransaction(FakeCluster cluster) {
        cluster.produce(transactionalId, epoch, writes.get(0), "never committed");
        reads.forEach(tp -> cluster.pendingCommit(group, tp, true));
        stop();
    }

    Optional<Colour> runsOn() {
        return home.map(FakeCluster::colour);
    }

    /** Stops making records up; goes on processing. */
    void idle() {
        idle = true;
    }

    /** One moment of its life. */
    void live() {
        home.ifPresent(cluster -> {
            join(cluster);
            if (reads.isEmpty() && !idle) {
                writes.forEach(tp -> write(cluster, tp, "made " + written++));
            }
            reads.forEach(tp -> process(cluster, tp));
        });
    }

    private void join(FakeCluster cluster) {
        if (!reads.isEmpty()) {
            cluster.group(group, "classic", "STABLE", 1);
        }
    }

    private void process(FakeCluster cluster, Tp tp) {
        GroupFacts facts = cluster.groups(List.of(group)).get(group);
        GroupOffset position = facts == null ? null : facts.offsets().get(tp);
        long from = position == null
                ? cluster.ends(List.of(tp)).getOrDefault(tp, World.NOWHERE).start()
                : position.offset();
        cluster.read(tp, from).entrySet().stream().limit(2).forEach(record -> {
            if (writes.isEmpty() || write(cluster, writes.get(tp.partition()), "of " + record.getValue())) {
                processed.computeIfAbsent(tp, t -> new ArrayList<>()).add(record.getValue());
                cluster.commit(group, tp, record.getKey() + 1, "by app");
            }
        });
    }

    private boolean write(FakeCluster cluster, Tp tp, String content) {
        OptionalLong offset = transactionalId.isEmpty()
                ? cluster.produce(tp, content)
                : cluster.produce(transactionalId, epoch, tp, content);
        boolean acked = offset.isPresent()
                && (transactionalId.isEmpty() || cluster.endTransaction(transactionalId, epoch, true));
        if (acked) {
            acknowledged.computeIfAbsent(tp, t -> new ArrayList<>()).add(content);
        }
        return acked;
    }

    List<String> processed(Tp tp) {
        return List.copyOf(processed.getOrDefault(tp, List.of()));
    }

    List<String> acknowledged(Tp tp) {
        return List.copyOf(acknowledged.getOrDefault(tp, List.of()));
    }
}
