package io.kmig.core.estate;

/**
 * A part of one partition on both sides that was read record by record and found equal and in order: blue from
 * {@code blueFrom} up to {@code blueTo}, green from {@code greenFrom} up to {@code greenTo}; the last two are not in it.
 * It goes as far as both sides had records of each other then: less than to the ends where a mirror is behind.
 */
public record Stretch(long blueFrom, long greenFrom, long blueTo, long greenTo) {}
