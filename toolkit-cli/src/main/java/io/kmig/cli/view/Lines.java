package io.kmig.cli.view;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a person types, read by a thread of their own: an interrupt does not end a read of a terminal, and whoever
 * waits for a line must be able to give up. A line that nobody waited for any more is the answer to the next question.
 */
final class Lines {
    private final BufferedReader in;
    private @Nullable CompletableFuture<Line> coming;

    /** @param text null at the end of the input */
    private record Line(@Nullable String text) {}

    Lines(BufferedReader in) {
        this.in = in;
    }

    /** @return null at the end of the input */
    synchronized @Nullable String next() throws InterruptedException {
        CompletableFuture<Line> line = coming == null ? read() : coming;
        coming = line;
        try {
            String text = line.get().text();
            coming = null;
            return text;
        } catch (ExecutionException e) {
            coming = null;
            throw new IllegalStateException("the terminal can't be read", e.getCause());
        }
    }

    private CompletableFuture<Line> read() {
        CompletableFuture<Line> line = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        line.complete(new Line(in.readLine()));
                    } catch (IOException e) {
                        line.completeExceptionally(new UncheckedIOException(e));
                    }
                },
                "terminal");
        reader.setDaemon(true);
        reader.start();
        return line;
    }
}
