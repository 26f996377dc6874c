package io.kmig.core.journal;

/** The steps of a unit's move, in order. Names are stored. */
public enum Step {
    /** Nothing is stopped yet: the mirror of a cut-short attempt resumed, the reverse mirror created STOPPED. */
    PREPARE,
    STOP,
    /** An end marker in blue's databases, seen by whatever captures their changes. */
    MARK,
    FENCE,
    DRAIN,
    SILENCE,
    /** The validator's verdict at blue's final ends. */
    VERIFY,
    HAND_OFF,
    /** The sinks have applied everything to the green databases, and are stopped. */
    APPLIED,
    /** Every row of both sides of the databases. */
    COMPARE,
    /** Green's sequences past blue's. */
    SEQUENCES,
    PIN,
    START,
    REVERSE,
    /** On the way back: the forward mirror from blue's recorded ends. */
    FORWARD,
    /** Instead of what would have come next: the clients started on the old side, the mirror resumed. */
    UNDO
}
