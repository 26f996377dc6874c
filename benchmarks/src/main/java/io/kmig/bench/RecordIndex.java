package io.kmig.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The offset of every record of a topic, so that offsets can be counted in records: markers and aborted ones are none. */
final class RecordIndex {
    private final Map<Integer, long[]> offsets = new HashMap<>();

    private RecordIndex() {}

    static RecordIndex read(Map<String, Object> cluster, String topic, int partitions) {
        RecordIndex index = new RecordIndex();
        Map<Integer, Integer> count = new HashMap<>();
        WholeLog.read(
                cluster,
                topic,
                partitions,
                records -> records.forEach(record -> {
                    int at = count.merge(record.partition(), 1, Integer::sum) - 1;
                    long[] known = index.offsets.computeIfAbsent(record.partition(), p -> new long[1024]);
                    if (at == known.length) {
                        known = Arrays.copyOf(known, 2 * at);
                        index.offsets.put(record.partition(), known);
                    }
                    known[at] = record.offset();
                }));
        count.forEach((p, n) -> index.offsets.computeIfPresent(p, (key, known) -> Arrays.copyOf(known, n)));
        return index;
    }

    /** How many records lie before an offset. */
    long before(int partition, long offset) {
        int at = Arrays.binarySearch(offsets.getOrDefault(partition, new long[0]), offset);
        return at >= 0 ? at : -at - 1;
    }
}
