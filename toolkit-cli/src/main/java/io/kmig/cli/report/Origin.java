package io.kmig.cli.report;

import java.time.Instant;

/**
 * Where a page came from.
 *
 * @param version of kmig
 * @param sha256 of the report.json written with it, so that a reader can tell whether the two belong together
 */
public record Origin(String version, Instant generatedAt, String sha256) {}
