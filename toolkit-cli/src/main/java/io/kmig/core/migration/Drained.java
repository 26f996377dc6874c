package io.kmig.core.migration;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * That a mirror has copied all there is of some partitions: true of the ends it was proved at, and to be believed until
 * a moment only. Whoever needs it later proves it again.
 */
record Drained(SortedMap<Tp, Evidence> partitions, Instant until) {
    /**
     * What proves a partition.
     *
     * @param copiedUpTo one past the last source offset that the mirror has committed: a read_committed reader that began
     *     there found no record up to the end
     * @param ends the log's at that time
     */
    record Evidence(long copiedUpTo, LogEnds ends) {
        /** Offsets that the log had dropped before the mirror had committed them: records, or markers only. */
        long goneBefore() {
            return Math.max(0, ends.start() - copiedUpTo);
        }
    }

    Drained {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    /** Whether it still says something about logs that end like this now. */
    boolean holds(Map<Tp, LogEnds> now, Instant moment) {
        return moment.isBefore(until)
                && partitions.entrySet().stream()
                        .allMatch(e -> e.getValue().ends().equals(now.get(e.getKey())));
    }

    /** Partitions of which records may have expired before the mirror read them, with how many offsets that is. */
    SortedMap<Tp, Long> goneBefore() {
        SortedMap<Tp, Long> gone = new TreeMap<>();
        partitions.forEach((tp, evidence) -> {
            if (evidence.goneBefore() > 0) {
                gone.put(tp, evidence.goneBefore());
            }
        });
        return gone;
    }

    /** As the journal keeps it. */
    SortedMap<Tp, Long> copiedUpTo() {
        SortedMap<Tp, Long> copied = new TreeMap<>();
        partitions.forEach((tp, evidence) -> copied.put(tp, evidence.copiedUpTo()));
        return copied;
    }

    SortedMap<Tp, Long> endedAt() {
        SortedMap<Tp, Long> ended = new TreeMap<>();
        partitions.forEach((tp, evidence) -> ended.put(tp, evidence.ends().leo()));
        return ended;
    }
}
