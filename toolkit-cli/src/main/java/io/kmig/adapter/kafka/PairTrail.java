package io.kmig.adapter.kafka;

import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The offset syncs of one partition in the order they were written, thinned to a bound by dropping every second one.
 *
 * <p>Both offsets of a mirror only grow. When either falls back, the log behind it was begun again, or the mirror was
 * set back: what was noted before speaks of records that may be gone, so all of it goes.
 */
final class PairTrail {
    private final int bound;
    private long[] sources = new long[16];
    private long[] targets = new long[16];
    private int size;

    PairTrail(int bound) {
        if (bound < 2) {
            throw new IllegalArgumentException("a trail of " + bound);
        }
        this.bound = bound;
    }

    void add(long source, long target) {
        if (size > 0) {
            long lastSource = sources[size - 1];
            long lastTarget = targets[size - 1];
            if (source == lastSource && target == lastTarget) {
                return;
            }
            if (source <= lastSource || target <= lastTarget) {
                size = 0;
            }
        }
        if (size == bound) {
            thin();
        }
        if (size == sources.length) {
            sources = Arrays.copyOf(sources, size * 2);
            targets = Arrays.copyOf(targets, size * 2);
        }
        sources[size] = source;
        targets[size++] = target;
    }

    List<ProvenPair> pairs() {
        List<ProvenPair> pairs = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            pairs.add(new ProvenPair(sources[i], targets[i]));
        }
        return pairs;
    }

    /** Keeps the first and every second after it; the newest is added right afterwards. */
    private void thin() {
        int kept = 0;
        for (int i = 0; i < size; i += 2) {
            sources[kept] = sources[i];
            targets[kept++] = targets[i];
        }
        size = kept;
    }
}
