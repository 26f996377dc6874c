package io.kmig.adapter.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/**
 * The last lines a program wrote, however much it writes. Read by a thread of its own, so that a program never blocks on
 * a full pipe.
 */
final class OutputTail implements Runnable {
    private static final int LINES = 40;
    private static final int LINE_BYTES = 1_000;

    private final InputStream output;
    private final UnaryOperator<String> redactor;
    private final Deque<String> lines = new ArrayDeque<>();
    private final byte[] line = new byte[LINE_BYTES];
    private int length;

    OutputTail(InputStream output, UnaryOperator<String> redactor) {
        this.output = output;
        this.redactor = redactor;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        try {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                take(buffer, read);
            }
        } catch (IOException e) {
            // The pipe is closed under the reader when the program has ended; what was read before stays.
            return;
        }
    }

    synchronized String text() {
        Deque<String> all = new ArrayDeque<>(lines);
        if (length > 0) {
            all.addLast(current());
        }
        return String.join("\n", all);
    }

    private synchronized void take(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                lines.addLast(current());
                length = 0;
                if (lines.size() > LINES) {
                    lines.removeFirst();
                }
            } else if (length < LINE_BYTES) {
                line[length++] = buffer[i];
            }
        }
    }

    private String current() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing();
        return redactor.apply(length == LINE_BYTES ? text + "…" : text);
    }
}
