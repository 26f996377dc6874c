package io.kmig.ledger.judge;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one client's rows add up to. */
final class ClientCase {
    final ClientRow.Opened opened;
    private final Map<Cluster, Long> acked = new EnumMap<>(Cluster.class);
    private final Map<Cluster, Long> processed = new EnumMap<>(Cluster.class);
    private long ackedAwaySinceApply;
    private boolean everAway;
    private long atHomeSinceAway;
    private long unknown;
    long duplicated;
    long reordered;
    long lost;

    ClientCase(ClientRow.Opened opened) {
        this.opened = opened;
    }

    boolean writes() {
        return !opened.writes().isEmpty();
    }

    boolean reads() {
        return opened.group() != null;
    }

    void acked(ClientRow.Acked row, Question question) {
        acked.merge(row.cluster(), 1L, Long::sum);
        if (writes()) active(row.cluster(), question);
        Long since = question.applyBegan();
        if (since != null && row.cluster() != question.home() && row.stamp() / 1000 >= since) ackedAwaySinceApply++;
    }

    void unknown() {
        unknown++;
    }

    void processed(Cluster cluster, Question question) {
        processed.merge(cluster, 1L, Long::sum);
        if (!writes()) active(cluster, question);
    }

    private void active(Cluster cluster, Question question) {
        if (cluster == question.home()) {
            atHomeSinceAway++;
        } else {
            everAway = true;
            atHomeSinceAway = 0;
        }
    }

    /** @param group the client's group if it is its only member, so that the group's verdict is the client's as well */
    ClientLedger verdict(Question question, @Nullable GroupLedger group) {
        Map<Cluster, Long> on = writes() ? acked : processed;
        boolean groupKnown = !reads() || group != null;
        return new ClientLedger(
                opened.name(),
                opened.kind(),
                opened.group(),
                writes() ? Long.valueOf(sum(acked)) : null,
                reads() ? Long.valueOf(sum(processed)) : null,
                on.getOrDefault(Cluster.BLUE, 0L),
                on.getOrDefault(Cluster.GREEN, 0L),
                writes() && question.applyBegan() != null ? Long.valueOf(ackedAwaySinceApply) : null,
                everAway ? Long.valueOf(atHomeSinceAway) : null,
                writes() ? Long.valueOf(unknown) : null,
                groupKnown ? Long.valueOf(lost + (group == null ? 0 : group.lost())) : null,
                groupKnown ? Long.valueOf(duplicated + (group == null ? 0 : group.duplicated())) : null,
                groupKnown ? Long.valueOf(reordered + (group == null ? 0 : group.reordered())) : null);
    }

    private static long sum(Map<Cluster, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
