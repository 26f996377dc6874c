package io.kmig.core.watch;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far one mirror is, in offsets of the side it reads.
 *
 * @param copied offsets the mirror has committed, from each log's start
 * @param total offsets up to the last stable offset
 * @param behind per partition, only where above 0; transaction markers at the end of a log count until the mirror
 *     copies something after them
 */
public record MirrorProgress(String mirror, long copied, long total, SortedMap<Tp, Long> behind) {

    public long remaining() {
        return behind.values().stream().mapToLong(Long::longValue).sum();
    }

    /** 0 to 100; 100 for empty topics. */
    public double percent() {
        return total == 0 ? 100 : 100.0 * copied / total;
    }

    public static MirrorProgress of(String mirror, Collection<Tp> partitions, ClusterPort from, ConnectPort connect) {
        Map<Tp, Long> last = connect.mirrorOffsets(mirror);
        long copied = 0;
        long total = 0;
        SortedMap<Tp, Long> behind = new TreeMap<>();
        for (Map.Entry<Tp, LogEnds> entry : from.ends(partitions).entrySet()) {
            LogEnds ends = entry.getValue();
            long next = Math.min(ends.lso(), Math.max(ends.start(), last.getOrDefault(entry.getKey(), -1L) + 1));
            copied += next - ends.start();
            total += ends.lso() - ends.start();
            if (next < ends.lso()) {
                behind.put(entry.getKey(), ends.lso() - next);
            }
        }
        return new MirrorProgress(mirror, copied, total, behind);
    }
}
