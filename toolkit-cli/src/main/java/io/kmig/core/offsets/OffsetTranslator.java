package io.kmig.core.offsets;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the exact position on the target side for positions on the source side of one partition.
 *
 * <pre>
 * anchor   the nearest pair (source, target) known to hold the same record, at or before the lowest position;
 *          without one both log starts, the target being read on until it meets the source's first record
 * walk     both sides together, data records only, comparing 128-bit digests, up to the end as it was at the start
 *            they differ                    -> unresolved, also what was passed: equality to the end is not proved
 *            the target has no more         -> positions up to this record: right after the last match; above: wait
 *            first source record at or after B, equal to its partner -> G is the partner's offset
 * end      the source has no more; the target must have none either, else it holds a record that is not the source's
 *            B after the last source record -> right after the last match
 * </pre>
 *
 * Offsets are never computed, only observed: transaction markers, aborted records and compaction shift one log against
 * the other. Memory: two cursors, whatever the length of the logs.
 */
public final class OffsetTranslator {
    private final RecordLog source;
    private final RecordLog target;

    public OffsetTranslator(RecordLog source, RecordLog target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Call it when the mirror has committed everything below the highest position, else that position comes back
     * unresolved.
     *
     * @param positions committed source offsets of all groups on this partition
     * @param pairs proven pairs of this partition, in any order
     * @return a translation for each position
     */
    public Map<Long, Translation> translate(
            Tp tp, Collection<Long> positions, LogEnds sourceEnds, LogEnds targetEnds, List<ProvenPair> pairs) {
        Map<Long, Translation> result = new HashMap<>();
        TreeSet<Long> open = new TreeSet<>();
        for (long position : positions) {
            if (position > sourceEnds.leo()) {
                result.put(
                        position,
                        new Translation.Unresolved(
                                "it is beyond the log end " + sourceEnds.leo()
                                        + ": the topic was re-created or truncated",
                                false));
            } else if (position < sourceEnds.start()) {
                result.put(
                        position,
                        new Translation.Unresolved(
                                "it is below the log start " + sourceEnds.start()
                                        + ": the next records to read have expired",
                                false));
            } else {
                open.add(position);
            }
        }
        if (open.isEmpty()) {
            return result;
        }
        ProvenPair anchor = pairs.stream()
                .filter(p -> p.source() <= open.first() && p.source() >= sourceEnds.start())
                .filter(p -> p.target() >= targetEnds.start() && p.target() < targetEnds.lso())
                .max(Comparator.comparingLong(ProvenPair::source))
                .orElse(null);
        try (Cursor from = source.open(tp, anchor == null ? sourceEnds.start() : anchor.source());
                Cursor to = target.open(tp, anchor == null ? targetEnds.start() : anchor.target())) {
            result.putAll(new Walk(from, to, anchor != null, open, sourceEnds.lso()).run());
        }
        return result;
    }

    private static final class Walk {
        private final Cursor from;
        private final Cursor to;
        private final NavigableSet<Long> open;
        /** While applications write and the mirror copies, the logs have no end of their own: this one is kept. */
        private final long sourceEnd;

        private final Map<Long, Translation> found = new HashMap<>();
        private boolean tied;
        /** One past the last target record that matched, or -1. */
        private long next = -1;

        Walk(Cursor from, Cursor to, boolean tied, NavigableSet<Long> open, long sourceEnd) {
            this.sourceEnd = sourceEnd;
            this.from = from;
            this.to = to;
            this.tied = tied;
            this.open = open;
        }

        Map<Long, Translation> run() {
            while (true) {
                Seen record = from.next();
                if (record == null) {
                    return end();
                }
                Seen partner = partner(record);
                if (partner == null) {
                    return targetEndsBefore(record);
                }
                if (!partner.sameContent(record)) {
                    return differs("source offset " + record.offset() + " and target offset " + partner.offset()
                            + " should hold the same record and do not");
                }
                settleUpTo(record.offset(), partner.offset());
                next = partner.offset() + 1;
                if (record.offset() >= sourceEnd) {
                    return settleAt(next);
                }
            }
        }

        private @Nullable Seen partner(Seen record) {
            Seen candidate = to.next();
            // the source's head may have expired since it was copied: those records have no partner any more
            while (!tied && candidate != null && !candidate.sameContent(record)) {
                candidate = to.next();
            }
            tied = true;
            return candidate;
        }

        private void settleUpTo(long sourceOffset, long targetOffset) {
            while (!open.isEmpty() && open.first() <= sourceOffset) {
                found.put(open.pollFirst(), new Translation.Exact(targetOffset));
            }
        }

        private Map<Long, Translation> targetEndsBefore(Seen record) {
            if (next >= 0 || to.position() == 0) {
                settleUpTo(record.offset(), to.position());
            }
            open.forEach(b -> found.put(
                    b,
                    new Translation.Unresolved(
                            "the record at source offset " + record.offset() + " is not on the target yet", true)));
            return found;
        }

        private Map<Long, Translation> end() {
            boolean sourceWasEmpty = next < 0;
            if (!sourceWasEmpty) {
                Seen more = to.next();
                if (more != null) {
                    // the mirror may have copied a record that reached the source after its end was read
                    Seen late = from.next();
                    if (late == null || !late.sameContent(more)) {
                        return differs("the target holds a record at offset " + more.offset()
                                + " that is not the source's next");
                    }
                    settleUpTo(late.offset(), more.offset());
                    return settleAt(more.offset() + 1);
                }
            } else {
                // all of the source has expired: what the target still holds lies before every position
                Seen left = to.next();
                while (left != null) {
                    left = to.next();
                }
            }
            return settleAt(to.position());
        }

        private Map<Long, Translation> settleAt(long targetOffset) {
            long stable = from.position();
            for (long position : open) {
                found.put(
                        position,
                        position <= stable
                                ? new Translation.Exact(targetOffset)
                                : new Translation.Unresolved(
                                        "it is beyond the last stable offset " + stable
                                                + ": a transaction is open on the source",
                                        true));
            }
            return found;
        }

        private Map<Long, Translation> differs(String reason) {
            open.addAll(found.keySet());
            found.clear();
            open.forEach(b -> found.put(b, new Translation.Unresolved(reason, false)));
            return found;
        }
    }
}
