package io.kmig.cli.view;

import io.kmig.core.migration.Reading;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far a reading of both logs is, and how long it takes still at the rate so far. Nothing in the first second, then
 * once a second.
 */
public final class ReadingLine {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(1);

    private final Terminal terminal;
    private final LongSupplier nanos;
    private long began;
    private long shown;

    public ReadingLine(Terminal terminal) {
        this(terminal, System::nanoTime);
    }

    ReadingLine(Terminal terminal, LongSupplier nanos) {
        this.terminal = terminal;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        this.shown = began;
    }

    public void show(Reading reading) {
        show("", reading);
    }

    /** @param before what stands before it on the line */
    synchronized void show(String before, Reading reading) {
        long now = nanos.getAsLong();
        if (reading.begins()) {
            began = now;
            shown = now;
        }
        if (now - shown < EVERY) {
            return;
        }
        shown = now;
        terminal.progress(before
                + String.format(
                        Locale.ROOT,
                        "comparing both logs: %d of %d partitions, %d of %d offsets read%s",
                        reading.partitionsDone(),
                        reading.partitions(),
                        reading.offsetsRead(),
                        reading.offsets(),
                        left(reading, now - began)));
    }

    /** Said only when it is known: something was read, and something is left. */
    private static String left(Reading reading, long elapsed) {
        long remaining = reading.offsets() - reading.offsetsRead();
        if (reading.offsetsRead() == 0 || remaining == 0) {
            return "";
        }
        double seconds = (double) elapsed / EVERY * remaining / reading.offsetsRead();
        return ", " + (long) Math.ceil(seconds) + " s left";
    }
}
