package io.kmig.core.journal;

/** The steps of a unit's move, in order. Names are stored. */
public enum Step {
    STOP,
    FENCE,
    DRAIN,
    SILENCE,
    HAND_OFF,
    PIN,
    START,
    REVERSE
}
