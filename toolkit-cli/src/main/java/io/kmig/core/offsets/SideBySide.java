package io.kmig.core.offsets;

import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads both logs together from where they are known, or taken, to hold the same record, up to the source's end as it
 * was at the start.
 *
 * <pre>
 * they differ                    -> unresolved, also what was passed: equality to the end is not proved
 * the target has no more         -> positions up to this record: right after the last match; above: wait
 * a proven pair says otherwise   -> unresolved
 * first source record at or after B, equal to its partner -> G is the partner's offset
 * the source has no more         -> the target must have none either, else it holds a record that is not the source's
 *                                   (where the target is the origin and the source its copy, it may: those are to come)
 * B after the last source record -> right after the last match
 * search   counts only when a proven pair on the way confirms it, or when all of the source was met and the target
 *          holds its first record once: a tie to another, equal record would match on while contents repeat
 * </pre>
 *
 * Memory: two cursors and {@link Runs}, whatever the length of the logs.
 */
final class SideBySide {
    /** Why the first records of both cursors are taken for the same. */
    enum Tie {
        /** A proven pair. */
        PROVEN,
        /** The two before them were compared, and so was all up to them. */
        FOLLOWING,
        /** Both logs begin at 0, so nothing has expired; a search when their first records differ. */
        STARTS,
        /** The target is read on until it meets the source's first record. */
        SEARCH
    }

    /**
     * @param differs where the logs do not hold the same; empty when they do as far as both go
     * @param retryFrom the least source offset of a proven pair from which the logs may still be equal to their ends,
     *     though they differ before it; empty when nothing lies behind the difference
     * @param matched source and target records that were equal
     * @param compared one past the last source record that has a partner; -1 when none has
     * @param confirmed a proven pair said that the records compared are each other's, and not equal by chance
     * @param span from where both were opened, or the first match, to one past the last
     */
    record Outcome(
            Map<Long, Translation> found,
            Optional<String> differs,
            OptionalLong retryFrom,
            long matched,
            long compared,
            boolean confirmed,
            Optional<Span> span) {

        /** What was compared may not be each other's: nothing to go on from. */
        Outcome unsure(Map<Long, Translation> instead) {
            return new Outcome(instead, differs, retryFrom, matched, compared, false, Optional.empty());
        }
    }

    private static final long UNKNOWN = -1;

    private final Cursor from;
    private final Cursor to;
    private final NavigableSet<Long> open;
    private final Map<Long, Long> pairs = new HashMap<>();
    /** While applications write and the mirror copies, the logs have no end of their own: these are kept. */
    private final long sourceEnd;

    private final long targetEnd;
    private final long lastCopied;
    private final boolean targetWhole;
    private final boolean targetUndecided;
    private final Origin origin;
    private final Map<Long, Translation> found = new HashMap<>();
    private final Tie tie;
    private boolean tied;
    /** The source's first record while its place on the target is found by search and not confirmed. */
    private @Nullable Seen searched;

    private boolean searchedRepeats;
    private boolean confirmed;
    /** What is on the target before the source's first record was passed over. */
    private boolean skipped;
    /** No record was ever on the target, so the source's first one to come will be its first. */
    private boolean targetNeverHeldAny;

    private final Runs runs;
    private final ProvenPair opened;
    private @Nullable ProvenPair first;
    private long matched;
    private long sourceNext = -1;
    /** One past the last target record that matched, or -1. */
    private long next = -1;

    private @Nullable String difference;
    private OptionalLong retryFrom = OptionalLong.empty();

    SideBySide(Question question, Cursor from, Cursor to, Tie tie, Iterable<Long> positions) {
        this.origin = question.origin();
        this.from = from;
        this.to = to;
        this.tie = tie;
        this.tied = tie == Tie.PROVEN || tie == Tie.FOLLOWING;
        this.confirmed = tied;
        this.opened = new ProvenPair(from.position(), to.position());
        this.runs = tie == Tie.FOLLOWING
                ? question.compared().map(span -> span.runs().copy()).orElseGet(Runs::new)
                : new Runs();
        if (tie == Tie.FOLLOWING) {
            next = to.position();
            sourceNext = from.position();
        }
        this.open = new TreeSet<>();
        positions.forEach(open::add);
        this.sourceEnd = question.sourceEnds().lso();
        this.lastCopied = question.copied().orElse(UNKNOWN);
        this.targetEnd = question.targetEnds().lso();
        this.targetUndecided = targetEnd < question.targetEnds().leo();
        this.targetWhole = question.targetEnds().start() == 0;
        question.pairs().forEach(p -> this.pairs.put(p.source(), p.target()));
    }

    Outcome run() {
        walk();
        Optional<Span> span = difference != null || first == null || searched != null
                ? Optional.empty()
                : Optional.of(new Span(first, new ProvenPair(sourceNext, next), "an earlier comparison", runs));
        return new Outcome(found, Optional.ofNullable(difference), retryFrom, matched, sourceNext, confirmed, span);
    }

    private void walk() {
        while (true) {
            Seen record = from.next();
            if (record == null) {
                if (end()) {
                    return;
                }
                continue;
            }
            Seen partner = partner(record);
            if (partner == null) {
                targetEndsBefore(record);
                return;
            }
            if (!partner.sameContent(record)) {
                retryAt(record);
                differs("source offset " + record.offset() + " and target offset " + partner.offset()
                        + " should hold the same record and do not");
                return;
            }
            Long proven = pairs.get(record.offset());
            if (proven != null && proven != partner.offset()) {
                retryAt(record);
                differs("source offset " + record.offset() + " is proven to be target offset " + proven
                        + " and the records before it lead to " + partner.offset());
                return;
            }
            if (proven != null) {
                searched = null;
                confirmed = true;
            }
            settleUpTo(record.offset(), partner.offset());
            matches(record, partner);
            Seen head = searched;
            searchedRepeats |= head != null && head.offset() != record.offset() && head.sameContent(record);
            if (record.offset() >= sourceEnd && next >= targetEnd) {
                settleAt(next);
                return;
            }
        }
    }

    /** A pair of this very record may lead on, unless it is the one that led here. */
    private void retryAt(Seen record) {
        boolean ledHere = tie == Tie.PROVEN && matched == 0;
        retryFrom = OptionalLong.of(ledHere ? record.offset() + 1 : record.offset());
    }

    private void matches(Seen record, Seen partner) {
        if (first == null) {
            first = skipped ? new ProvenPair(opened.source(), partner.offset()) : opened;
        }
        matched++;
        runs.note(record.offset(), partner.offset());
        sourceNext = record.offset() + 1;
        next = partner.offset() + 1;
    }

    private @Nullable Seen partner(Seen record) {
        Seen candidate = to.next();
        if (!tied) {
            targetNeverHeldAny = candidate == null && targetWhole;
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

    private void targetEndsBefore(Seen record) {
        if (lastCopied >= record.offset()) {
            differs("the mirror has committed the record at source offset " + record.offset()
                    + " and it is not on the target");
            return;
        }
        if (origin == Origin.TARGET) {
            // read after the record was: a copy holds nothing that its origin does not hold before
            differs("the copy holds a record at source offset " + record.offset()
                    + " that its origin, the target, does not hold");
            return;
        }
        if (next >= 0 && searched != null) {
            none(
                    "the head of a log has expired, and the record at source offset " + record.offset()
                            + ", needed to be sure where the rest is, is not on the target yet",
                    true);
            return;
        }
        if (next >= 0 || targetNeverHeldAny) {
            settleUpTo(record.offset(), to.position());
        }
        open.forEach(b -> found.put(
                b,
                new Translation.Unresolved(
                        "the record at source offset " + record.offset() + " is not on the target yet", true)));
    }

    /** @return whether the walk is over; not when a record reached both sides meanwhile */
    private boolean end() {
        boolean sourceWasEmpty = next < 0;
        if (origin == Origin.TARGET && !sourceWasEmpty && searched == null) {
            settleAt(next);
            return true;
        }
        if (origin == Origin.TARGET && sourceWasEmpty) {
            emptyCopy();
            return true;
        }
        if (sourceWasEmpty) {
            emptySource();
            return true;
        }
        Seen more = to.next();
        if (more == null) {
            settleAt(to.position());
            return true;
        }
        // the mirror may have copied a record that reached the source after its end was read
        Seen late = from.next();
        if (late == null || !late.sameContent(more)) {
            differs("the target holds a record at offset " + more.offset() + " that is not the source's next");
            return true;
        }
        if (searched != null) {
            none("records reached both sides while they were read to their ends", true);
            return true;
        }
        settleUpTo(late.offset(), more.offset());
        matches(late, more);
        // what the target held when it was asked for its end is compared whole: it may hold a stretch twice
        if (next >= targetEnd) {
            settleAt(next);
            return true;
        }
        return false;
    }

    /** All of the source has expired: what the target still holds lies before every position. */
    private void emptySource() {
        if (targetUndecided) {
            none("a transaction of the mirror is open: what it holds may lie before every position", true);
            return;
        }
        Seen left = to.next();
        while (left != null && left.offset() < targetEnd) {
            left = to.next();
        }
        if (left != null || from.next() != null) {
            none("a record reached the source while the target was read to its end", true);
            return;
        }
        settleAt(to.position());
    }

    /** Nothing is left of the copy: what the origin holds may be what would have come next. */
    private void emptyCopy() {
        if (tie == Tie.STARTS) {
            settleAt(0);
        } else if (to.next() == null) {
            settleAt(to.position());
        } else {
            none("all of the copy has expired, and its origin holds records that may not have been copied yet", true);
        }
    }

    private void settleAt(long targetOffset) {
        if (searched != null && origin == Origin.SOURCE && lastCopied < searched.offset()) {
            none(
                    "the head of a log has expired, and the mirror is not known to have committed the record at source"
                            + " offset " + searched.offset() + " yet",
                    true);
            return;
        }
        if (searched != null && origin == Origin.TARGET) {
            differs(
                    "the head of a log has expired, and no offset that the mirror noted tells where the copy's first record"
                            + " is on its origin");
            return;
        }
        if (searched != null && searchedRepeats) {
            differs("the head of the source has expired and its first record repeats:"
                    + " where it is on the target can't be told from contents");
            return;
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
    }

    private void differs(String reason) {
        difference = reason;
        none(reason, false);
    }

    private void none(String reason, boolean mayClear) {
        open.addAll(found.keySet());
        found.clear();
        open.forEach(b -> found.put(b, new Translation.Unresolved(reason, mayClear)));
    }
}
