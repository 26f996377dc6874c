package io.kmig.cli.report;

/** A measured value with what it means. */
record Figure(String name, String value, String meaning) {}
