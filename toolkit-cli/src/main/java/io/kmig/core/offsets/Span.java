package io.kmig.core.offsets;

import io.kmig.core.port.MirrorRecords.ProvenPair;

/**
 * A stretch of both logs in which every record was compared and found equal and in order: source offsets from
 * {@code from.source()} and target offsets from {@code from.target()}, both to those of {@code to}, which are not in it.
 *
 * @param by who compared
 * @param runs where the records lie, as far as that was kept
 */
public record Span(ProvenPair from, ProvenPair to, String by, Runs runs) {
    /** Of which no more is known than its ends. */
    public Span(ProvenPair from, ProvenPair to, String by) {
        this(from, to, by, new Runs());
    }

    boolean holds(long sourceOffset) {
        return from.source() <= sourceOffset && sourceOffset < to.source();
    }
}
