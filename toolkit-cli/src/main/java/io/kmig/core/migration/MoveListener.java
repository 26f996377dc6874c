package io.kmig.core.migration;

import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Step;

/** Hears what a move does, for the operator's narrative. */
public interface MoveListener {
    void began(Unit unit, Step step);

    /** @param observed what proves the step, with numbers */
    void done(Unit unit, Step step, long millis, String observed);

    /** What is being waited for right now; may be told often. */
    default void waiting(Unit unit, String what) {}

    /** How far the reading of both logs is that finds where groups resume; told often, by several threads in turn. */
    default void reading(Unit unit, Reading reading) {}

    /** The validator let the move begin. */
    default void verdict(String proved) {}

    /** Transactions that would have held up every mirror, before any unit is moved. */
    default void aborted(int hanging) {}

    /** Something worth knowing that stops nothing. */
    void note(Unit unit, String text);
}
