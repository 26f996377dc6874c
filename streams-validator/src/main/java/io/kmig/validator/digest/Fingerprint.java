package io.kmig.validator.digest;

/** The 128 bits that stand for a record's content. */
public record Fingerprint(long high, long low) {}
