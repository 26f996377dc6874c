package io.kmig.core.estate;

import java.util.Comparator;

/** A topic-partition. */
public record Tp(String topic, int partition) implements Comparable<Tp> {
    private static final Comparator<Tp> ORDER = Comparator.comparing(Tp::topic).thenComparingInt(Tp::partition);

    @Override
    public int compareTo(Tp other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
