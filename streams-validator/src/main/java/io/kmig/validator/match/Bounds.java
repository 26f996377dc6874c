package io.kmig.validator.match;

/**
 * What one partition may cost.
 *
 * @param search how far ahead, in records, a partner is looked for when the logs don't line up; beyond it a difference is
 *     still a difference, only its class may be named less well
 * @param history how many matched records are kept to tell a duplicate from a foreign record
 * @param loose how many passed-over source records, and target records without an original, are kept to recognise them
 *     when they turn up later
 * @param details how many findings are told one by one; the rest is counted
 * @param shown how many records of an undecided tail are shown in a standing
 */
public record Bounds(int search, int history, int loose, int details, int shown) {
    public static final Bounds DEFAULT = new Bounds(65_536, 8_192, 10_000, 1_000, 20);
}
