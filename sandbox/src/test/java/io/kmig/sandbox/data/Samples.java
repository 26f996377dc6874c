package io.kmig.sandbox.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Public sample data that is not part of the project, in a folder {@code shared/data} somewhere above it. */
public final class Samples {
    private Samples() {}

    /** Null where the folder, or the file in it, isn't there. */
    public static @Nullable Path find(String name) {
        Path above = Path.of(System.getProperty("kmig.home")).toAbsolutePath();
        for (; above != null; above = above.getParent()) {
            Path file = above.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(file)) return file;
        }
        return null;
    }
}
