package io.kmig.core.offsets;

import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows a target that went back and copied stretches again, as a mirror without exactly-once does when it is killed.
 *
 * <p>The target is read once. Where its record is not the source's next, it must be one that came before, and the copy
 * goes on from there; anything else is a difference. A position passed again moves on to its last occurrence. What
 * is copied again behind that is what a reader would read twice, and it is counted.
 *
 * <p>Only for logs at rest whose ends belong together ({@link EndAligned} had an answer): the count goes to the end.
 * Memory: two cursors. The source is read again, up to where the copy was, for each time it went back.
 */
final class Replays {
    private static final int MOST = 64;

    private record Found(long target, long targetIndex, long sourceIndex) {}

    /** A source record by its place in the log and its number from where the walk began. */
    private record Place(long offset, long index) {}

    private final Question question;
    private final RecordLog source;
    private final RecordLog target;
    private final Place begin;
    private final long targetFrom;
    private final NavigableSet<Long> open;
    private final Map<Long, Found> found = new HashMap<>();

    private Cursor from;
    private @Nullable Seen expected;
    private long sourceIndex;
    private long targetIndex;
    private int times;

    Replays(
            Question question,
            RecordLog source,
            RecordLog target,
            long sourceFrom,
            long targetFrom,
            Iterable<Long> positions) {
        this.question = question;
        this.source = source;
        this.target = target;
        this.begin = new Place(sourceFrom, 0);
        this.targetFrom = targetFrom;
        this.open = new TreeSet<>();
        positions.forEach(open::add);
        this.from = source.open(question.tp(), sourceFrom);
        this.expected = from.next();
    }

    Map<Long, Translation> run() {
        try (Cursor to = target.open(question.tp(), targetFrom)) {
            for (Seen copy = to.next(); copy != null; copy = to.next()) {
                Optional<String> difference = take(copy);
                if (difference.isPresent()) {
                    return unresolved(difference.get());
                }
                targetIndex++;
            }
            if (expected != null) {
                return unresolved("the record at source offset " + expected.offset() + " is not on the target");
            }
            open.forEach(b -> found.put(b, new Found(to.position(), targetIndex, sourceIndex)));
            return counted();
        } finally {
            from.close();
        }
    }

    private Optional<String> take(Seen copy) {
        if (expected == null || !expected.sameContent(copy)) {
            // an expired head of the source: what is on the target before it has no partner
            if (sourceIndex == 0 && question.sourceEnds().start() > 0 && times == 0) {
                return Optional.empty();
            }
            Optional<Place> earlier = before(copy);
            if (earlier.isEmpty()) {
                return Optional.of(
                        expected == null
                                ? "the target holds a record at offset " + copy.offset()
                                        + " that is not the source's next, nor one before"
                                : "source offset " + expected.offset() + " and target offset " + copy.offset()
                                        + " should hold the same record and do not, nor is it one copied again");
            }
            if (++times > MOST) {
                return Optional.of("the target went back more than " + MOST + " times");
            }
            goBackTo(earlier.get());
        }
        Seen record = expected;
        if (record != null) {
            while (!open.isEmpty() && open.first() <= record.offset()) {
                found.put(open.pollFirst(), new Found(copy.offset(), targetIndex, sourceIndex));
            }
        }
        expected = from.next();
        sourceIndex++;
        return Optional.empty();
    }

    /** The nearest record before the expected one with the same content. */
    private Optional<Place> before(Seen copy) {
        Place nearest = null;
        try (Cursor again = source.open(question.tp(), begin.offset())) {
            for (long i = 0; i < sourceIndex; i++) {
                Seen seen = again.next();
                if (seen == null) {
                    return Optional.empty();
                }
                if (seen.sameContent(copy)) {
                    nearest = new Place(seen.offset(), i);
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    private void goBackTo(Place place) {
        from.close();
        from = source.open(question.tp(), place.offset());
        expected = from.next();
        sourceIndex = place.index();
        Iterator<Map.Entry<Long, Found>> passed = found.entrySet().iterator();
        while (passed.hasNext()) {
            Map.Entry<Long, Found> one = passed.next();
            if (one.getValue().sourceIndex() >= place.index()) {
                open.add(one.getKey());
                passed.remove();
            }
        }
    }

    private Map<Long, Translation> counted() {
        Map<Long, Translation> result = new HashMap<>();
        found.forEach((position, place) -> {
            long again = (targetIndex - place.targetIndex()) - (sourceIndex - place.sourceIndex());
            result.put(
                    position,
                    again == 0
                            ? new Translation.Exact(place.target())
                            : new Translation.Bounded(place.target(), again));
        });
        return result;
    }

    private Map<Long, Translation> unresolved(String reason) {
        Map<Long, Translation> result = new HashMap<>();
        open.forEach(b -> result.put(b, new Translation.Unresolved(reason, false)));
        found.keySet().forEach(b -> result.put(b, new Translation.Unresolved(reason, false)));
        return result;
    }
}
