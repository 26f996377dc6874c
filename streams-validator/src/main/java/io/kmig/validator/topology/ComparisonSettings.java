package io.kmig.validator.topology;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the Streams application runs with.
 *
 * @param applicationId also the consumer group, and the beginning of transactional ids
 * @param instance of several processes, which one; a successor with the same one takes its place at once
 * @param target client properties
 * @param digests the digest topic of each topic compared
 * @param verdicts where outcomes go
 * @param stateDir keeps what a restart would else have to restore
 * @param threads how many stream threads
 * @param seed of the digests
 */
public record ComparisonSettings(
        String applicationId,
        String instance,
        Map<String, Object> target,
        Map<String, String> digests,
        String verdicts,
        Path stateDir,
        int threads,
        long seed) {
    public ComparisonSettings {
        target = Map.copyOf(target);
        digests = Map.copyOf(digests);
    }
}
