package io.kmig.cli.view;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
    private boolean colour;
    private @Nullable String progress;
    private long lastProgressMillis;
    private String lastProgress = "";

    public Terminal(PrintWriter out, PrintWriter err, boolean outIsTerminal, boolean errIsTerminal, boolean colour) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.colour = colour;
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
                !plain);
    }

    public void noColour() {
        colour = false;
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
        out.println(text);
        out.flush();
    }

    /** One line of the story. */
    public synchronized void say(String line) {
        clearProgress();
        err.println(line);
        err.flush();
    }

    /** What is going on right now; replaced by whatever comes next. */
    public synchronized void progress(String line) {
        if (errIsTerminal) {
            clearProgress();
            err.print(line);
            err.flush();
            progress = line;
            return;
        }
        long now = System.nanoTime() / 1_000_000;
        boolean changed = !line.equals(lastProgress);
        if (lastProgressMillis == 0 || (changed && now - lastProgressMillis >= QUIET_MILLIS)) {
            err.println(line);
            err.flush();
            lastProgressMillis = now;
            lastProgress = line;
        }
    }

    private void clearProgress() {
        if (progress != null) {
            err.print("\r\u001b[2K");
            progress = null;
        }
    }

    /** Goes back to the top of the screen, for views that refresh. */
    public synchronized void refresh(String screen) {
        if (outIsTerminal) {
            out.print("\u001b[H\u001b[2J");
        }
        out.println(screen);
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
        return colour && (outIsTerminal || errIsTerminal) ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
