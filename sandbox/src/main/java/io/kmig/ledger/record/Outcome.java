package io.kmig.ledger.record;

/** What became of a transaction. */
public enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    /** The answer to the commit never came: all of it happened, or nothing. */
    UNKNOWN
}
