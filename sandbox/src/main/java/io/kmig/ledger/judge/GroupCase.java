package io.kmig.ledger.judge;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One group's processing.
 *
 * <p>A group owes every record of its topics but those before its very first position. Only the cluster where the
 * group first began counts for that: a position it was later given on another cluster is what a migration gets wrong,
 * and must not excuse anything.
 */
final class GroupCase {
    final String group;
    final Set<String> clients = new LinkedHashSet<>();
    final Set<String> topics = new LinkedHashSet<>();
    final Move move;
    final Map<Place, Move> moves = new TreeMap<>();
    private final Question question;
    private final FindingList findings;
    private final Map<Place, Long> began = new HashMap<>();
    private final Map<Line, Part> parts = new LinkedHashMap<>();
    private @Nullable Cluster firstCluster;
    private long processed;
    private long duplicated;
    private long reordered;
    private long foreign;

    /** This group's share of a line. */
    private static final class Part {
        private final BitSet processed = new BitSet();
        private final BitSet beforeBegin = new BitSet();
        private final KeyOrder order = new KeyOrder();
    }

    GroupCase(String group, Question question, FindingList findings) {
        this.group = group;
        this.question = question;
        this.findings = findings;
        this.move = new Move(question.home());
    }

    void began(ClientRow.Began row) {
        if (firstCluster == null) firstCluster = row.cluster();
        if (firstCluster == row.cluster())
            began.merge(new Place(row.topic(), row.partition()), row.offset(), Math::min);
    }

    /** A record of this line is known to lie at this place. */
    void lies(Line line, Cluster cluster, int partition, long offset, long seq) {
        if (cluster != firstCluster || !topics.contains(line.topic)) return;
        Long first = began.get(new Place(line.topic, partition));
        if (first != null && offset < first) part(line).beforeBegin.set(Line.bit(seq));
    }

    void processed(ClientRow.Processed row, Line line) {
        processed++;
        active(row.topic(), row.partition(), row.cluster(), row.stamp());
        Part part = part(line);
        int bit = Line.bit(row.seq());
        if (part.processed.get(bit)) {
            duplicated++;
            find(
                    Finding.Kind.REPROCESSED,
                    row,
                    "processed again on " + row.cluster().label());
            return;
        }
        part.processed.set(bit);
        // partitions may be numbered otherwise on the other cluster: what counts for a group is the order in time
        String wrong = part.order.next(row.key(), 0, row.keySeq(), row.seq());
        if (wrong != null) {
            reordered++;
            find(
                    Finding.Kind.PROCESSED_OUT_OF_ORDER,
                    row,
                    wrong + ", on " + row.cluster().label());
        }
    }

    /** Processed, though no producer can have written it. */
    void foreign(ClientRow.Processed row) {
        processed++;
        foreign++;
        active(row.topic(), row.partition(), row.cluster(), row.stamp());
        find(
                Finding.Kind.PROCESSED_FOREIGN,
                row,
                "nobody can have written it; on " + row.cluster().label());
    }

    /** @param judged whether the topic is written by the demo's producers alone; of others nothing can be said */
    void alien(ClientRow.Alien row, boolean judged) {
        processed++;
        active(row.topic(), row.partition(), row.cluster(), row.stamp());
        if (!judged) return;
        foreign++;
        findings.add(new Finding(
                Finding.Kind.PROCESSED_FOREIGN,
                group,
                row.topic(),
                row.partition(),
                row.offset(),
                null,
                null,
                null,
                "not a value of any producer; on " + row.cluster().label()));
    }

    private void active(String topic, int partition, Cluster cluster, long stamp) {
        move.active(cluster, stamp);
        moves.computeIfAbsent(new Place(topic, partition), p -> new Move(question.home()))
                .active(cluster, stamp);
    }

    GroupLedger verdict(Lines lines, MissingRecords missing) {
        long expected = 0;
        long lost = 0;
        long superseded = 0;
        for (Line line : lines.all()) {
            if (!topics.contains(line.topic)) continue;
            Part part = part(line);
            BitSet owed = line.existing();
            owed.andNot(part.beforeBegin);
            expected += owed.cardinality();
            owed.andNot(part.processed);
            for (int seq = owed.nextSetBit(0); seq >= 0; seq = owed.nextSetBit(seq + 1)) {
                if (isSuperseded(line, part, seq)) {
                    superseded++;
                } else {
                    lost++;
                    missing.add(Finding.Kind.UNPROCESSED, group, line, seq, "never processed by the group");
                }
            }
        }
        return new GroupLedger(
                group,
                clients.stream().sorted().toList(),
                expected,
                processed,
                lost,
                duplicated,
                reordered,
                superseded,
                foreign);
    }

    /** A record still there on both clusters was compacted away nowhere, so nothing excuses the group. */
    private static boolean isSuperseded(Line line, Part part, int seq) {
        if (line.atHome.get(seq) && line.atOther.get(seq)) return false;
        String key = line.keyOf(seq);
        return key != null && part.order.isPast(key, seq);
    }

    private void find(Finding.Kind kind, ClientRow.Processed row, String detail) {
        findings.add(new Finding(
                kind, group, row.topic(), row.partition(), row.offset(), row.key(), row.producer(), row.seq(), detail));
    }

    private Part part(Line line) {
        return parts.computeIfAbsent(line, l -> new Part());
    }
}
