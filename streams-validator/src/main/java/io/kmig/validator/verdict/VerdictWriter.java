package io.kmig.validator.verdict;

import io.kmig.validator.chain.Link;
import io.kmig.validator.match.FindingKind;
import io.kmig.validator.match.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Puts the partitions' rulings together. */
public final class VerdictWriter {
    /** 2^128. */
    private static final double DIGESTS = 0x1p128;

    private final Heading heading;

    /** What a verdict says besides its partitions. */
    public record Heading(
            String migration,
            Duration validity,
            List<String> scopeWaivers,
            String blueClusterId,
            String greenClusterId,
            String configHash) {
        public Heading {
            scopeWaivers = List.copyOf(scopeWaivers);
        }
    }

    public VerdictWriter(Heading heading) {
        this.heading = heading;
    }

    public Verdict write(Map<Evidence, Ruling> rulings, Instant at) {
        List<PartitionVerdict> partitions = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        TreeSet<String> waivers = new TreeSet<>(heading.scopeWaivers());
        long unlisted = 0;
        long matched = 0;
        long compared = 0;
        long scope = 0;
        boolean whole = true;
        for (Map.Entry<Evidence, Ruling> entry : rulings.entrySet()) {
            Evidence evidence = entry.getKey();
            Ruling ruling = entry.getValue();
            PartitionVerdict partition = partition(evidence, ruling);
            partitions.add(partition);
            problems.addAll(ruling.problems());
            ruling.problems().stream()
                    .map(Problem::waiver)
                    .filter(Objects::nonNull)
                    .forEach(waivers::add);
            if (partition.uncovered() > 0) {
                evidence.waivers().stream()
                        .filter(w -> w.topic().equals(evidence.topic()))
                        .filter(w -> w.kinds().contains(FindingKind.RETENTION))
                        .forEach(w -> waivers.add(w.name()));
            }
            unlisted += ruling.unlisted();
            matched += partition.matched();
            compared += partition.compared();
            scope += partition.scope();
            whole &= partition.compared() >= partition.scope();
        }
        partitions.sort(Comparator.comparing(PartitionVerdict::topic).thenComparingInt(PartitionVerdict::partition));
        return new Verdict(
                outcome(partitions, whole),
                heading.migration(),
                at,
                at.plus(heading.validity()),
                whole ? 100 : Math.min(99.999_999, 100.0 * compared / Math.max(1, scope)),
                matched,
                matched / DIGESTS,
                partitions,
                problems,
                unlisted,
                List.copyOf(waivers),
                heading.blueClusterId(),
                heading.greenClusterId(),
                heading.configHash());
    }

    private static Outcome outcome(List<PartitionVerdict> partitions, boolean whole) {
        if (partitions.stream().anyMatch(p -> p.outcome() == Outcome.FAIL)) {
            return Outcome.FAIL;
        }
        boolean all = partitions.stream().allMatch(p -> p.outcome() == Outcome.PASS);
        return all && whole && !partitions.isEmpty() ? Outcome.PASS : Outcome.INCONCLUSIVE;
    }

    private static PartitionVerdict partition(Evidence evidence, Ruling ruling) {
        PartitionJudge.Coverage coverage = PartitionJudge.coverage(evidence);
        Standing standing = evidence.standing();
        if (standing == null) {
            return new PartitionVerdict(
                    evidence.topic(),
                    evidence.partition(),
                    ruling.outcome(),
                    ruling.reason(),
                    evidence.watermark(),
                    -1,
                    -1,
                    0,
                    "",
                    -1,
                    0,
                    0,
                    coverage.compared(),
                    coverage.scope(),
                    Link.NO_ID,
                    Link.NO_ID);
        }
        return new PartitionVerdict(
                evidence.topic(),
                evidence.partition(),
                ruling.outcome(),
                ruling.reason(),
                evidence.watermark(),
                standing.blueVerified(),
                standing.greenRead(),
                standing.matched(),
                String.format(Locale.ROOT, "%016x%016x", standing.prefixHigh(), standing.prefixLow()),
                standing.start(),
                standing.uncovered(),
                standing.unverifiable(),
                coverage.compared(),
                coverage.scope(),
                standing.topicId(),
                standing.targetTopicId());
    }
}
