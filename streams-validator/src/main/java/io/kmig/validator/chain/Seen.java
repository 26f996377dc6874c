package io.kmig.validator.chain;

import io.kmig.validator.digest.Fingerprint;

/**
 * One data record as it was read on either side.
 *
 * @param keyHash tells whether two records that differ have the same key
 */
public record Seen(long offset, long keyHash, Fingerprint digest) {}
