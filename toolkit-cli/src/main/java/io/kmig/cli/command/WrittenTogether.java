package io.kmig.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files that are written all or not at all. Each is complete under a temporary name before the first gets its own, so
 * that neither a full disk nor a kill leaves half a file; and when one can't get its name, those before it are as they
 * were.
 */
final class WrittenTogether {
    private final Map<Path, Path> ready = new LinkedHashMap<>();
    private final Map<Path, Path> earlier = new LinkedHashMap<>();
    private final Deque<Path> named = new ArrayDeque<>();

    private WrittenTogether() {}

    /** @param texts by file, in the order in which they get their names; what was there is replaced */
    static void write(Map<Path, String> texts) throws IOException {
        new WrittenTogether().all(texts);
    }

    private void all(Map<Path, String> texts) throws IOException {
        try {
            for (Map.Entry<Path, String> text : texts.entrySet()) {
                prepare(text.getKey(), text.getValue());
            }
            for (Map.Entry<Path, Path> one : ready.entrySet()) {
                Files.move(one.getValue(), one.getKey(), StandardCopyOption.ATOMIC_MOVE);
                named.push(one.getKey());
            }
        } catch (IOException e) {
            takeBack(e);
            throw e;
        } finally {
            Stream.concat(ready.values().stream(), earlier.values().stream())
                    .forEach(temporary -> temporary.toFile().delete());
        }
    }

    private void prepare(Path file, String text) throws IOException {
        Path fresh = beside(file, "new");
        ready.put(file, fresh);
        Files.writeString(fresh, text);
        if (Files.isRegularFile(file)) {
            Path copy = beside(file, "old");
            earlier.put(file, copy);
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void takeBack(IOException failure) {
        while (!named.isEmpty()) {
            Path file = named.pop();
            Path copy = earlier.get(file);
            try {
                if (copy == null) {
                    Files.delete(file);
                } else {
                    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Hidden, and of this process: another kmig at the same place has names of its own. */
    private static Path beside(Path file, String what) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + "." + what);
    }
}
