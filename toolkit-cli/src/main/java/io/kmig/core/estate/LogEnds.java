package io.kmig.core.estate;

/**
 * Where a partition's log begins and ends.
 *
 * @param start first offset that can be read
 * @param lso last stable offset: a read_committed reader stops here
 * @param leo log end offset: the offset the next record gets
 */
public record LogEnds(long start, long lso, long leo) {}
