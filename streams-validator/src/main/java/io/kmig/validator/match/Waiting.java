package io.kmig.validator.match;

import io.kmig.validator.chain.Seen;

/**
 * A target record at the end of the log that nothing explains yet.
 *
 * @param repeats the source offset of a record with the same content that was matched before, or -1
 */
public record Waiting(Seen record, long repeats) {}
