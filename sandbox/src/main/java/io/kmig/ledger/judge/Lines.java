package io.kmig.ledger.judge;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All lines, and what is known of their producers. */
final class Lines {
    private final Set<String> compacted;
    private final Map<String, Map<String, Line>> byProducer = new LinkedHashMap<>();
    private final Map<String, Long> reservedUpTo = new HashMap<>();
    private final Set<String> topics = new LinkedHashSet<>();

    Lines(Set<String> compacted) {
        this.compacted = compacted;
    }

    void writes(Collection<String> written) {
        topics.addAll(written);
    }

    void reserved(String producer, long upTo) {
        reservedUpTo.merge(producer, upTo, Math::max);
    }

    Set<String> topics() {
        return topics;
    }

    Line of(String producer, String topic) {
        return byProducer
                .computeIfAbsent(producer, p -> new LinkedHashMap<>())
                .computeIfAbsent(topic, t -> new Line(producer, t, compacted.contains(t)));
    }

    List<Line> all() {
        return byProducer.values().stream()
                .flatMap(topics -> topics.values().stream())
                .toList();
    }

    /**
     * Whether the producer can have written this here: within what it had reserved, not refused, not aborted, and not
     * acknowledged on another topic.
     */
    boolean canBe(String producer, String topic, long seq) {
        Long upTo = reservedUpTo.get(producer);
        if (upTo == null || seq < 0 || seq >= upTo || !topics.contains(topic)) return false;
        int bit = Line.bit(seq);
        for (Line line : byProducer.getOrDefault(producer, Map.of()).values()) {
            if (line.refused.get(bit)) return false;
            if (line.acked.get(bit) && !line.topic.equals(topic)) return false;
        }
        return true;
    }
}
