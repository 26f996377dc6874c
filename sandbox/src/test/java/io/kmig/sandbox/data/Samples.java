package io.kmig.sandbox.data;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Databases the programs were not made for: one of the project's own, and a public one that is not part of it, where a
 * folder {@code shared/data} somewhere above the project has it.
 */
public final class Samples {
    private Samples() {}

    /**
     * A script that makes a database.
     *
     * @param tables and rows it makes
     * @param copyable tables in which a stranger can insert rows: with a key that can be made up, and nothing else unique
     */
    public record Sample(Path script, int tables, int rows, int copyable) {
        @Override
        public String toString() {
            return String.valueOf(script.getFileName());
        }
    }

    public static Stream<Sample> all() throws URISyntaxException {
        Path own = Path.of(Samples.class.getResource("library.sql").toURI());
        Stream<Sample> found = Stream.of(new Sample(own, 8, 2134, 6));
        Path above = Path.of(System.getProperty("kmig.home")).toAbsolutePath();
        for (; above != null; above = above.getParent()) {
            Path chinook = above.resolve("shared/data/chinook/chinook-postgresql.sql");
            if (Files.exists(chinook)) return Stream.concat(found, Stream.of(new Sample(chinook, 11, 15_607, 9)));
        }
        return found;
    }
}
