package io.kmig.core.offsets;

import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compacted logs, which lose records on either side at times of their own.
 *
 * <p>Both are read in turns. A record waits until its partner comes from the other side; those that wait before the two
 * have none and are holes on the other side. A hole must be explained: the log that still has the record has a later one
 * with its key too, which made the other side drop it; or it is a tombstone, which compaction may drop when nothing
 * older of its key is left. One that is not explained is a difference.
 *
 * <p>G is the partner of the first record at or behind B that has one: what lies between is superseded on one of the
 * sides by what comes later, so a reader of either log ends with the same last record for every key.
 *
 * <p>A record that was changed on the way, and superseded later, looks like two that were compacted away, one on each
 * side: that much can't be told from contents.
 *
 * <p>A stretch that a mirror copied again looks like records that the source has compacted away, and would take a reader
 * back. Under exactly-once there is none but of earlier days, which is seen where its content is still there twice:
 * {@link CopiedAgain}. Without exactly-once nothing is exact while the target holds a record that the source does not.
 *
 * <p>Memory: at most {@value #MOST} records wait on each side, and as many keys for their explanation, and as many holes of
 * the target are remembered.
 */
final class Compacted {
    private static final int MOST = 65_536;

    private final Side source;
    private final Side target;
    private final NavigableSet<Long> open;
    private final Map<Long, Translation> found = new HashMap<>();
    private final Question question;
    private final RecordLog sourceLog;
    private final RecordLog targetLog;
    private final CopiedAgain again;
    private final long sourceFrom;
    private long matched;

    Compacted(
            Question question,
            RecordLog sourceLog,
            RecordLog targetLog,
            Cursor source,
            Cursor target,
            Iterable<Long> positions) {
        this.question = question;
        this.sourceLog = sourceLog;
        this.targetLog = targetLog;
        this.source = new Side("source", "target", source);
        this.target = new Side("target", "source", target);
        this.again = new CopiedAgain(MOST);
        this.sourceFrom = source.position();
        this.open = new TreeSet<>();
        positions.forEach(open::add);
    }

    /** As {@link SideBySide.Outcome}; there is never a span, because holes come and go. */
    SideBySide.Outcome run() {
        while (!source.ended || !target.ended) {
            if (!source.ended) {
                read(source, target);
            }
            if (!target.ended) {
                read(target, source);
            }
            if (source.waiting() > MOST || target.waiting() > MOST) {
                return unresolved(
                        "more than " + MOST + " records in a row have been compacted away on one side", false);
            }
            if (source.pending() > MOST || target.pending() > MOST) {
                return unresolved("more than " + MOST + " keys wait for their last record", false);
            }
        }
        return end();
    }

    private void read(Side here, Side there) {
        Seen seen = here.next();
        if (seen == null) {
            return;
        }
        Seen partner = there.take(seen, this::hole);
        if (partner == null) {
            here.await(seen);
            return;
        }
        here.passAll(this::hole);
        matched++;
        again.matched(here == source ? seen : partner);
        here.explains(seen);
        there.explains(partner);
        Seen record = here == source ? seen : partner;
        Seen copy = here == source ? partner : seen;
        while (!open.isEmpty() && open.first() <= record.offset()) {
            found.put(open.pollFirst(), new Translation.Exact(copy.offset()));
        }
    }

    private void hole(Side side, Seen seen) {
        if (side == target) {
            again.hole(seen);
        }
        side.explains(seen);
        if (seen.tombstone()) {
            side.tombstones.put(seen.key(), seen.offset());
        } else {
            side.unexplained.put(
                    seen.key(),
                    side.name + " offset " + seen.offset() + " has no partner on the " + side.other
                            + ", and no later record of its key tells why");
        }
    }

    private SideBySide.Outcome end() {
        boolean copyIsTarget = question.origin() == Origin.SOURCE;
        if (copyIsTarget && target.waiting() > 0) {
            // the mirror may have copied what reached the source after it was read to its end
            do {
                read(source, target);
            } while (!source.ended);
        }
        List<Seen> notCopied = source.left();
        List<Seen> extra = target.left();
        boolean whole = copyIsTarget
                && source.last <= question.copied().orElse(-1)
                && target.last < question.targetEnds().lso();
        if (copyIsTarget && !whole && !extra.isEmpty()) {
            // also one that the source has compacted away: that is known when the mirror is known to be at the end
            return unresolved(
                    "the target holds a record at offset " + extra.get(0).offset()
                            + " that the source does not, and the mirror is not known to have copied the source's last",
                    true);
        }
        if (!copyIsTarget) {
            // a copy holds nothing that its origin has not had, and what the copy has not got yet may supersede it
            notCopied.forEach(seen -> hole(source, seen));
            extra.forEach(seen -> {
                source.explains(seen);
                target.explains(seen);
            });
        } else if (!whole) {
            long copied = question.copied().orElse(-1);
            for (Seen seen : notCopied) {
                if (seen.offset() <= copied) {
                    // the mirror has brought it, so compaction must have taken it
                    hole(source, seen);
                } else {
                    // what the mirror has not brought yet explains what it supersedes
                    source.explains(seen);
                }
            }
        } else {
            notCopied.forEach(seen -> hole(source, seen));
            extra.forEach(seen -> hole(target, seen));
        }
        Optional<String> difference = Stream.concat(
                        source.unexplained.values().stream(), target.unexplained.values().stream())
                .findFirst()
                .or(() -> lostTombstone(source, targetLog, question.targetEnds().start()))
                .or(() -> lostTombstone(target, sourceLog, question.sourceEnds().start()));
        if (difference.isPresent()) {
            return unresolved(difference.get(), false);
        }
        long end = target.cursor.position();
        if (copyIsTarget && !question.exactlyOnce() && (!whole || again.any())) {
            return unresolved(
                    "the topic is compacted, and what only the target holds may be what a mirror without exactly-once copied"
                            + " again",
                    !whole);
        }
        if (extra.isEmpty() && !notCopied.isEmpty() && !whole) {
            long next = notCopied.get(0).offset();
            while (!open.isEmpty() && open.first() <= next) {
                found.put(open.pollFirst(), new Translation.Exact(end));
            }
        }
        if (whole || (notCopied.isEmpty() && extra.isEmpty())) {
            long stable = source.cursor.position();
            for (long position : open) {
                found.put(
                        position,
                        position <= stable
                                ? new Translation.Exact(end)
                                : new Translation.Unresolved(
                                        "it is beyond the last stable offset " + stable
                                                + ": a transaction is open on the source",
                                        true));
            }
        } else {
            open.forEach(b -> found.put(
                    b,
                    new Translation.Unresolved(
                            "the records behind it are not on both sides yet, and the topic is compacted", true)));
        }
        takeBackWhatIsCopiedAgain();
        return new SideBySide.Outcome(found, Optional.empty(), matched, -1, Optional.empty());
    }

    private void takeBackWhatIsCopiedAgain() {
        if (question.origin() == Origin.TARGET) {
            // the origin holds nothing twice
            return;
        }
        long last = again.last(sourceLog, question.tp(), sourceFrom);
        found.replaceAll((position, translation) -> translation instanceof Translation.Exact exact
                        && exact.offset() <= last
                ? new Translation.Unresolved(
                        "the record at target offset " + last + " was copied again, and would take a reader back",
                        false)
                : translation);
    }

    /**
     * Compaction drops a tombstone only when nothing older of its key is left. Where something is, the other side lost the
     * tombstone and would keep the key for ever. That side is read once more, and only when a tombstone is a hole.
     */
    private Optional<String> lostTombstone(Side side, RecordLog other, long from) {
        if (side.tombstones.isEmpty()) {
            return Optional.empty();
        }
        try (Cursor again = other.open(question.tp(), from)) {
            for (Seen seen = again.next(); seen != null; seen = again.next()) {
                Long tombstone = side.tombstones.get(seen.key());
                if (tombstone != null && !seen.tombstone()) {
                    return Optional.of("the tombstone at " + side.name + " offset " + tombstone + " is not on the "
                            + side.other + ", which still holds a record of its key at offset " + seen.offset());
                }
            }
        }
        return Optional.empty();
    }

    private SideBySide.Outcome unresolved(String reason, boolean mayClear) {
        open.addAll(found.keySet());
        found.clear();
        open.forEach(b -> found.put(b, new Translation.Unresolved(reason, mayClear)));
        return new SideBySide.Outcome(found, Optional.of(reason), matched, -1, Optional.empty());
    }

    /** One log, and its records that wait for their partner. */
    private static final class Side {
        interface Holes {
            void are(Side side, Seen seen);
        }

        private final String name;
        private final String other;
        private final Cursor cursor;
        private final Deque<Seen> waiting = new ArrayDeque<>();
        /** digest → how many of them wait */
        private final Map<Digest, Integer> known = new HashMap<>();
        /** key → a hole on the other side that only a later record of that key explains */
        private final Map<Long, String> unexplained = new LinkedHashMap<>();
        /** key → its last record, a tombstone, a hole on the other side */
        private final Map<Long, Long> tombstones = new LinkedHashMap<>();

        private boolean ended;
        private long last = -1;

        private record Digest(long high, long low) {
            static Digest of(Seen seen) {
                return new Digest(seen.digestHigh(), seen.digestLow());
            }
        }

        Side(String name, String other, Cursor cursor) {
            this.name = name;
            this.other = other;
            this.cursor = cursor;
        }

        @Nullable
        Seen next() {
            Seen seen = cursor.next();
            ended = seen == null;
            last = seen == null ? last : seen.offset();
            return seen;
        }

        int waiting() {
            return waiting.size();
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
            while (!waiting.isEmpty()) {
                holes.are(this, poll());
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

        List<Seen> left() {
            return new ArrayList<>(waiting);
        }

        private Seen poll() {
            Seen first = waiting.remove();
            known.computeIfPresent(Digest.of(first), (d, n) -> n == 1 ? null : n - 1);
            return first;
        }
    }
}
