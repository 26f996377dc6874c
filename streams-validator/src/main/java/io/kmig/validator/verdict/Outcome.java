package io.kmig.validator.verdict;

/** How a verdict ends. */
public enum Outcome {
    /** Every record below the watermark is on the other side, equal and in order, and nothing else is. */
    PASS,
    /** A difference is proved. */
    FAIL,
    /** Neither is proved. Never a licence to go on. */
    INCONCLUSIVE
}
