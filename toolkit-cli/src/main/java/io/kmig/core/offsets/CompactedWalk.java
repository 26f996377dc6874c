package io.kmig.core.offsets;

import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two compacted logs, read once together.
 *
 * <p>A record waits until its partner comes from the other side; those that wait before the two have none and are holes on
 * the other side. The side of which less waits is read next, and neither goes past a proven pair before the other has
 * reached it: what waits before a pair is a hole.
 *
 * <p>A hole must be explained: the log that still has the record has a later one with its key too, which made the other
 * side drop it; or it is a tombstone, which compaction may drop when nothing older of its key is left. One that is not
 * explained is a difference.
 *
 * <p>What the source holds behind all of the target waits for nothing: the mirror has yet to bring it.
 *
 * <p>Memory: at most {@value #MOST} records wait on each side, and as many keys for their explanation.
 */
final class CompactedWalk {
    static final int MOST = 65_536;

    /** Of the keys, each walk minds a share. */
    record Keys(int share, int of) {
        boolean mind(long key) {
            return Long.remainderUnsigned(key, of) == share;
        }
    }

    /**
     * What came of it.
     *
     * @param found empty when it was not read to the end
     * @param whole the mirror has copied all of the source
     * @param copiedAgain the last target offset that holds a record a second time; -1 when none does
     * @param holesOnTarget the target holds records that the source does not
     * @param sourceLast offset of the last source record read, -1 without any
     * @param targetLast the same of the target
     */
    record Result(
            Map<Long, Translation> found,
            Optional<String> differs,
            boolean tooManyKeys,
            boolean whole,
            long copiedAgain,
            boolean holesOnTarget,
            long sourceLast,
            long targetLast,
            long matched) {}

    private final Question question;
    private final RecordLog sourceLog;
    private final RecordLog targetLog;
    private final Side source;
    private final Side target;
    private final NavigableSet<Long> open;
    private final Keys keys;
    private final Deque<ProvenPair> barriers = new ArrayDeque<>();
    private final Map<Long, Translation> found = new HashMap<>();
    private final CopiedAgain again = new CopiedAgain();
    private final long sourceFrom;
    private final boolean copyIsTarget;
    private final long copied;
    /** The first source record behind all of the target; -1 while there is none. */
    private long behindTarget = -1;

    private long matched;

    CompactedWalk(
            Question question,
            RecordLog sourceLog,
            RecordLog targetLog,
            Cursor source,
            Cursor target,
            Iterable<Long> positions,
            Keys keys) {
        this.question = question;
        this.sourceLog = sourceLog;
        this.targetLog = targetLog;
        this.source = new Side("source", "target", source);
        this.target = new Side("target", "source", target);
        this.sourceFrom = source.position();
        this.copyIsTarget = question.origin() == Origin.SOURCE;
        this.copied = question.copied().orElse(-1);
        this.keys = keys;
        this.open = new TreeSet<>();
        positions.forEach(open::add);
        long[] before = {target.position() - 1};
        question.pairs().stream()
                .filter(p -> p.source() > source.position())
                .sorted(Comparator.comparingLong(ProvenPair::source))
                // of a stretch that was copied again there are pairs that lead back
                .filter(p -> p.target() > before[0])
                .forEach(p -> {
                    before[0] = p.target();
                    barriers.add(p);
                });
    }

    Result run() {
        while (!source.ended() || !target.ended()) {
            ProvenPair barrier = barriers.peek();
            boolean sourceThere = barrier != null && source.reached(barrier.source());
            boolean targetThere = barrier != null && target.reached(barrier.target());
            if (sourceThere && targetThere) {
                source.passAll(this::hole);
                target.passAll(this::hole);
                barriers.remove();
            } else if (target.ended() || targetThere) {
                read(source, target);
            } else if (source.ended() || sourceThere) {
                read(target, source);
            } else if (target.waiting() < source.waiting()) {
                read(target, source);
            } else {
                read(source, target);
            }
            if (source.waiting() > MOST || target.waiting() > MOST) {
                return tooLong();
            }
            if (source.pending() > MOST || target.pending() > MOST) {
                return result(Map.of(), Optional.empty(), true, false);
            }
        }
        return end();
    }

    private Result tooLong() {
        boolean mayCome = copyIsTarget && target.ended() && source.last > copied;
        return unresolved(
                "more than " + MOST
                        + " records in a row have no partner on the other side: they were compacted away there"
                        + (mayCome ? ", or are not on the target yet" : ""),
                mayCome);
    }

    private void read(Side here, Side there) {
        Seen seen = here.next();
        if (seen == null) {
            return;
        }
        if (here == source && target.ended() && target.waiting() == 0) {
            behindTarget(seen);
            return;
        }
        Seen partner = there.take(seen, this::hole);
        if (partner == null) {
            here.await(seen);
            return;
        }
        here.passAll(this::hole);
        matched++;
        Seen record = here == source ? seen : partner;
        Seen copy = here == source ? partner : seen;
        again.matched(record);
        here.explains(seen);
        there.explains(partner);
        while (!open.isEmpty() && open.first() <= record.offset()) {
            found.put(open.pollFirst(), new Translation.Exact(copy.offset()));
        }
    }

    private void behindTarget(Seen seen) {
        behindTarget = behindTarget < 0 ? seen.offset() : behindTarget;
        left(seen);
    }

    /** A source record without a partner when the target has no more. */
    private void left(Seen seen) {
        // a copy holds nothing that its origin has not had; what the mirror has brought compaction must have taken
        if (!copyIsTarget || seen.offset() <= copied) {
            hole(source, seen);
        } else {
            // what the mirror has not brought yet explains what it supersedes
            source.explains(seen);
        }
    }

    private void hole(Side side, Seen seen) {
        side.explains(seen);
        if (!keys.mind(seen.key())) {
            return;
        }
        if (side == target) {
            again.hole(seen);
        }
        (seen.tombstone() ? side.tombstones : side.unexplained).put(seen.key(), seen.offset());
    }

    private Result end() {
        if (copyIsTarget && target.waiting() > 0) {
            // the mirror may have copied what reached the source after it was read to its end
            source.lookAgain();
            while (!source.ended()) {
                read(source, target);
            }
        }
        boolean whole = copyIsTarget
                && source.last <= copied
                && target.last < question.targetEnds().lso();
        Optional<Seen> extra = target.firstWaiting();
        if (copyIsTarget && !whole && extra.isPresent()) {
            // also one that the source has compacted away: that is known when the mirror is known to be at the end
            return unresolved(
                    "the target holds a record at offset " + extra.get().offset()
                            + " that the source does not, and the mirror is not known to have copied the source's last",
                    true);
        }
        long firstLeft = source.firstWaiting().map(Seen::offset).orElse(behindTarget);
        source.drain(this::left);
        if (copyIsTarget) {
            target.drain(seen -> hole(target, seen));
        } else {
            // what the copy has not got yet may supersede it
            target.drain(seen -> {
                source.explains(seen);
                target.explains(seen);
            });
        }
        Optional<String> difference = source.difference()
                .or(target::difference)
                .or(() -> lostTombstone(source, targetLog, question.targetEnds().start()))
                .or(() -> lostTombstone(target, sourceLog, question.sourceEnds().start()));
        if (difference.isPresent()) {
            return unresolved(difference.get(), false);
        }
        long end = target.cursor.position();
        boolean nothingLeft = firstLeft < 0 && extra.isEmpty();
        if (extra.isEmpty() && !nothingLeft && !whole) {
            while (!open.isEmpty() && open.first() <= firstLeft) {
                found.put(open.pollFirst(), new Translation.Exact(end));
            }
        }
        boolean settled = whole || nothingLeft;
        long stable = source.cursor.position();
        for (long position : open) {
            found.put(position, settled ? atEnd(position, stable, end) : notYet());
        }
        return result(found, Optional.empty(), false, whole);
    }

    private static Translation atEnd(long position, long stable, long end) {
        return position <= stable
                ? new Translation.Exact(end)
                : new Translation.Unresolved(
                        "it is beyond the last stable offset " + stable + ": a transaction is open on the source",
                        true);
    }

    private static Translation notYet() {
        return new Translation.Unresolved(
                "the records behind it are not on both sides yet, and the topic is compacted", true);
    }

    /**
     * Compaction drops a tombstone only when nothing older of its key is left. Where something is, the other side lost the
     * tombstone and would keep the key for ever. That side is read once more, and only when a tombstone is a hole.
     */
    private Optional<String> lostTombstone(Side side, RecordLog other, long from) {
        if (side.tombstones.isEmpty()) {
            return Optional.empty();
        }
        try (Cursor once = other.open(question.tp(), from)) {
            for (Seen seen = once.next(); seen != null; seen = once.next()) {
                Long tombstone = side.tombstones.get(seen.key());
                if (tombstone != null && !seen.tombstone()) {
                    return Optional.of("the tombstone at " + side.name + " offset " + tombstone + " is not on the "
                            + side.other + ", which still holds a record of its key at offset " + seen.offset());
                }
            }
        }
        return Optional.empty();
    }

    private Result unresolved(String reason, boolean mayClear) {
        Map<Long, Translation> none = new HashMap<>();
        Stream.concat(open.stream(), found.keySet().stream())
                .forEach(b -> none.put(b, new Translation.Unresolved(reason, mayClear)));
        return result(none, Optional.of(reason), false, false);
    }

    private Result result(
            Map<Long, Translation> positions, Optional<String> differs, boolean tooManyKeys, boolean whole) {
        boolean over = !tooManyKeys && differs.isEmpty();
        return new Result(
                positions,
                differs,
                tooManyKeys,
                whole,
                over && copyIsTarget ? again.last(sourceLog, question.tp(), sourceFrom) : -1,
                again.any(),
                source.last,
                target.last,
                matched);
    }

    /** One log, and its records that wait for their partner. */
    private static final class Side {
        interface Holes {
            void are(Side side, Seen seen);
        }

        interface Records {
            void each(Seen seen);
        }

        private record Digest(long high, long low) {
            static Digest of(Seen seen) {
                return new Digest(seen.digestHigh(), seen.digestLow());
            }
        }

        private final String name;
        private final String other;
        private final Cursor cursor;
        private final Deque<Seen> waiting = new ArrayDeque<>();
        /** digest → how many of them wait */
        private final Map<Digest, Integer> known = new HashMap<>();
        /** key → offset of a hole on the other side that only a later record of that key explains */
        private final Map<Long, Long> unexplained = new LinkedHashMap<>();
        /** key → offset of its last record, a tombstone, a hole on the other side */
        private final Map<Long, Long> tombstones = new LinkedHashMap<>();

        private @Nullable Seen ahead;
        private boolean nothingAhead;
        private long last = -1;

        Side(String name, String other, Cursor cursor) {
            this.name = name;
            this.other = other;
            this.cursor = cursor;
        }

        private @Nullable Seen peek() {
            if (ahead == null && !nothingAhead) {
                ahead = cursor.next();
                nothingAhead = ahead == null;
            }
            return ahead;
        }

        boolean ended() {
            return peek() == null;
        }

        /** Whether what comes next lies at or behind an offset. */
        boolean reached(long offset) {
            Seen next = peek();
            return next == null || next.offset() >= offset;
        }

        @Nullable
        Seen next() {
            Seen seen = peek();
            ahead = null;
            last = seen == null ? last : seen.offset();
            return seen;
        }

        void lookAgain() {
            nothingAhead = false;
        }

        int waiting() {
            return waiting.size();
        }

        Optional<Seen> firstWaiting() {
            return Optional.ofNullable(waiting.peek());
        }

        void await(Seen seen) {
            waiting.add(seen);
            known.merge(Digest.of(seen), 1, Integer::sum);
        }

        /** The oldest that waits with this content; those before it go, as holes. Null when none does. */
        @Nullable
        Seen take(Seen wanted, Holes holes) {
            if (!known.containsKey(Digest.of(wanted))) {
                return null;
            }
            while (true) {
                Seen first = poll();
                if (first.sameContent(wanted)) {
                    return first;
                }
                holes.are(this, first);
            }
        }

        void passAll(Holes holes) {
            drain(seen -> holes.are(this, seen));
        }

        void drain(Records records) {
            while (!waiting.isEmpty()) {
                records.each(poll());
            }
        }

        void explains(Seen later) {
            // a compacted topic that holds records without keys was not compacted when they came: nothing supersedes
            // them
            if (later.key() != 0) {
                unexplained.remove(later.key());
                tombstones.remove(later.key());
            }
        }

        int pending() {
            return unexplained.size() + tombstones.size();
        }

        Optional<String> difference() {
            return unexplained.values().stream()
                    .findFirst()
                    .map(offset -> name + " offset " + offset + " has no partner on the " + other
                            + ", and no later record of its key tells why");
        }

        private Seen poll() {
            Seen first = waiting.remove();
            known.computeIfPresent(Digest.of(first), (d, n) -> n == 1 ? null : n - 1);
            return first;
        }
    }
}
