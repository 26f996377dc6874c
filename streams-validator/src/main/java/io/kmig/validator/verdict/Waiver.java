package io.kmig.validator.verdict;

import io.kmig.validator.match.FindingKind;
import java.util.Set;

/**
 * A difference the operator accepts, by a name that every verdict repeats.
 *
 * @param topic for which topic
 * @param kinds of finding; {@code RETENTION} takes what was purged before it could be read out of the scope
 */
public record Waiver(String name, String topic, Set<FindingKind> kinds) {
    public Waiver {
        kinds = Set.copyOf(kinds);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a waiver has a name");
        }
    }
}
