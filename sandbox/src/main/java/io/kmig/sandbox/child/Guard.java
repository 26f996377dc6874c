package io.kmig.sandbox.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process that outlives its parent by a moment: it learns which processes the parent started and which paths are
 * temporary, and when the parent is gone, in whatever way, it kills the first and deletes the second.
 *
 * <p>It is needed beside {@link Tether} because a stopped process cannot read its end of a pipe, and because a
 * database is no JVM. Lines on standard input, each ended by a line feed:
 *
 * <pre>
 * process PID START_MILLIS
 * delete PATH
 * keep PATH
 * </pre>
 *
 * <p>SIGKILL also ends stopped processes. Descendants are collected before the kill: afterwards they belong to init.
 */
public final class Guard {
    private static final long LAST_WAIT_MILLIS = 5_000;
    private static final int DELETE_ATTEMPTS = 5;

    private final List<ProcessIdentity> processes = new ArrayList<>();
    /** Innermost last, so that what was registered first is deleted last. */
    private final Deque<Path> doomed = new ArrayDeque<>();

    private Guard() {}

    public static void main(String[] args) throws IOException {
        Guard guard = new Guard();
        try (BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = parent.readLine(); line != null; line = parent.readLine()) guard.note(line);
        } catch (IOException e) {
            // a broken pipe says the same as its end
        }
        guard.killAll();
        guard.deleteAll();
    }

    private void note(String line) {
        int space = line.indexOf(' ');
        String rest = line.substring(space + 1);
        switch (line.substring(0, Math.max(space, 0))) {
            case "process" -> {
                int second = rest.indexOf(' ');
                processes.add(new ProcessIdentity(
                        Long.parseLong(rest.substring(0, second)), Long.parseLong(rest.substring(second + 1))));
            }
            case "delete" -> doomed.push(Path.of(rest));
            case "keep" -> doomed.remove(Path.of(rest));
            default -> throw new IllegalArgumentException("not understood: " + line);
        }
    }

    private void killAll() {
        List<ProcessHandle> targets = new ArrayList<>();
        for (ProcessIdentity process : processes) {
            process.handle().ifPresent(handle -> {
                handle.descendants().forEach(targets::add);
                targets.add(handle);
            });
        }
        List<ProcessIdentity> killed = targets.stream().map(ProcessIdentity::of).toList();
        targets.forEach(ProcessHandle::destroyForcibly);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WAIT_MILLIS);
        while (killed.stream().anyMatch(process -> process.state() != ProcessIdentity.State.DOWN)
                && System.nanoTime() < deadline) {
            pause();
        }
    }

    private void deleteAll() {
        doomed.forEach(Guard::deleteStubbornly);
    }

    private static void deleteStubbornly(Path path) {
        for (int attempt = 1; attempt <= DELETE_ATTEMPTS; attempt++) {
            try {
                deleteTree(path);
                return;
            } catch (IOException e) {
                // a dying process may still have created a file in a directory just emptied; at the last attempt
                // nobody is left to be told
                pause();
            }
        }
    }

    /** Deletes a file, or a directory with all that is in it, without following links; an absent one is fine. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(root);
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // gone by itself between listing and visit; if it is not, deleting its directory says so
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void pause() {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
                .join();
    }
}
