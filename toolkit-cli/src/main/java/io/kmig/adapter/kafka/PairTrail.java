package io.kmig.adapter.kafka;

import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The offset syncs of one partition in the order they were written. When there are more than the bound, every second one
 * goes and only every second is taken from then on, so that what stays is spread evenly; the newest always stays.
 *
 * <p>Both offsets of a mirror only grow. When either falls back, the log behind it was begun again, or the mirror was
 * set back: what was noted before speaks of records that may be gone, so all of it goes.
 */
final class PairTrail {
    private final int bound;
    private long[] sources = new long[16];
    private long[] targets = new long[16];
    private int size;
    private long count;
    private long stride = 1;
    private long newestSource = -1;
    private long newestTarget = -1;

    /** @param bound rounded down to an even number, so that the strides before and after thinning meet */
    PairTrail(int bound) {
        if (bound < 2) {
            throw new IllegalArgumentException("a trail of " + bound);
        }
        this.bound = bound - bound % 2;
    }

    void add(long source, long target) {
        if (source == newestSource && target == newestTarget) {
            return;
        }
        if (source <= newestSource || target <= newestTarget) {
            size = 0;
            count = 0;
            stride = 1;
        }
        newestSource = source;
        newestTarget = target;
        if (count % stride == 0) {
            if (size == bound) {
                thin();
            }
            keep(source, target);
        }
        count++;
    }

    List<ProvenPair> pairs() {
        List<ProvenPair> pairs = new ArrayList<>(size + 1);
        for (int i = 0; i < size; i++) {
            pairs.add(new ProvenPair(sources[i], targets[i]));
        }
        if (size > 0 && sources[size - 1] != newestSource) {
            pairs.add(new ProvenPair(newestSource, newestTarget));
        }
        return pairs;
    }

    private void keep(long source, long target) {
        if (size == sources.length) {
            sources = Arrays.copyOf(sources, size * 2);
            targets = Arrays.copyOf(targets, size * 2);
        }
        sources[size] = source;
        targets[size++] = target;
    }

    private void thin() {
        for (int i = 0; i < size; i += 2) {
            sources[i / 2] = sources[i];
            targets[i / 2] = targets[i];
        }
        size /= 2;
        stride *= 2;
    }
}
