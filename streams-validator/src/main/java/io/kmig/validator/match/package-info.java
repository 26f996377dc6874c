/**
 * Compares the source's digests with the target's records, one partition at a time. Knows neither Kafka nor Kafka
 * Streams: what comes in is links and records in order, what must survive goes on a shelf.
 */
@NullMarked
package io.kmig.validator.match;

import org.jspecify.annotations.NullMarked;
