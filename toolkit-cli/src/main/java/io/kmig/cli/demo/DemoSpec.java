package io.kmig.cli.demo;

import java.nio.file.Path;

/**
 * What a demo run is asked for.
 *
 * @param rate records a second the producer writes
 * @param records records to produce in all, at least
 * @param keep leave the world up afterwards
 * @param reportDirectory where report.json goes
 */
public record DemoSpec(int rate, long records, boolean keep, Path reportDirectory) {}
