package io.kmig.validator.match;

import io.kmig.validator.chain.Batch;
import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.Seen;
import io.kmig.validator.match.Shelf.Room;
import java.util.ArrayList;
import java.util.List;

/**
 * Matches one partition in log mode: the target's next record should be the source's next.
 *
 * <pre>
 * state  Q  source records after the last match, oldest first      W  target records after the last match
 *        Q and W share no digest, or it would be a match           (within the bounds)
 * g      a target record:
 *          equals Q[0]         -> settle(nothing, W), match
 *          was passed over     -> REORDERED
 *          equals Q[k]         -> settle(Q[0..k-1], W), match      unless it repeats a matched record nearer by
 *          else                -> W grows; nothing is said, for its original may not have been read yet
 * b      a source record:
 *          equals W[k]         -> settle(Q, W[0..k-1]), match
 *          was told foreign    -> REORDERED
 *          else                -> Q grows
 * settle what lies between two matches on one side only will not come in order any more:
 *          repeats a matched record -> DUPLICATE; same place or key -> MUTATED; else MISSING, FOREIGN
 * </pre>
 *
 * <p>MISSING is told when a later record is matched, and taken back when the record turns up. Whether it counts is
 * decided by who knows how far the mirror has committed. At the ends of the logs nothing is said at all: Q and W are
 * shown in the {@link Standing}.
 *
 * <p>Positions only grow on both sides. What lies below a position that was reached has been dealt with, so input that
 * comes again, after a fall back to older offsets, changes nothing.
 *
 * <p>State: Q and W on the shelf, which is what is in flight between feed and mirror; in memory, what {@link Bounds}
 * says. One thread.
 */
public final class PartitionMatcher {
    private final Shelf shelf;
    private final Outcomes outcomes;
    private final Bounds bounds;
    private final Head head;
    private final BlueTail blue;
    private final GreenTail green;
    private final Loose missing;
    private final Loose foreign;

    public PartitionMatcher(Shelf shelf, Outcomes outcomes, Bounds bounds) {
        this.shelf = shelf;
        this.outcomes = outcomes;
        this.bounds = bounds;
        byte[] kept = shelf.get(Room.HEAD, 0);
        this.head = kept == null ? new Head() : Head.decode(kept);
        this.blue = new BlueTail(shelf, head, bounds.history());
        this.green = new GreenTail(shelf, head, bounds.search());
        this.missing = new Loose(shelf, Room.MISSING, bounds.loose());
        this.foreign = new Loose(shelf, Room.FOREIGN, bounds.loose());
    }

    /** Whether a shelf holds anything of its partition. */
    public static boolean known(Shelf shelf) {
        return shelf.get(Room.HEAD, 0) != null;
    }

    /** The next link of the source's chain. */
    public void blue(Link link) {
        if (link instanceof Link.Origin origin) {
            begin(origin);
        } else if (link instanceof Link.Stretch stretch) {
            stretch(stretch);
        } else if (link instanceof Link.Purged purged) {
            purged(purged);
        } else if (link instanceof Link.Broken broken) {
            broken(broken);
        } else if (link instanceof Link.Limit limit) {
            head.limit = limit.targetEnd();
            head.bornOnTarget += green.cut(head.limit);
        }
        keep();
    }

    /** The target's next record. */
    public void green(Seen record) {
        if (record.offset() < head.greenRead) {
            return;
        }
        head.greenRead = record.offset() + 1;
        if (record.offset() >= head.limit) {
            head.bornOnTarget++;
        } else if (!head.begun() || record.offset() >= head.targetStart) {
            compare(record);
        }
        keep();
    }

    public Standing standing() {
        List<Waiting> waiting = new ArrayList<>();
        for (Seen record : green.list(bounds.shown())) {
            // far behind, the feed has yet to come: only a short rest is worth explaining
            BlueTail.Behind twin = green.size() <= bounds.details() ? blue.findBehind(record.digest()) : null;
            waiting.add(new Waiting(record, twin == null ? Finding.NONE : twin.offset()));
        }
        return new Standing(
                head.topicId,
                head.targetTopicId,
                head.scopeStart,
                head.start,
                head.targetStart,
                head.blueRead,
                blue.isEmpty() ? head.blueRead : blue.first().offset(),
                head.greenRead,
                head.matched,
                head.prefixHigh,
                head.prefixLow,
                head.lastBlue,
                head.lastGreen,
                head.uncovered,
                head.unverifiable,
                head.sourceHole,
                head.limit,
                head.bornOnTarget,
                head.broken,
                blue.size(),
                blue.list(bounds.shown()),
                green.size(),
                waiting,
                head.countsByKind());
    }

    private void begin(Link.Origin origin) {
        if (head.begun()) {
            return;
        }
        head.topicId = origin.topicId();
        head.targetTopicId = origin.targetTopicId();
        head.scopeStart = origin.scopeStart();
        head.start = origin.start();
        head.targetStart = origin.targetStart();
        head.blueRead = origin.start();
        head.frontier = origin.start();
        head.uncovered = origin.start() - origin.scopeStart();
        head.sourceHole = origin.sourceHole();
        head.sourceHoleEnd = origin.start();
        head.targetHole = origin.targetHole();
        while (!green.isEmpty() && green.first().offset() < head.targetStart) {
            green.pop();
        }
    }

    private void stretch(Link.Stretch stretch) {
        Batch batch = stretch.batch();
        if (!head.begun()) {
            throw new IllegalStateException("the chain has no origin");
        }
        if (batch.to() <= head.blueRead) {
            return;
        }
        if (batch.from() > head.blueRead) {
            hole(head.blueRead, batch.from());
            tell(Finding.ofSource(FindingKind.FEED_GAP, head.blueRead));
        } else if (batch.from() < head.blueRead) {
            batch = batch.since(head.blueRead);
        }
        head.blueRead = batch.to();
        if (batch.size() == 0) {
            return;
        }
        blue.append(batch);
        for (int i = 0; i < batch.size(); i++) {
            if (green.isEmpty()) {
                blue.reveal(batch.size() - i);
                break;
            }
            reveal(batch.get(i));
        }
        recogniseForeign();
        if (head.sourceHole > 0 && !blue.isEmpty()) {
            fillHole();
        }
    }

    private void reveal(Seen record) {
        int distance = green.find(record.digest());
        if (distance < 0) {
            blue.reveal(1);
            recogniseForeign();
            return;
        }
        List<Seen> before = takeBlue(blue.size());
        blue.reveal(1);
        settle(before, takeGreen(distance), record.offset());
        matchFirst(green.pop());
    }

    private void compare(Seen record) {
        if (blue.startsWith(record.digest())) {
            if (!green.isEmpty()) {
                settle(List.of(), takeGreen(green.size()), blue.first().offset());
            }
            matchFirst(record);
            recogniseForeign();
            return;
        }
        Seen late = missing.take(record.digest());
        if (late != null) {
            replace(Finding.missing(late.offset()), Finding.reordered(late.offset(), record.offset()));
            return;
        }
        int distance = blue.find(record.digest(), bounds.search());
        if (distance > 0) {
            BlueTail.Behind twin = blue.findBehind(record.digest());
            if (twin != null && twin.distance() < distance) {
                distance = -1;
            }
        }
        if (distance > 0) {
            List<Seen> before = takeBlue(distance);
            settle(before, takeGreen(green.size()), blue.first().offset());
            matchFirst(record);
            recogniseForeign();
        } else if (head.sourceHole > 0 && !blue.isEmpty()) {
            head.sourceHole--;
            head.unverifiable++;
        } else {
            green.add(record);
        }
    }

    private void matchFirst(Seen record) {
        Seen original = blue.first();
        blue.pop();
        head.match(
                original.offset(),
                record.offset(),
                original.digest().high(),
                original.digest().low());
        if (original.offset() >= head.sourceHoleEnd) {
            head.sourceHole = 0;
        }
        head.targetHole = 0;
        if (green.isEmpty()) {
            blue.forgetSearched();
        }
    }

    /** Records that lie before a match on one side only. */
    private void settle(List<Seen> blueOnly, List<Seen> greenOnly, long nextMatch) {
        List<Seen> unexplained = new ArrayList<>();
        for (Seen record : greenOnly) {
            BlueTail.Behind twin = blue.findBehind(record.digest());
            if (twin != null) {
                tell(Finding.duplicate(twin.offset(), record.offset()));
            } else {
                unexplained.add(record);
            }
        }
        boolean hole = (head.sourceHole > 0 && nextMatch >= head.sourceHoleEnd) || head.targetHole > 0;
        Pairing pairing = Pairing.of(blueOnly, unexplained, !hole);
        pairing.mutated().forEach(this::tell);
        for (Seen record : pairing.blueOnly()) {
            Seen stray = foreign.take(record.digest());
            if (stray != null) {
                replace(Finding.foreign(stray.offset()), Finding.reordered(record.offset(), stray.offset()));
            } else if (head.targetHole > 0) {
                head.targetHole--;
                head.unverifiable++;
                head.uncovered++;
            } else {
                missing.add(record);
                tell(Finding.missing(record.offset()));
            }
        }
        for (Seen record : pairing.greenOnly()) {
            if (head.sourceHole > 0) {
                head.sourceHole--;
                head.unverifiable++;
            } else {
                foreign.add(record);
                tell(Finding.foreign(record.offset()));
            }
        }
    }

    /** The record that is next on the source may be on the target already, ahead of its place. */
    private void recogniseForeign() {
        while (!foreign.isEmpty() && !blue.isEmpty()) {
            Seen record = blue.first();
            Seen stray = foreign.take(record.digest());
            if (stray == null) {
                return;
            }
            blue.pop();
            replace(Finding.foreign(stray.offset()), Finding.reordered(record.offset(), stray.offset()));
        }
    }

    private void purged(Link.Purged purged) {
        if (purged.to() <= head.blueRead) {
            return;
        }
        long from = Math.max(head.blueRead, purged.from());
        hole(from, purged.to());
        head.blueRead = purged.to();
        tell(Finding.ofSource(FindingKind.RETENTION, from));
    }

    private void broken(Link.Broken broken) {
        if (head.broken == null) {
            head.broken = broken.cause();
            tell(Finding.ofSource(
                    broken.cause() == Link.Broken.Cause.RECREATED
                            ? FindingKind.TOPIC_RECREATED
                            : FindingKind.BLUE_TRUNCATED,
                    broken.position()));
        }
    }

    private void hole(long from, long to) {
        head.uncovered += to - from;
        head.sourceHole += to - from;
        head.sourceHoleEnd = to;
    }

    /** Target records without an original among those at hand are taken for copies of what is gone. */
    private void fillHole() {
        while (head.sourceHole > 0 && !green.isEmpty() && blue.first().offset() >= head.sourceHoleEnd) {
            green.pop();
            head.sourceHole--;
            head.unverifiable++;
        }
    }

    private List<Seen> takeBlue(long count) {
        List<Seen> taken = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            taken.add(blue.first());
            blue.pop();
        }
        return taken;
    }

    private List<Seen> takeGreen(long count) {
        List<Seen> taken = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            taken.add(green.pop());
        }
        return taken;
    }

    private void tell(Finding finding) {
        head.count(finding.kind(), 1);
        if (head.details < bounds.details()) {
            head.details++;
            outcomes.found(finding);
        }
    }

    private void replace(Finding before, Finding now) {
        head.count(before.kind(), -1);
        head.count(now.kind(), 1);
        if (!before.id().equals(now.id())) {
            outcomes.cleared(before.id());
        }
        outcomes.found(now);
    }

    private void keep() {
        shelf.put(Room.HEAD, 0, head.encode());
    }
}
