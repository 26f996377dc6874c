package io.kmig.bench;

import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Where groups stand in a topic: spread over the whole log, each group somewhere else in each partition; and where they
 * are when each has read on from there by a length of its own. The same in every run and in every process.
 */
final class Positions {
    private static final long SEED = 20_260_101;

    private Positions() {}

    static SortedMap<String, Map<Tp, GroupOffset>> spread(String topic, int groups, int partitions, long records) {
        return moved(topic, groups, partitions, records, 0, records);
    }

    /**
     * @param records in each partition, over which they are spread
     * @param most by which a group has moved on, half of it on average
     * @param end of each partition: none is beyond it
     */
    static SortedMap<String, Map<Tp, GroupOffset>> moved(
            String topic, int groups, int partitions, long records, long most, long end) {
        SplittableRandom places = new SplittableRandom(SEED);
        SplittableRandom steps = new SplittableRandom(SEED + 1);
        SortedMap<String, Map<Tp, GroupOffset>> positions = new TreeMap<>();
        for (int g = 0; g < groups; g++) {
            Map<Tp, GroupOffset> of = new HashMap<>();
            for (int p = 0; p < partitions; p++) {
                // one in each hundredth, so that two logs of different lengths have them alike, and no round numbers
                double hundredth = (g * 37L + p * 11L) % groups + places.nextDouble();
                long at = (long) (records * hundredth / groups);
                long step = steps.nextLong(most + 1);
                of.put(new Tp(topic, p), new GroupOffset(Math.min(end, at + step), ""));
            }
            positions.put("g" + g, of);
        }
        return positions;
    }
}
