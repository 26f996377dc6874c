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
 *          without one both log starts; where a head has expired or was compacted, a search: the target is read on
 *          until it meets the source's first record
 * walk     both sides together, data records only, comparing 128-bit digests, up to the end as it was at the start
 *            they differ                    -> unresolved, also what was passed: equality to the end is not proved
 *            the target has no more         -> positions up to this record: right after the last match; above: wait
 *            a proven pair on the way says otherwise -> unresolved
 *            first source record at or after B, equal to its partner -> G is the partner's offset
 * end      the source has no more; the target must have none either, else it holds a record that is not the source's
 *            (where the target is the origin and the source its copy, it may: those are the records to come)
 *            B after the last source record -> right after the last match
 * search   counts only when a proven pair on the way confirms it, or when all of the source was met and the target
 *          holds its first record once: a tie to another, equal record would match on while contents repeat
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
        return translate(tp, positions, sourceEnds, targetEnds, pairs, Origin.SOURCE);
    }

    /** Where the records of a partition are born. */
    public enum Origin {
        /** The target is a copy: it must not hold more than the source. */
        SOURCE,
        /** The source is a copy that may be behind: what the target holds beyond it is what would have come next. */
        TARGET
    }

    /** As above, for a partition whose records are born on either side. */
    public Map<Long, Translation> translate(
            Tp tp,
            Collection<Long> positions,
            LogEnds sourceEnds,
            LogEnds targetEnds,
            List<ProvenPair> pairs,
            Origin origin) {
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
            Tie tie = anchor != null
                    ? Tie.PROVEN
                    : sourceEnds.start() == 0 && targetEnds.start() == 0 ? Tie.STARTS : Tie.SEARCH;
            result.putAll(new Walk(from, to, tie, open, pairs, sourceEnds.lso(), targetEnds, origin).run());
        }
        return result;
    }

    /** Why the first records of both cursors are taken for the same. */
    private enum Tie {
        /** A proven pair. */
        PROVEN,
        /** Both logs begin at 0, so nothing has expired; a search when their first records differ. */
        STARTS,
        SEARCH
    }

    private static final class Walk {
        private final Cursor from;
        private final Cursor to;
        private final NavigableSet<Long> open;
        private final Map<Long, Long> pairs = new HashMap<>();
        /** While applications write and the mirror copies, the logs have no end of their own: these are kept. */
        private final long sourceEnd;

        private final long targetEnd;
        private final boolean targetWhole;
        private final Origin origin;
        private final Map<Long, Translation> found = new HashMap<>();
        private final Tie tie;
        private boolean tied;
        /** The source's first record while its place on the target is found by search and not confirmed. */
        private @Nullable Seen searched;

        private boolean searchedRepeats;
        /** No record was ever on the target, so the source's first one to come will be its first. */
        private boolean targetNeverHeldAny;

        /** One past the last target record that matched, or -1. */
        private long next = -1;

        Walk(
                Cursor from,
                Cursor to,
                Tie tie,
                NavigableSet<Long> open,
                List<ProvenPair> pairs,
                long sourceEnd,
                LogEnds targetEnds,
                Origin origin) {
            this.origin = origin;
            this.from = from;
            this.to = to;
            this.tie = tie;
            this.tied = tie == Tie.PROVEN;
            this.open = open;
            this.sourceEnd = sourceEnd;
            this.targetEnd = targetEnds.lso();
            this.targetWhole = targetEnds.start() == 0;
            pairs.forEach(p -> this.pairs.put(p.source(), p.target()));
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
                Long proven = pairs.get(record.offset());
                if (proven != null && proven != partner.offset()) {
                    return differs("source offset " + record.offset() + " is proven to be target offset " + proven
                            + " and the records before it lead to " + partner.offset());
                }
                if (proven != null) {
                    searched = null;
                }
                settleUpTo(record.offset(), partner.offset());
                next = partner.offset() + 1;
                Seen first = searched;
                searchedRepeats |= first != null && first.offset() != record.offset() && first.sameContent(record);
                if (record.offset() >= sourceEnd && (first == null || next >= targetEnd)) {
                    return settleAt(next);
                }
            }
        }

        private @Nullable Seen partner(Seen record) {
            Seen candidate = to.next();
            if (!tied) {
                targetNeverHeldAny = candidate == null && targetWhole;
                boolean skipped = false;
                // the source's head may have expired since it was copied: those records have no partner any more
                while (candidate != null && !candidate.sameContent(record)) {
                    skipped = true;
                    candidate = to.next();
                }
                searched = tie == Tie.STARTS && !skipped ? null : record;
                tied = true;
            }
            return candidate;
        }

        private void settleUpTo(long sourceOffset, long targetOffset) {
            while (!open.isEmpty() && open.first() <= sourceOffset) {
                found.put(open.pollFirst(), new Translation.Exact(targetOffset));
            }
        }

        private Map<Long, Translation> targetEndsBefore(Seen record) {
            if (next >= 0 && searched != null) {
                return waiting("the head of a log has expired, and the record at source offset " + record.offset()
                        + ", needed to be sure where the rest is, is not on the target yet");
            }
            if (next >= 0 || targetNeverHeldAny) {
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
            if (origin == Origin.TARGET && !sourceWasEmpty && searched == null) {
                return settleAt(next);
            }
            if (origin == Origin.TARGET && tie == Tie.STARTS && sourceWasEmpty) {
                return settleAt(0);
            }
            if (!sourceWasEmpty) {
                Seen more = to.next();
                if (more != null) {
                    // the mirror may have copied a record that reached the source after its end was read
                    Seen late = from.next();
                    if (late == null || !late.sameContent(more)) {
                        return differs("the target holds a record at offset " + more.offset()
                                + " that is not the source's next");
                    }
                    if (searched != null) {
                        return waiting("records reached both sides while they were read to their ends");
                    }
                    settleUpTo(late.offset(), more.offset());
                    return settleAt(more.offset() + 1);
                }
            } else {
                // all of the source has expired: what the target still holds lies before every position
                Seen left = to.next();
                while (left != null && left.offset() < targetEnd) {
                    left = to.next();
                }
                if (left != null || from.next() != null) {
                    return waiting("a record reached the source while the target was read to its end");
                }
            }
            return settleAt(to.position());
        }

        private Map<Long, Translation> settleAt(long targetOffset) {
            if (ambiguous()) {
                return repeats();
            }
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

        private boolean ambiguous() {
            return searched != null && searchedRepeats;
        }

        private Map<Long, Translation> repeats() {
            return differs("the head of the source has expired and its first record repeats:"
                    + " where it is on the target can't be told from contents");
        }

        private Map<Long, Translation> differs(String reason) {
            return none(reason, false);
        }

        private Map<Long, Translation> waiting(String reason) {
            return none(reason, true);
        }

        private Map<Long, Translation> none(String reason, boolean mayClear) {
            open.addAll(found.keySet());
            found.clear();
            open.forEach(b -> found.put(b, new Translation.Unresolved(reason, mayClear)));
            return found;
        }
    }
}
