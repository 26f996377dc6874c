package io.kmig.cli.starter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A short list of patterns for many topics: topics that share the word before the first separator become one pattern,
 * the others stay names. Every topic given is matched.
 */
final class TopicPatterns {
    /** More lines than this nobody reads; then one pattern for all is more honest than a selection. */
    private static final int MOST = 40;

    private TopicPatterns() {}

    static List<String> of(Collection<String> topics) {
        SortedMap<String, List<String>> byPrefix =
                new TreeMap<>(new TreeSet<>(topics).stream().collect(Collectors.groupingBy(TopicPatterns::prefix)));
        List<String> patterns = new ArrayList<>();
        byPrefix.forEach((prefix, names) -> {
            if (names.size() > 1 && prefix.length() > 1) {
                patterns.add(literal(prefix) + ".*");
            } else {
                names.forEach(name -> patterns.add(literal(name)));
            }
        });
        return patterns.isEmpty() || patterns.size() > MOST ? List.of(".*") : patterns;
    }

    /** Up to and with the first separator after the first letter; the whole name when there is none. */
    private static String prefix(String topic) {
        for (int i = 1; i < topic.length(); i++) {
            if (".-_".indexOf(topic.charAt(i)) >= 0) {
                return topic.substring(0, i + 1);
            }
        }
        return topic;
    }

    /** A dot is the only letter of a topic name with a meaning in a pattern. */
    static String literal(String topic) {
        return topic.replace(".", "\\.");
    }
}
