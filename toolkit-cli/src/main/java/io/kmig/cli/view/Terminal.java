package io.kmig.cli.view;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The two streams: stdout carries the result only, stderr the narrative. A progress line is redrawn in place on a
 * terminal and printed at most every {@link #QUIET_MILLIS} elsewhere.
 */
public final class Terminal {
    private static final long QUIET_MILLIS = 5_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean errIsTerminal;
    private final boolean outIsTerminal;
    private final @Nullable Lines in;
    /** Neither colour nor anything drawn in place. */
    private boolean plain;

    private UnaryOperator<String> hiding = text -> text;
    private @Nullable String progress;
    private long lastLineMillis = System.nanoTime() / 1_000_000;

    public Terminal(
            PrintWriter out,
            PrintWriter err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            boolean plain,
            @Nullable BufferedReader in) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.plain = plain;
        this.in = in == null ? null : new Lines(in);
    }

    /** For the process itself; the launcher says which streams are terminals, since Java 17 cannot tell them apart. */
    public static Terminal system() {
        String ttys = System.getProperty("kmig.tty", "");
        Map<String, String> env = System.getenv();
        boolean plain = env.containsKey("NO_COLOR") || "dumb".equals(env.get("TERM"));
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                ttys.contains("1"),
                ttys.contains("2"),
                plain,
                ttys.contains("0")
                        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                        : null);
    }

    public void noColour() {
        plain = true;
    }

    /** Everything that is shown from now on passes here first. */
    public synchronized void hide(UnaryOperator<String> secrets) {
        hiding = secrets;
    }

    public boolean outIsTerminal() {
        return outIsTerminal;
    }

    public PrintWriter out() {
        return out;
    }

    public PrintWriter err() {
        return err;
    }

    /** Part of the command's result. */
    public synchronized void result(String text) {
        clearProgress();
        out.println(hiding.apply(text));
        out.flush();
    }

    /** One line of the story. */
    public synchronized void say(String line) {
        clearProgress();
        err.println(hiding.apply(line));
        err.flush();
        lastLineMillis = System.nanoTime() / 1_000_000;
    }

    /** What is going on right now; replaced by whatever comes next. */
    public synchronized void progress(String line) {
        if (errIsTerminal && !plain) {
            clearProgress();
            err.print(hiding.apply(line));
            err.flush();
            progress = line;
            return;
        }
        // in a log, only what takes long is worth a line
        long now = System.nanoTime() / 1_000_000;
        if (now - lastLineMillis >= QUIET_MILLIS) {
            err.println(hiding.apply(line));
            err.flush();
            lastLineMillis = now;
        }
    }

    private void clearProgress() {
        if (progress != null) {
            err.print("\r\u001b[2K");
            progress = null;
        }
    }

    /**
     * What a person answers; null when there is nobody at the terminal to ask. Others may write meanwhile.
     *
     * @throws KmigException KMIG-9001 on Ctrl-C, which is no answer: nothing is confirmed and nothing is refused
     */
    public @Nullable String ask(String question) {
        if (in == null) {
            return null;
        }
        synchronized (this) {
            clearProgress();
            err.print(hiding.apply(question));
            err.flush();
        }
        try {
            String answer = in.next();
            return answer == null ? null : answer.strip();
        } catch (InterruptedException e) {
            say("");
            // the report stands for the interrupt from here on: with the flag up nothing could be undone
            throw new KmigException(
                    new Problem(
                            ErrorCode.INTERRUPTED,
                            "interrupted while waiting for an answer",
                            "what was asked counts as not done",
                            "run the same command again to go on"),
                    e);
        }
    }

    /** Goes back to the top of the screen, for views that refresh. */
    public synchronized void refresh(String screen) {
        if (outIsTerminal && !plain) {
            out.print("\u001b[H\u001b[2J");
        }
        out.println(hiding.apply(screen));
        out.flush();
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String notable(String text) {
        return paint("33", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return !plain && (outIsTerminal || errIsTerminal) ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
