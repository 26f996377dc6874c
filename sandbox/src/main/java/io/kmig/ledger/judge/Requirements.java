package io.kmig.ledger.judge;

/**
 * How much must have happened for a verdict to mean anything.
 *
 * @param produced records acknowledged in all
 * @param onLeftSinceApply acknowledged per writing client on the cluster that is left, since apply began
 * @param onHome acknowledged per writing client on the cluster that is home at the end, since it last moved there
 */
public record Requirements(long produced, long onLeftSinceApply, long onHome) {
    public static Requirements ofTheDemo() {
        return new Requirements(20_000, 500, 500);
    }
}
