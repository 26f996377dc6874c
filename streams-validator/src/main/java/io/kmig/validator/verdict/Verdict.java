package io.kmig.validator.verdict;

import java.time.Instant;
import java.util.List;

/**
 * Whether blue and green are equal at a watermark, and on what ground. A fact that expires.
 *
 * @param waivers by name: those that took something out of the scope, and those a difference was accepted by
 * @param coveragePercent of the declared scope's offsets, how much was compared; 100 exactly when all of it
 * @param errorBound the chance that two different records were taken for equal, if nobody forged them
 * @param problems proved differences, waived ones too
 * @param unlistedProblems further ones that were counted only
 * @param configHash of scope, waivers and seed: a verdict over another configuration is another verdict
 */
public record Verdict(
        Outcome outcome,
        String migration,
        Instant at,
        Instant expiresAt,
        double coveragePercent,
        long recordsMatched,
        double errorBound,
        List<PartitionVerdict> partitions,
        List<Problem> problems,
        long unlistedProblems,
        List<String> waivers,
        String blueClusterId,
        String greenClusterId,
        String configHash) {
    public Verdict {
        partitions = List.copyOf(partitions);
        problems = List.copyOf(problems);
        waivers = List.copyOf(waivers);
    }

    public boolean passed() {
        return outcome == Outcome.PASS;
    }

    /** The partitions that did not pass, each with its reason. */
    public List<PartitionVerdict> notPassed() {
        return partitions.stream().filter(p -> p.outcome() != Outcome.PASS).toList();
    }
}
