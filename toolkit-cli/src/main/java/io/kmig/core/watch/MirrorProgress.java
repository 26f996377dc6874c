package io.kmig.core.watch;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Rest;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far one mirror is, in offsets of the side it reads.
 *
 * @param copied offsets the mirror has committed, from each log's start
 * @param total offsets up to the last stable offset
 * @param behind per partition, only where above 0. Markers and aborted records at the end of a log take offsets that no
 *     mirror ever commits: where nothing else follows, a partition is not behind
 */
public record MirrorProgress(String mirror, long copied, long total, SortedMap<Tp, Long> behind) {

    public long remaining() {
        return behind.values().stream().mapToLong(Long::longValue).sum();
    }

    /** 0 to 100; 100 for empty topics. */
    public double percent() {
        return total == 0 ? 100 : 100.0 * copied / total;
    }

    /** Looking at what follows costs a fetch; a mirror that is behind on more partitions than this is behind. */
    private static final int MOST_LOOKED_AT = 100;

    /** @param log of the side it reads */
    public static MirrorProgress of(
            String mirror, Collection<Tp> partitions, ClusterPort from, RecordLog log, ConnectPort connect) {
        Map<Tp, Long> last = connect.mirrorOffsets(mirror);
        long copied = 0;
        long total = 0;
        SortedMap<Tp, Long> behind = new TreeMap<>();
        Map<Tp, Long> nexts = new TreeMap<>();
        for (Map.Entry<Tp, LogEnds> entry : from.ends(partitions).entrySet()) {
            LogEnds ends = entry.getValue();
            long next = Math.min(ends.lso(), Math.max(ends.start(), last.getOrDefault(entry.getKey(), -1L) + 1));
            copied += next - ends.start();
            total += ends.lso() - ends.start();
            if (next < ends.lso()) {
                behind.put(entry.getKey(), ends.lso() - next);
                nexts.put(entry.getKey(), next);
            }
        }
        if (!behind.isEmpty() && behind.size() <= MOST_LOOKED_AT) {
            for (Map.Entry<Tp, Rest> rest : log.rests(nexts).entrySet()) {
                long left = behind.getOrDefault(rest.getKey(), 0L);
                long end = nexts.getOrDefault(rest.getKey(), 0L) + left;
                if (rest.getValue().record() < 0 && rest.getValue().position() >= end) {
                    behind.remove(rest.getKey());
                    copied += left;
                }
            }
        }
        return new MirrorProgress(mirror, copied, total, behind);
    }
}
