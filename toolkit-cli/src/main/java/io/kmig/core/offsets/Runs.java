package io.kmig.core.offsets;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Where records lie that were found equal, as runs: from a source and a target offset on, so many offsets of either log each
 * hold a record, and the two at the same distance are equal. Where a position in them leads is known without reading.
 *
 * <p>A marker, an aborted or an expired record ends a run. Memory: the latest {@value #MOST} to twice as many of them, 24
 * bytes each; what lies before has to be read again.
 */
public final class Runs {
    private static final int MOST = 1_000;

    private long[] source = new long[4];
    private long[] target = new long[4];
    private long[] length = new long[4];
    private int size;

    Runs copy() {
        Runs copy = new Runs();
        copy.source = source.clone();
        copy.target = target.clone();
        copy.length = length.clone();
        copy.size = size;
        return copy;
    }

    /** These two are equal, and no records lie between them and the two noted before. */
    void note(long sourceOffset, long targetOffset) {
        int last = size - 1;
        if (size > 0 && sourceOffset == source[last] + length[last] && targetOffset == target[last] + length[last]) {
            length[last]++;
            return;
        }
        if (size == 2 * MOST) {
            for (long[] column : new long[][] {source, target, length}) {
                System.arraycopy(column, MOST, column, 0, MOST);
            }
            size = MOST;
        }
        if (size == source.length) {
            source = Arrays.copyOf(source, size * 2);
            target = Arrays.copyOf(target, size * 2);
            length = Arrays.copyOf(length, size * 2);
        }
        source[size] = sourceOffset;
        target[size] = targetOffset;
        length[size++] = 1;
    }

    /** Where the first record at or behind a source offset lies on the target; empty when it is not in a run kept. */
    OptionalLong targetOf(long position) {
        if (size == 0 || position < source[0]) {
            return OptionalLong.empty();
        }
        int found = Arrays.binarySearch(source, 0, size, position);
        int run = found < 0 ? -found - 2 : found;
        long into = position - source[run];
        if (into < length[run]) {
            return OptionalLong.of(target[run] + into);
        }
        return run + 1 < size ? OptionalLong.of(target[run + 1]) : OptionalLong.empty();
    }

    /** Whether all that was found equal lies before a source offset. */
    boolean endBefore(long position) {
        return size > 0 && position >= source[size - 1] + length[size - 1];
    }
}
