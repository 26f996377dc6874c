package io.kmig.validator.report;

import io.kmig.validator.match.FindingKind;
import io.kmig.validator.verdict.Outcome;
import io.kmig.validator.verdict.PartitionVerdict;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A verdict in a few lines, for JSON and Markdown.
 *
 * @param problems found differences by kind; those counted only are under none
 * @param reasons for the partitions that did not pass
 */
public record Summary(
        String migration,
        Outcome outcome,
        Instant at,
        Instant expiresAt,
        double coveragePercent,
        long recordsMatched,
        double errorBound,
        int partitions,
        long passed,
        Map<FindingKind, Long> problems,
        long unlistedProblems,
        List<String> waivers,
        List<String> reasons,
        String blueClusterId,
        String greenClusterId,
        String configHash) {
    private static final int REASONS = 20;

    public static Summary of(Verdict verdict) {
        return new Summary(
                verdict.migration(),
                verdict.outcome(),
                verdict.at(),
                verdict.expiresAt(),
                verdict.coveragePercent(),
                verdict.recordsMatched(),
                verdict.errorBound(),
                verdict.partitions().size(),
                verdict.partitions().size() - verdict.notPassed().size(),
                verdict.problems().stream()
                        .collect(Collectors.groupingBy(Problem::kind, TreeMap::new, Collectors.counting())),
                verdict.unlistedProblems(),
                verdict.waivers(),
                verdict.notPassed().stream().limit(REASONS).map(Summary::reason).toList(),
                verdict.blueClusterId(),
                verdict.greenClusterId(),
                verdict.configHash());
    }

    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("## Validation of ")
                .append(migration)
                .append(": ")
                .append(outcome)
                .append("\n\n");
        row(text, "partitions passed", passed + " of " + partitions);
        row(text, "coverage", String.format(Locale.ROOT, "%.4f %%", coveragePercent));
        row(text, "records matched", String.valueOf(recordsMatched));
        row(text, "error bound", String.format(Locale.ROOT, "%.1e", errorBound));
        row(text, "at", at + ", counts until " + expiresAt);
        row(text, "clusters", "blue " + blueClusterId + ", green " + greenClusterId);
        row(text, "configuration", configHash);
        if (!waivers.isEmpty()) {
            row(text, "waivers", String.join(", ", waivers));
        }
        problems.forEach((kind, count) -> row(text, kind.name(), String.valueOf(count)));
        if (unlistedProblems > 0) {
            row(text, "more, counted only", String.valueOf(unlistedProblems));
        }
        if (!reasons.isEmpty()) {
            text.append('\n');
            reasons.forEach(reason -> text.append("- ").append(reason).append('\n'));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("- **").append(name).append("**: ").append(value).append('\n');
    }

    private static String reason(PartitionVerdict partition) {
        return partition.topic() + "-" + partition.partition() + " " + partition.outcome() + ": " + partition.reason();
    }
}
