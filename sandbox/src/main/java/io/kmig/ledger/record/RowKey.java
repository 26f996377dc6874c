package io.kmig.ledger.record;

import java.util.List;

/**
 * A row's primary key, as the text of each of its columns.
 *
 * <p>Ordered as PostgreSQL orders texts with collation "C": by code point.
 */
public record RowKey(List<String> parts) implements Comparable<RowKey> {
    public RowKey {
        parts = List.copyOf(parts);
    }

    public static RowKey of(String... parts) {
        return new RowKey(List.of(parts));
    }

    @Override
    public int compareTo(RowKey other) {
        for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
            int order = byCodePoint(parts.get(i), other.parts.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(parts.size(), other.parts.size());
    }

    /** Not as String does: a surrogate comes before U+E000 there, and after it here. */
    private static int byCodePoint(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l == r) continue;
            boolean bothSame = Character.isSurrogate(l) == Character.isSurrogate(r);
            return bothSame ? Character.compare(l, r) : Character.isSurrogate(l) ? 1 : -1;
        }
        return Integer.compare(left.length(), right.length());
    }

    @Override
    public String toString() {
        return String.join(", ", parts);
    }
}
