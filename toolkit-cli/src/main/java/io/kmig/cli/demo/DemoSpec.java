package io.kmig.cli.demo;

import java.nio.file.Path;

/**
 * What a demo run is asked for.
 *
 * @param rate records a second the producer writes
 * @param records records to produce in all, at least
 * @param blueVersion of the Kafka that blue runs, one of those the sandbox has
 * @param keep leave the world up afterwards
 * @param reportDirectory where report.json and report.html go
 */
public record DemoSpec(int rate, long records, String blueVersion, boolean keep, Path reportDirectory) {}
