package io.kmig.core.estate;

/** A committed position: the next offset to read, and the metadata stored with it. */
public record GroupOffset(long offset, String metadata) {}
