package io.kmig.ledger.judge;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Per key, how far one producer's records of one topic have come. One entry per key. */
final class KeyOrder {
    private final Map<String, Reached> keys = new HashMap<>();

    private static final class Reached {
        private int partition;
        private long keySeq;
        private long seq;
    }

    /** Takes the next distinct record of a key; says what is wrong with its place, or null. */
    @Nullable
    String next(String key, int partition, long keySeq, long seq) {
        Reached reached = keys.get(key);
        if (reached == null) {
            reached = new Reached();
            reached.partition = partition;
            reached.keySeq = keySeq;
            reached.seq = seq;
            keys.put(key, reached);
            return null;
        }
        String wrong = null;
        if (partition != reached.partition) wrong = "the key's records so far are in partition " + reached.partition;
        else if (keySeq <= reached.keySeq)
            wrong = "the key's number " + keySeq + " comes after its number " + reached.keySeq;
        reached.partition = partition;
        reached.keySeq = Math.max(reached.keySeq, keySeq);
        reached.seq = Math.max(reached.seq, seq);
        return wrong;
    }

    /** Whether a record of the key later than this one was taken. */
    boolean isPast(String key, long seq) {
        Reached reached = keys.get(key);
        return reached != null && reached.seq > seq;
    }
}
