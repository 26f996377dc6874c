package io.kmig.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server to start, with {@code wal_level=logical} so that Debezium can read it.
 *
 * @param name used for processes, directories and log files
 * @param settings added to {@code postgresql.conf}, winning over the defaults
 * @param password of the super user {@code postgres}
 * @param port 0 for a free one
 * @param place of its files
 * @param readyTimeout how long it may take to get ready
 */
public record PostgresSpec(
        String name, Map<String, String> settings, String password, int port, Place place, Duration readyTimeout) {
    public PostgresSpec {
        if (!name.matches("[a-z0-9-]+")) throw new IllegalArgumentException("name: " + name);
        settings = Map.copyOf(settings);
    }

    /** A free port, a random password, a temporary directory. */
    public static PostgresSpec named(String name) {
        return new PostgresSpec(
                name, Map.of(), UUID.randomUUID().toString(), 0, Place.temporary(256L << 20), Duration.ofMinutes(2));
    }

    public PostgresSpec withSettings(Map<String, String> value) {
        return new PostgresSpec(name, value, password, port, place, readyTimeout);
    }

    public PostgresSpec withPassword(String value) {
        return new PostgresSpec(name, settings, value, port, place, readyTimeout);
    }

    public PostgresSpec withPort(int value) {
        return new PostgresSpec(name, settings, password, value, place, readyTimeout);
    }

    public PostgresSpec withDirectory(@Nullable Path value) {
        return new PostgresSpec(name, settings, password, port, place.withDirectory(value), readyTimeout);
    }

    public PostgresSpec withLogDirectory(@Nullable Path value) {
        return new PostgresSpec(name, settings, password, port, place.withLogDirectory(value), readyTimeout);
    }

    public PostgresSpec withMinimumFreeBytes(long value) {
        return new PostgresSpec(name, settings, password, port, place.withMinimumFreeBytes(value), readyTimeout);
    }

    public PostgresSpec withReadyTimeout(Duration value) {
        return new PostgresSpec(name, settings, password, port, place, value);
    }

    /** The password is a secret. */
    @Override
    public String toString() {
        return "PostgresSpec[name=%s, port=%d, place=%s]".formatted(name, port, place);
    }
}
