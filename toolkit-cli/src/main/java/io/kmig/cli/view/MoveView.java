package io.kmig.cli.view;

import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.MoveListener;
import io.kmig.core.migration.Reading;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The story of a cutover: each step with what proves it. */
public final class MoveView implements MoveListener {
    private final Terminal terminal;
    private final ReadingLine line;

    public MoveView(Terminal terminal) {
        this(terminal, System::nanoTime);
    }

    MoveView(Terminal terminal, LongSupplier nanos) {
        this.terminal = terminal;
        this.line = new ReadingLine(terminal, nanos);
    }

    @Override
    public void began(Unit unit, Step step) {
        terminal.progress("  " + unit.name() + ": " + name(step) + " …");
    }

    @Override
    public void done(Unit unit, Step step, long millis, String observed) {
        terminal.say(String.format(
                Locale.ROOT, "  %s: %-8s %6d ms  %s", terminal.strong(unit.name()), name(step), millis, observed));
    }

    @Override
    public void waiting(Unit unit, String what) {
        terminal.progress("  " + unit.name() + ": " + what);
    }

    @Override
    public void reading(Unit unit, Reading reading) {
        line.show("  " + unit.name() + ": ", reading);
    }

    @Override
    public void verdict(String proved) {
        terminal.say("  " + terminal.strong("verdict") + ": " + proved);
    }

    @Override
    public void aborted(int hanging) {
        terminal.say("  " + terminal.notable("note") + " hanging transactions aborted: " + hanging);
    }

    @Override
    public void note(Unit unit, String text) {
        terminal.say("  " + unit.name() + ": " + terminal.notable("note") + " " + text);
    }

    private static String name(Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
