package io.kmig.core.migration;

/**
 * How far the reading of both logs is that finds groups' positions. The first that is told of a reading has nothing done,
 * the last has everything.
 *
 * @param partitionsDone answered, also when the answer is that the partition can't be read
 * @param offsetsRead of both sides together; never more than {@code offsets}, though a log that differs is read again
 * @param offsets to be read, as far as is known before
 */
public record Reading(int partitionsDone, int partitions, long offsetsRead, long offsets) {
    public boolean begins() {
        return partitionsDone == 0 && offsetsRead == 0;
    }
}
