package io.kmig.core.offsets;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.offsets.SideBySide.Tie;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds the exact position on the target side for positions on the source side of one partition.
 *
 * <p>{@code exact} means: the target from G equals the source from B, record for record, to the end.
 *
 * <pre>
 * answer(positions):
 *   below the log start, beyond the log end, or
 *   the mirror has copied beyond the log end     -> unresolved
 *   compacted topic                              -> {@link Compacted}
 *   a span was compared before                   -> {@link Windows} for positions inside it,
 *                                                   {@link SideBySide} from its end for the rest
 *   else                                         -> {@link SideBySide} from the nearest anchor below all positions:
 *                                                   a proven pair, or both log starts
 *   they differ somewhere                        -> {@link SideBySide} again from the first pair behind it, for positions
 *                                                   behind that
 *   the logs differ, and the source is the origin -> {@link EndAligned}: what is equal when counted from the ends
 *   they are equal, and the mirror may copy twice -> {@link UnfinishedReplay}: is it doing so now?
 *   still some                                   -> {@link Replays}: bounded(n), or the first difference
 * </pre>
 *
 * Invariants:
 *
 * <ul>
 *   <li>Offsets are never computed, only observed: transaction markers, aborted records and compaction shift one log
 *       against the other. {@link Runs} remember what was.
 *   <li>Every record from B to the source's end was held against its partner, here or by an earlier answer's span; on a
 *       compacted topic, every record that has one.
 *   <li>Two records are taken for the same because a mirror that copies exactly once said so, because both logs begin
 *       there, or because both logs end there. A match of contents alone is a hint.
 *   <li>Memory does not grow with the log, except for 8 bytes in every thousand records when ends are counted; on a
 *       compacted topic it is bounded as {@link CompactedWalk} says.
 * </ul>
 */
public final class OffsetTranslator {
    private final RecordLog source;
    private final RecordLog target;

    public OffsetTranslator(RecordLog source, RecordLog target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Call it when the mirror has committed everything below the highest position, else that position comes back
     * unresolved.
     */
    public Answer answer(Question question) {
        Map<Long, Translation> refused = refused(question);
        NavigableSet<Long> open = new TreeSet<>(question.positions());
        open.removeAll(refused.keySet());
        if (open.isEmpty()) {
            return new Answer(refused, 0, Optional.empty());
        }
        Answer answer = question.compacted() ? compacted(question, open) : plain(question, open);
        Map<Long, Translation> all = new HashMap<>(refused);
        all.putAll(answer.translations());
        return new Answer(all, answer.compared(), answer.span());
    }

    static Map<Long, Translation> refused(Question question) {
        LogEnds ends = question.sourceEnds();
        Map<Long, Translation> refused = new HashMap<>();
        boolean recreated = question.copied().orElse(-1) >= ends.leo();
        for (long position : question.positions()) {
            if (recreated) {
                refused.put(
                        position,
                        new Translation.Unresolved(
                                "the mirror has copied offset "
                                        + question.copied().getAsLong()
                                        + ", and the log ends at " + ends.leo()
                                        + ": the topic was re-created or truncated",
                                false));
            } else if (position > ends.leo()) {
                refused.put(
                        position,
                        new Translation.Unresolved(
                                "it is beyond the log end " + ends.leo()
                                        + ": there is no such offset, or the topic was re-created or truncated",
                                false));
            } else if (position < ends.start()) {
                refused.put(
                        position,
                        new Translation.Unresolved(
                                "it is below the log start " + ends.start() + ": the next records to read have expired",
                                false));
            }
        }
        return refused;
    }

    private Answer compacted(Question question, NavigableSet<Long> open) {
        SideBySide.Outcome outcome =
                new Compacted(question, source, target, open, anchor(question, open.first())).run();
        return new Answer(outcome.found(), outcome.matched(), Optional.empty());
    }

    private Answer plain(Question question, NavigableSet<Long> open) {
        SideBySide.Outcome walked = behindDifferences(
                question,
                open,
                Windows.fit(question, open.first())
                        ? new Windows(question, source, target).run(open)
                        : fromAnchor(question, open));
        Map<Long, Translation> found = new HashMap<>(walked.found());
        NavigableSet<Long> left = notExact(found);
        // what is undecided on one side may be decided on the other already, and the ends say nothing then
        boolean undecided = undecided(question.sourceEnds()) || undecided(question.targetEnds());
        if (walked.differs().isEmpty()) {
            SideBySide.Outcome checked = new UnfinishedReplay(question, source).check(walked);
            return new Answer(checked.found(), checked.matched(), checked.span());
        }
        if (left.isEmpty() || (question.origin() == Origin.TARGET && !undecided)) {
            return new Answer(found, walked.matched(), walked.span());
        }
        if (undecided) {
            return new Answer(forNow(found), walked.matched(), walked.span());
        }
        Optional<ProvenPair> anchor = anchor(question, left.first());
        long targetFrom =
                anchor.map(ProvenPair::target).orElse(question.targetEnds().start());
        Optional<EndAligned.Outcome> aligned = new EndAligned(question, source, target, left, targetFrom).run();
        if (aligned.isEmpty()) {
            return new Answer(forNow(found), walked.matched(), walked.span());
        }
        found.putAll(aligned.get().exact());
        left.removeAll(aligned.get().exact().keySet());
        if (!left.isEmpty()) {
            long sourceFrom =
                    anchor.map(ProvenPair::source).orElse(question.sourceEnds().start());
            found.putAll(new Replays(question, source, target, sourceFrom, targetFrom, left).run());
        }
        return new Answer(
                found,
                walked.matched() + aligned.get().compared(),
                aligned.get().span().or(walked::span));
    }

    /**
     * A difference is no matter of positions behind it: from a proven pair there the logs may be equal to their ends. Each
     * such walk begins behind the difference that the one before ended at, so all together read the logs once.
     */
    private SideBySide.Outcome behindDifferences(Question question, NavigableSet<Long> open, SideBySide.Outcome first) {
        SideBySide.Outcome walked = first;
        while (walked.retryFrom().isPresent()) {
            Optional<ProvenPair> least = leastPair(question, walked.retryFrom().getAsLong());
            NavigableSet<Long> behind = least.<NavigableSet<Long>>map(pair -> open.tailSet(pair.source(), true))
                    .orElseGet(TreeSet::new);
            if (behind.isEmpty()) {
                return walked;
            }
            SideBySide.Outcome next = fromAnchor(question, behind);
            Map<Long, Translation> found = new HashMap<>(walked.found());
            found.putAll(next.found());
            walked = new SideBySide.Outcome(
                    found,
                    walked.differs(),
                    next.retryFrom(),
                    walked.matched() + next.matched(),
                    Math.max(walked.compared(), next.compared()),
                    next.confirmed(),
                    next.span());
        }
        return walked;
    }

    private static Optional<ProvenPair> leastPair(Question question, long from) {
        return usable(question).filter(p -> p.source() >= from).min(Comparator.comparingLong(ProvenPair::source));
    }

    private static boolean undecided(LogEnds ends) {
        return ends.lso() < ends.leo();
    }

    /** What differs from the heads on may be equal counted from the ends, which takes logs at rest. */
    private static Map<Long, Translation> forNow(Map<Long, Translation> found) {
        Map<Long, Translation> mayClear = new HashMap<>(found);
        mayClear.replaceAll((position, translation) -> translation instanceof Translation.Unresolved unresolved
                ? new Translation.Unresolved(unresolved.reason(), true, true)
                : translation);
        return mayClear;
    }

    private SideBySide.Outcome fromAnchor(Question question, NavigableSet<Long> open) {
        LogEnds sourceEnds = question.sourceEnds();
        LogEnds targetEnds = question.targetEnds();
        Optional<ProvenPair> anchor = anchor(question, open.first());
        try (Cursor from = source.open(
                        question.tp(), anchor.map(ProvenPair::source).orElse(sourceEnds.start()));
                Cursor to = target.open(
                        question.tp(), anchor.map(ProvenPair::target).orElse(targetEnds.start()))) {
            Tie tie = anchor.isPresent()
                    ? Tie.PROVEN
                    : sourceEnds.start() == 0 && targetEnds.start() == 0 ? Tie.STARTS : Tie.SEARCH;
            return new SideBySide(question, from, to, tie, open).run();
        }
    }

    /** The nearest proven pair at or before a position that both logs still hold. */
    static Optional<ProvenPair> anchor(Question question, long position) {
        return usable(question).filter(p -> p.source() <= position).max(Comparator.comparingLong(ProvenPair::source));
    }

    private static Stream<ProvenPair> usable(Question question) {
        return question.pairs().stream()
                .filter(p -> p.source() >= question.sourceEnds().start()
                        && p.target() >= question.targetEnds().start()
                        && p.target() < question.targetEnds().lso());
    }

    private static NavigableSet<Long> notExact(Map<Long, Translation> found) {
        NavigableSet<Long> left = new TreeSet<>();
        found.forEach((position, translation) -> {
            if (!(translation instanceof Translation.Exact)) {
                left.add(position);
            }
        });
        return left;
    }
}
