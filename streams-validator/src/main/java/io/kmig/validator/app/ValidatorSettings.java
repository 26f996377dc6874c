package io.kmig.validator.app;

import io.kmig.validator.digest.RecordDigest;
import io.kmig.validator.verdict.Waiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is validated, and with what.
 *
 * @param migration names every topic, group and transactional id; the reverse direction is a migration of its own, with
 *     blue and green exchanged
 * @param blue client properties of the source
 * @param green client properties of the target
 * @param topics in scope, by name, which is the same on both sides
 * @param waivers differences that are accepted
 * @param stateDir of the Streams application; it belongs to this migration alone
 * @param instance of several processes, which one; a second process with the same one displaces the first
 * @param feedThreads reading blue
 * @param streamThreads comparing
 * @param bytesPerSecond how fast one feed thread may read blue, or 0
 * @param seed of the digests; a chain that was begun with one can't go on with another
 * @param validity how long a verdict counts
 */
public record ValidatorSettings(
        String migration,
        Map<String, Object> blue,
        Map<String, Object> green,
        Map<String, Scope> topics,
        List<Waiver> waivers,
        Path stateDir,
        String instance,
        int feedThreads,
        int streamThreads,
        long bytesPerSecond,
        long seed,
        Duration validity) {
    public ValidatorSettings {
        if (!migration.matches("[a-zA-Z0-9._-]+")) {
            throw new IllegalArgumentException("migration: " + migration);
        }
        blue = Map.copyOf(blue);
        green = Map.copyOf(green);
        topics = Map.copyOf(topics);
        waivers = List.copyOf(waivers);
    }

    /** With one feed thread, one stream thread, no throttle, and verdicts that count for a minute. */
    public static ValidatorSettings of(
            String migration,
            Map<String, Object> blue,
            Map<String, Object> green,
            Map<String, Scope> topics,
            Path stateDir) {
        return new ValidatorSettings(
                migration,
                blue,
                green,
                topics,
                List.of(),
                stateDir,
                "validator",
                1,
                1,
                0,
                RecordDigest.SEED,
                Duration.ofMinutes(1));
    }

    public ValidatorSettings withWaivers(List<Waiver> value) {
        return new ValidatorSettings(
                migration,
                blue,
                green,
                topics,
                value,
                stateDir,
                instance,
                feedThreads,
                streamThreads,
                bytesPerSecond,
                seed,
                validity);
    }

    public ValidatorSettings withThreads(int feed, int stream) {
        return new ValidatorSettings(
                migration,
                blue,
                green,
                topics,
                waivers,
                stateDir,
                instance,
                feed,
                stream,
                bytesPerSecond,
                seed,
                validity);
    }

    public ValidatorSettings withStateDir(Path value) {
        return new ValidatorSettings(
                migration,
                blue,
                green,
                topics,
                waivers,
                value,
                instance,
                feedThreads,
                streamThreads,
                bytesPerSecond,
                seed,
                validity);
    }

    public ValidatorSettings withBytesPerSecond(long value) {
        return new ValidatorSettings(
                migration,
                blue,
                green,
                topics,
                waivers,
                stateDir,
                instance,
                feedThreads,
                streamThreads,
                value,
                seed,
                validity);
    }
}
