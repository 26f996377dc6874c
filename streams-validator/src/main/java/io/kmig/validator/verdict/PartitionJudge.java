package io.kmig.validator.verdict;

import io.kmig.validator.chain.Seen;
import io.kmig.validator.match.Finding;
import io.kmig.validator.match.FindingKind;
import io.kmig.validator.match.Pairing;
import io.kmig.validator.match.Standing;
import io.kmig.validator.match.Waiting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges one partition at a watermark V.
 *
 * <pre>
 * PASS          read to V, all of it matched; green seen to its end E, nothing left over there; coverage is whole
 * MISSING       not matched, the mirror has committed past it, and green, read to its end after that, has nothing more
 * left over     on green below E, and blue, read to its end after E was known, has no original
 * waiting       everything else: it may clear by itself
 * </pre>
 *
 * Time decides nothing here.
 */
public final class PartitionJudge {
    private static final Set<FindingKind> OF_COVERAGE = EnumSet.of(FindingKind.RETENTION, FindingKind.FEED_GAP);

    private final Evidence evidence;
    private final List<Problem> problems = new ArrayList<>();

    private PartitionJudge(Evidence evidence) {
        this.evidence = evidence;
    }

    public static Ruling judge(Evidence evidence) {
        Standing standing = evidence.standing();
        if (standing == null || !standing.begun()) {
            return Ruling.waiting("the comparison has not begun");
        }
        return new PartitionJudge(evidence).ruling(standing);
    }

    /** How many of the scope's offsets below the watermark were compared, and how many it has. */
    public record Coverage(long compared, long scope) {}

    public static Coverage coverage(Evidence evidence) {
        Standing standing = evidence.standing();
        if (standing == null || !standing.begun()) {
            return new Coverage(0, Math.max(1, evidence.watermark()));
        }
        long from = standing.scopeStart();
        long gone = standing.uncovered();
        long declared = Math.max(0, evidence.watermark() - from);
        long scope = waiver(evidence, FindingKind.RETENTION) == null ? declared : Math.max(0, declared - gone);
        long compared = Math.min(standing.blueVerified(), evidence.watermark()) - from - gone;
        return new Coverage(Math.max(0, Math.min(scope, compared)), scope);
    }

    private Ruling ruling(Standing standing) {
        String passedOver = findings();
        String tail = tails(standing);
        if (problems.stream().anyMatch(p -> p.waiver() == null)) {
            boolean complete = tail.isEmpty() && passedOver.isEmpty();
            return new Ruling(Outcome.FAIL, complete, describe(), problems, unlisted(standing));
        }
        if (!passedOver.isEmpty()) {
            return waiting(passedOver);
        }
        if (!tail.isEmpty()) {
            return waiting(tail);
        }
        if (standing.uncovered() > 0 && waiver(evidence, FindingKind.RETENTION) == null) {
            return new Ruling(
                    Outcome.INCONCLUSIVE,
                    true,
                    "%d offsets of the scope were gone before they could be compared".formatted(standing.uncovered()),
                    problems,
                    0);
        }
        return new Ruling(Outcome.PASS, true, "", problems, 0);
    }

    private Ruling waiting(String reason) {
        return new Ruling(Outcome.INCONCLUSIVE, false, reason, problems, 0);
    }

    /** @return why some are not decided */
    private String findings() {
        String undecided = "";
        for (Finding finding : evidence.findings()) {
            if (OF_COVERAGE.contains(finding.kind())) {
                continue;
            }
            Long copied = evidence.mirrorCopied();
            if (finding.kind() == FindingKind.MISSING && (copied == null || copied < finding.blueOffset())) {
                undecided = copied == null
                        ? "blue offset %d was passed over; how far the mirror has committed is unknown"
                                .formatted(finding.blueOffset())
                        : "blue offset %d was passed over, and the mirror has committed up to %d only"
                                .formatted(finding.blueOffset(), copied);
                continue;
            }
            add(finding);
        }
        return undecided;
    }

    /** @return what is waited for, empty when both ends are settled */
    private String tails(Standing standing) {
        long watermark = evidence.watermark();
        if (standing.broken() != null) {
            return "";
        }
        if (standing.blueRead() < watermark) {
            return "blue is read to %d of %d".formatted(standing.blueRead(), watermark);
        }
        List<Seen> pending =
                standing.pending().stream().filter(r -> r.offset() < watermark).toList();
        Long greenEnd = evidence.greenEnd();
        if (greenEnd == null || !evidence.greenSeen()) {
            return pending.isEmpty()
                    ? "green is not compared to its end yet"
                    : "blue offset %d is not on green yet"
                            .formatted(pending.get(0).offset());
        }
        List<Seen> lost = new ArrayList<>();
        String undecided = "";
        Long copied = evidence.mirrorCopied();
        for (Seen record : pending) {
            if (copied != null && copied >= record.offset()) {
                lost.add(record);
            } else {
                undecided = copied == null
                        ? "blue offset %d is not on green, and how far the mirror has committed is unknown"
                                .formatted(record.offset())
                        : "the mirror is behind: blue offset %d is not on green, committed up to %d"
                                .formatted(record.offset(), copied);
                break;
            }
        }
        Long blueEnd = evidence.blueEnd();
        boolean originalsKnown = blueEnd != null && standing.blueRead() >= blueEnd;
        List<Waiting> left = standing.waiting().stream()
                .filter(w -> w.record().offset() < greenEnd)
                .toList();
        if (!left.isEmpty() && !originalsKnown) {
            return "the originals of green's last records are not read yet, blue is read to " + standing.blueRead();
        }
        settle(standing, lost, left);
        return undecided;
    }

    private void settle(Standing standing, List<Seen> lost, List<Waiting> left) {
        List<Seen> unexplained = new ArrayList<>();
        for (Waiting waiting : left) {
            if (waiting.repeats() >= 0) {
                add(Finding.duplicate(waiting.repeats(), waiting.record().offset()));
            } else {
                unexplained.add(waiting.record());
            }
        }
        if (standing.waitingCount() <= standing.openHole()) {
            unexplained.clear();
        }
        Pairing pairing = Pairing.of(lost, unexplained, true);
        pairing.mutated().forEach(this::add);
        pairing.blueOnly().forEach(record -> add(Finding.missing(record.offset())));
        pairing.greenOnly().forEach(record -> add(Finding.foreign(record.offset())));
    }

    private void add(Finding finding) {
        problems.add(Problem.of(evidence.topic(), evidence.partition(), finding, waiver(evidence, finding.kind())));
    }

    private long unlisted(Standing standing) {
        long counted = 0;
        for (var entry : standing.counts().entrySet()) {
            counted += OF_COVERAGE.contains(entry.getKey()) ? 0 : entry.getValue();
        }
        long listed = evidence.findings().stream()
                .filter(f -> !OF_COVERAGE.contains(f.kind()))
                .count();
        return Math.max(0, counted - listed) + unshownTail(standing);
    }

    /** Of a tail only the first records are shown; where the last shown one is judged, so are those behind it, or later. */
    private long unshownTail(Standing standing) {
        boolean all = standing.pending().isEmpty()
                || standing.pending().get(standing.pending().size() - 1).offset() >= evidence.watermark();
        return all ? 0 : standing.pendingCount() - standing.pending().size();
    }

    private String describe() {
        Problem first =
                problems.stream().filter(p -> p.waiver() == null).findFirst().orElseThrow();
        long more = problems.stream().filter(p -> p.waiver() == null).count() - 1;
        return more == 0 ? first.describe() : first.describe() + " and " + more + " more";
    }

    private static @Nullable String waiver(Evidence evidence, FindingKind kind) {
        return evidence.waivers().stream()
                .filter(w -> w.topic().equals(evidence.topic()) && w.kinds().contains(kind))
                .map(Waiver::name)
                .findFirst()
                .orElse(null);
    }
}
