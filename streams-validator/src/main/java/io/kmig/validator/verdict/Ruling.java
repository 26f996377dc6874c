package io.kmig.validator.verdict;

import java.util.List;

/**
 * What is known for one partition.
 *
 * @param decided whether waiting can't change it
 * @param reason in a sentence; empty for a PASS
 * @param problems proved differences
 * @param unlisted further differences that were counted only
 */
public record Ruling(Outcome outcome, boolean decided, String reason, List<Problem> problems, long unlisted) {
    public Ruling {
        problems = List.copyOf(problems);
    }

    static Ruling waiting(String reason) {
        return new Ruling(Outcome.INCONCLUSIVE, false, reason, List.of(), 0);
    }
}
