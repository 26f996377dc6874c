package io.kmig.core.journal;

/** The steps of a unit's move, in order. Names are stored. */
public enum Step {
    /** Nothing is stopped yet: the mirror of a cut-short attempt resumed, the reverse mirror created STOPPED. */
    PREPARE,
    STOP,
    FENCE,
    DRAIN,
    SILENCE,
    /** The validator's verdict at blue's final ends. */
    VERIFY,
    HAND_OFF,
    PIN,
    START,
    REVERSE,
    /** On the way back: the forward mirror from blue's recorded ends. */
    FORWARD,
    /** Instead of what would have come next: the clients started on the old side, the mirror resumed. */
    UNDO
}
