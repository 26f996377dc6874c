package io.kmig.core.offsets;

import io.kmig.core.port.MirrorRecords.ProvenPair;

/**
 * A stretch of both logs in which every record was compared and found equal and in order: source offsets from
 * {@code from.source()} and target offsets from {@code from.target()}, both to those of {@code to}, which are not in it.
 *
 * @param by who compared
 */
public record Span(ProvenPair from, ProvenPair to, String by) {
    boolean holds(long sourceOffset) {
        return from.source() <= sourceOffset && sourceOffset < to.source();
    }
}
