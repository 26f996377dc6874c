package io.kmig.cli.demo;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo run is asked for.
 *
 * @param rate records a second the producer writes
 * @param records records to produce in all, at least
 * @param blueVersion of the Kafka that blue runs, one of those the sandbox has
 * @param blueSql script that makes and fills the database, instead of the generated shop; null for that
 * @param rollback take everything back to blue at the end
 * @param inject how one record is damaged on its way through the mirror; null for not at all
 * @param seed of the load and of the damaged place
 * @param validator whether the validator gates the hand-offs
 * @param keep leave the world up afterwards
 * @param reportDirectory where report.json and report.html go
 */
public record DemoSpec(
        int rate,
        long records,
        String blueVersion,
        @Nullable Path blueSql,
        boolean rollback,
        @Nullable String inject,
        long seed,
        boolean validator,
        boolean keep,
        Path reportDirectory) {
    /** What can be done to a record. */
    public static final List<String> DAMAGES = List.of("drop", "duplicate", "swap", "mutate");
}
