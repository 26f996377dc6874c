package io.kmig.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps its files.
 *
 * @param directory for data, settings and logs, kept at the end; null for a temporary one, deleted at the end. What an
 *     earlier server of the same name left there is replaced
 * @param logDirectory where its logs go, kept at the end; null for {@code logs} below the server's directory
 * @param minimumFreeBytes usable space below which nothing is started
 */
public record Place(@Nullable Path directory, @Nullable Path logDirectory, long minimumFreeBytes) {
    /** A temporary directory. */
    static Place temporary(long minimumFreeBytes) {
        return new Place(null, null, minimumFreeBytes);
    }

    Place withDirectory(@Nullable Path value) {
        return new Place(value, logDirectory, minimumFreeBytes);
    }

    Place withLogDirectory(@Nullable Path value) {
        return new Place(directory, value, minimumFreeBytes);
    }

    Place withMinimumFreeBytes(long value) {
        return new Place(directory, logDirectory, value);
    }
}
