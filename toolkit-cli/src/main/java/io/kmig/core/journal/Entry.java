package io.kmig.core.journal;

import java.time.Instant;

/**
 * One line of the journal.
 *
 * @param seq 0, 1, 2 … without gaps
 * @param operator who wrote it: host, pid and start time
 */
public record Entry(long seq, Instant at, String operator, Event event) {}
