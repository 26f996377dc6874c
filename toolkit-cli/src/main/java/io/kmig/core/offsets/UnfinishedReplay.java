package io.kmig.core.offsets;

import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.HashMap;
import java.util.Map;

/**
 * A mirror without exactly-once goes back, when it is killed, to what it has committed, and what it copies again may look
 * like what follows. So may what a mirror copied again before it was one with exactly-once:
 *
 * <pre>
 * source   a b a b c          going on:       a b a b | c
 * target   a b a b            copied again:   a b a' b' | a b c      (a' b' are the source's first two)
 * </pre>
 *
 * <p>The target's last record was then copied from a source record at or after the last committed one and before the one
 * it was compared with. So where no record in that stretch equals it, the mirror isn't on its way through such a copy;
 * where one does, no position is certain until the mirror has committed more. What is committed is never copied again.
 *
 * <p>On the way back the group reads the copy: what it has read there, equal records for equal records, is the origin up to
 * the position found, whichever of them were copied twice.
 *
 * <p>Two reads of the source from the last committed record on. Memory: one cursor.
 */
final class UnfinishedReplay {
    private final Question question;
    private final RecordLog source;

    UnfinishedReplay(Question question, RecordLog source) {
        this.question = question;
        this.source = source;
    }

    SideBySide.Outcome check(SideBySide.Outcome outcome) {
        if (question.origin() == Origin.TARGET || cannotBe(outcome) || !possible(outcome.compared())) {
            return outcome;
        }
        Map<Long, Translation> found = new HashMap<>();
        outcome.found()
                .forEach((position, translation) -> found.put(
                        position,
                        translation instanceof Translation.Exact
                                ? new Translation.Unresolved(
                                        "equal records lie behind what the mirror has committed, and it may be copying them"
                                                + " again",
                                        true,
                                        question.exactlyOnce())
                                : translation));
        return outcome.unsure(found);
    }

    /**
     * Under exactly-once nothing is copied again now; what was in earlier days is told from what follows by any pair that
     * the mirror noted. Where none was met its commit has to tell, if that is known.
     */
    private boolean cannotBe(SideBySide.Outcome outcome) {
        return question.exactlyOnce()
                && (outcome.confirmed() || question.copied().isEmpty());
    }

    private boolean possible(long compared) {
        long committed = question.copied().orElse(-1);
        if (compared < 0 || committed >= compared - 1) {
            return false;
        }
        long from = Math.max(committed, question.sourceEnds().start());
        Seen last = null;
        try (Cursor cursor = source.open(question.tp(), from)) {
            for (Seen seen = cursor.next(); seen != null && seen.offset() < compared; seen = cursor.next()) {
                last = seen;
            }
        }
        if (last == null) {
            return false;
        }
        try (Cursor cursor = source.open(question.tp(), from)) {
            for (Seen seen = cursor.next(); seen != null && seen.offset() < last.offset(); seen = cursor.next()) {
                if (seen.sameContent(last)) {
                    return true;
                }
            }
        }
        return false;
    }
}
