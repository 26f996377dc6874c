package io.kmig.connect.sink.event;

/** The table a change was made in, as the envelope's {@code source} block names it. */
public record SourceTable(String database, String schema, String table) {}
