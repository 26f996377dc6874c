package io.kmig.core.offsets;

import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Compacted logs, which lose records on either side at times of their own.
 *
 * <pre>
 * answer     {@link CompactedWalk} over both logs, which pairs what is on both sides and holds what is not against the keys
 * too many   keys wait for an explanation: as many walks as there are shares of the keys, each minds those of one share.
 *            The first finds the positions; the others end where it ended, and only look for what it did not mind
 * </pre>
 *
 * <p>G is the partner of the first record at or behind B that has one: what lies between is superseded on one of the
 * sides by what comes later, so a reader of either log ends with the same last record for every key.
 *
 * <p>A record that was changed on the way, and superseded later, looks like two that were compacted away, one on each
 * side: that much can't be told from contents.
 *
 * <p>A stretch that a mirror copied again looks like records that the source has compacted away, and would take a reader
 * back. Under exactly-once there is none but of earlier days, which is seen where its content is still there twice:
 * {@link CopiedAgain}. Without exactly-once nothing is exact while the target holds a record that the source does not.
 */
final class Compacted {
    private static final int MOST_SHARES = 256;

    private final Question question;
    private final RecordLog source;
    private final RecordLog target;
    private final NavigableSet<Long> open;
    private final Optional<ProvenPair> anchor;

    Compacted(
            Question question,
            RecordLog source,
            RecordLog target,
            NavigableSet<Long> open,
            Optional<ProvenPair> anchor) {
        this.question = question;
        this.source = source;
        this.target = target;
        this.open = open;
        this.anchor = anchor;
    }

    /** As {@link SideBySide.Outcome}; there is never a span, because holes come and go. */
    SideBySide.Outcome run() {
        for (int shares = 1; shares <= MOST_SHARES; shares *= 4) {
            Optional<SideBySide.Outcome> outcome = inShares(shares);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        Map<Long, Translation> found = new HashMap<>();
        String reason = "more than " + CompactedWalk.MOST + " keys in each of " + MOST_SHARES
                + " shares wait for the record that supersedes what one side has compacted away";
        open.forEach(b -> found.put(b, new Translation.Unresolved(reason, false)));
        return outcome(found, Optional.of(reason), 0);
    }

    /** Empty when one of them has too many keys. */
    private Optional<SideBySide.Outcome> inShares(int shares) {
        CompactedWalk.Result first = null;
        long last = -1;
        boolean any = false;
        for (int share = 0; share < shares; share++) {
            CompactedWalk.Result result = walk(new CompactedWalk.Keys(share, shares), first);
            if (result.tooManyKeys()) {
                return Optional.empty();
            }
            if (result.differs().isPresent()) {
                return Optional.of(outcome(result.found(), result.differs(), result.matched()));
            }
            last = Math.max(last, result.copiedAgain());
            any |= result.holesOnTarget();
            first = first == null ? result : first;
        }
        if (first == null) {
            throw new IllegalArgumentException("no share");
        }
        return Optional.of(outcome(settled(first, last, any), Optional.empty(), first.matched()));
    }

    private CompactedWalk.Result walk(CompactedWalk.Keys keys, CompactedWalk.@Nullable Result first) {
        try (Cursor from = source.open(
                        question.tp(),
                        anchor.map(ProvenPair::source)
                                .orElse(question.sourceEnds().start()));
                Cursor to = target.open(
                        question.tp(),
                        anchor.map(ProvenPair::target)
                                .orElse(question.targetEnds().start()))) {
            CompactedWalk walk = first == null
                    ? new CompactedWalk(question, source, target, from, to, open, keys)
                    : new CompactedWalk(
                            question,
                            source,
                            target,
                            new EndsAt(from, first.sourceLast()),
                            new EndsAt(to, first.targetLast()),
                            open,
                            keys);
            return walk.run();
        }
    }

    private Map<Long, Translation> settled(CompactedWalk.Result first, long copiedAgain, boolean holesOnTarget) {
        Map<Long, Translation> found = new HashMap<>(first.found());
        if (question.origin() == Origin.TARGET) {
            // the origin holds nothing twice
            return found;
        }
        if (!question.exactlyOnce() && (!first.whole() || holesOnTarget)) {
            found.replaceAll((position, translation) -> new Translation.Unresolved(
                    "the topic is compacted, and what only the target holds may be what a mirror without exactly-once copied"
                            + " again",
                    !first.whole()));
            return found;
        }
        found.replaceAll((position, translation) ->
                translation instanceof Translation.Exact exact && exact.offset() <= copiedAgain
                        ? new Translation.Unresolved(
                                "the record at target offset " + copiedAgain
                                        + " was copied again, and would take a reader back",
                                false)
                        : translation);
        return found;
    }

    private static SideBySide.Outcome outcome(Map<Long, Translation> found, Optional<String> differs, long matched) {
        return new SideBySide.Outcome(found, differs, OptionalLong.empty(), matched, -1, false, Optional.empty());
    }
}
