package io.kmig.core.offsets;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.HashMap;
import java.util.Map;

/**
 * Records of a compacted target that have no partner: each was compacted away on the source, or is a second copy of one
 * that came before. The latter has the content of an earlier record, on the source or among those without a partner.
 *
 * <p>Memory: the first {@value #MOST} are remembered. Time: the source is read once more when there are any.
 */
final class CopiedAgain {
    private record Content(long high, long low) {
        static Content of(Seen seen) {
            return new Content(seen.digestHigh(), seen.digestLow());
        }
    }

    /** @param after the last source record that had a partner before it, -1 when none had */
    private record Hole(long target, long after) {}

    private static final int MOST = 65_536;

    private final Map<Content, Hole> holes = new HashMap<>();
    private long matched = -1;
    /** The last target offset that is known to be a second copy. */
    private long last = -1;

    void matched(Seen record) {
        matched = Math.max(matched, record.offset());
    }

    void hole(Seen seen) {
        Hole hole = new Hole(seen.offset(), matched);
        Hole before = holes.get(Content.of(seen));
        if (before != null) {
            last = Math.max(last, seen.offset());
        }
        if (before != null || holes.size() < MOST) {
            holes.put(Content.of(seen), hole);
        }
    }

    /** Whether there is a record without a partner at all. */
    boolean any() {
        return !holes.isEmpty();
    }

    /** @return the last target offset that holds a record a second time, -1 when none does */
    long last(RecordLog source, Tp tp, long from) {
        if (holes.isEmpty() || matched < 0) {
            return last;
        }
        try (Cursor cursor = source.open(tp, from)) {
            for (Seen seen = cursor.next(); seen != null && seen.offset() <= matched; seen = cursor.next()) {
                Hole hole = holes.get(Content.of(seen));
                if (hole != null && seen.offset() <= hole.after()) {
                    last = Math.max(last, hole.target());
                }
            }
        }
        return last;
    }
}
