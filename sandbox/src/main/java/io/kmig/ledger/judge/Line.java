package io.kmig.ledger.judge;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of one producer on one topic: some bits per record, and one entry per key. Two million records take
 * about 1 MB here, and 0.5 MB more per group that reads them.
 */
final class Line {
    final String producer;
    final String topic;
    final BitSet acked = new BitSet();
    final BitSet refused = new BitSet();
    final BitSet atHome = new BitSet();
    final BitSet atOther = new BitSet();
    final KeyOrder homeOrder = new KeyOrder();
    private final @Nullable KeyNames keyNames;

    Line(String producer, String topic, boolean compacted) {
        this.producer = producer;
        this.topic = topic;
        this.keyNames = compacted ? new KeyNames() : null;
    }

    /** Positions become bits, so they have to fit; 2^31 records of one producer is far beyond any demo. */
    static int bit(long seq) {
        return Math.toIntExact(seq);
    }

    void key(long seq, String key) {
        if (keyNames != null) keyNames.put(bit(seq), key);
    }

    /** Only remembered on compacted topics, the only ones where a missing record's key decides. */
    @Nullable
    String keyOf(int seq) {
        return keyNames == null ? null : keyNames.get(seq);
    }

    /** What there has to be: everything acknowledged, and what went through without its acknowledgement. */
    BitSet existing() {
        BitSet existing = (BitSet) acked.clone();
        existing.or(atHome);
        existing.or(atOther);
        return existing;
    }

    private static final class KeyNames {
        private final Map<String, Integer> numbers = new HashMap<>();
        private String[] names = new String[64];
        private int[] numberOf = new int[1024];

        private void put(int seq, String key) {
            Integer number = numbers.get(key);
            if (number == null) {
                number = numbers.size() + 1;
                numbers.put(key, number);
                if (number >= names.length) names = Arrays.copyOf(names, names.length * 2);
                names[number] = key;
            }
            if (seq >= numberOf.length) numberOf = Arrays.copyOf(numberOf, Math.max(seq + 1, numberOf.length * 2));
            numberOf[seq] = number;
        }

        private @Nullable String get(int seq) {
            return seq < numberOf.length && numberOf[seq] > 0 ? names[numberOf[seq]] : null;
        }
    }
}
