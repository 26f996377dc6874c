package io.kmig.core.journal;

/** The steps of a unit's move, in order. Names are stored. */
public enum Step {
    /** Nothing is stopped yet: the mirror of a cut-short attempt resumed, the reverse mirror created STOPPED. */
    PREPARE,
    STOP,
    /** An end marker in the databases, seen by whatever captures their changes. */
    MARK,
    FENCE,
    DRAIN,
    SILENCE,
    /** The validator's verdict at blue's final ends. */
    VERIFY,
    HAND_OFF,
    /** The sinks have applied everything to the databases of the other side, and are stopped. */
    APPLIED,
    /** Every row of both sides of the databases. */
    COMPARE,
    /** The other side's sequences past this one's. */
    SEQUENCES,
    /** A slot in each green database: what is read from it is born on green. */
    SLOT,
    /**
     * Nobody wrote to the databases behind the comparison; on the way back also: what came back to blue's databases is
     * captured into blue's topics.
     */
    SETTLE,
    PIN,
    START,
    REVERSE,
    /** On the way back: the forward mirror from blue's recorded ends. */
    FORWARD,
    /** Instead of what would have come next: the clients started on the old side, the mirror resumed. */
    UNDO
}
