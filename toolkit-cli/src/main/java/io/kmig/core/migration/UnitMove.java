package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.graph.Unit;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import java.util.List;

/**
 * Moves one unit from blue to green, or takes it back: the same steps with the colours swapped. Below, for the way to
 * green.
 *
 * <pre>
 * before    gates hold, looking only
 * PREPARE   reverse mirror created STOPPED; after a cut-short attempt the forward mirror resumed
 * STOP      stop hooks; groups EMPTY and their positions still
 * MARK      end marker in the blue databases, confirmed by capture          (writers of databases only)
 * FENCE     transactional ids fenced; logs' ends still                      (writers only)
 * DRAIN     a reader after the mirror's committed offset finds nothing      (writers only)
 * SILENCE   mirror stopped and its transactional ids fenced                 (writers only)
 * VERIFY    the validator's verdict at blue's final ends is PASS            (writers only, to green only)
 * HAND_OFF  green's ends recorded; blue's ends unchanged since FENCE        (writers only)
 * APPLIED   the sinks applied everything, and are stopped                   (writers of databases only)
 * COMPARE   every row of both databases                                     (writers of databases only)
 * SEQUENCES green's set past blue's                                         (writers of databases only)
 * SLOT      where the way back of the green databases begins                (writers of databases, to green only)
 * SETTLE    a second marker, and captured topics as they were at HAND_OFF   (writers of databases only)
 * PIN       exact positions written to green, one request a group
 * START     start hooks with KMIG_TARGET=green; members seen
 * REVERSE   reverse mirror from the recorded ends                           (writers only)
 * UNDO      when anything before START fails: clients started on blue and looked for there, mirror resumed
 * </pre>
 *
 * On the way back PREPARE makes sure that the reverse mirror runs from the recorded ends, and instead of REVERSE comes
 * FORWARD: the forward mirror from blue's ends at the hand-back, and the sinks, so that green follows blue again.
 *
 * <p>Invariants: until START begins nothing of the unit runs on the side it goes to, and any failure starts it on the
 * side it left again; from START on it only goes on. Every step, the undoing one too, is journaled before it acts, so an operator who was displaced acts
 * on nothing any more; and every act may be repeated, so a killed move goes on
 * with the next run: before START by proving everything anew, after it by carrying on.
 */
public final class UnitMove {
    private final MigrationSpec spec;
    private final JournalPort journal;
    private final Crossing toGreen;
    private final Crossing toBlue;

    /** @param abortHanging as {@link HangingTransactions} means it */
    public UnitMove(
            MigrationSpec spec,
            MirrorLayout layout,
            Estates estates,
            HookPort hooks,
            JournalPort journal,
            Pacer pacer,
            ProofPort proof,
            MoveListener listener,
            boolean abortHanging) {
        this.spec = spec;
        this.journal = journal;
        Crossing.Tools tools =
                new Crossing.Tools(spec, layout, estates, hooks, journal, pacer, proof, listener, abortHanging);
        this.toGreen = new Crossing(Passage.toGreen(estates), tools);
        this.toBlue = new Crossing(Passage.backToBlue(estates), tools);
    }

    /** The unit's databases that nothing brings back to blue once it was started on green. */
    public static List<String> withoutWayBack(MigrationSpec spec, Unit unit) {
        return DatabaseReturn.without(spec, unit);
    }

    /**
     * Lets the forward mirror of a move that was cut short before START copy again, as an undoing whose workers were away
     * could not: the clients may write on blue meanwhile, and no verdict comes before green has it.
     */
    public void resume(Unit unit) {
        History.Progress progress = progress(unit);
        if (progress.begun() && !progress.startBegan() && !progress.moved() && !progress.returning()) {
            toGreen.resume(unit);
        }
    }

    /** Returns when the unit runs on green, or throws with the unit on blue, or (after START) on its way to green. */
    public void move(Unit unit) {
        History.Progress progress = progress(unit);
        if (progress.returning()) {
            throw new KmigException(new Problem(
                    ErrorCode.GATE_CLOSED,
                    "the rollback of unit " + unit.name() + " was begun and has not ended",
                    "nothing was stopped",
                    "run `kmig rollback` to its end, then `kmig cutover`"));
        }
        if (!progress.moved()) {
            toGreen.cross(unit, progress);
        }
    }

    /**
     * Returns when the unit runs on blue, or throws with the unit on green, or (after START) on its way to blue. A move
     * to green that was cut short before anything ran there is only undone.
     */
    public void takeBack(Unit unit) {
        History.Progress progress = progress(unit);
        if (!progress.begun() && !progress.moved()) {
            return;
        }
        if (!progress.moved() && !progress.startBegan()) {
            toGreen.abandon(unit);
            return;
        }
        DatabaseMove.noWayBack(unit, DatabaseReturn.without(spec, unit)).ifPresent(p -> {
            throw new KmigException(p);
        });
        toBlue.cross(unit, progress);
    }

    private History.Progress progress(Unit unit) {
        return new History(journal.entries()).progress(unit.name());
    }
}
