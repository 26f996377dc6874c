package io.kmig.cli.view;

import io.kmig.core.plan.Apply;
import io.kmig.core.plan.Operation;

/** The story of an apply, one line an operation. */
public final class ApplyView implements Apply.Listener {
    private final Terminal terminal;

    public ApplyView(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void began(int number, int of, Operation operation) {
        terminal.progress("[" + number + "/" + of + "] " + operation.target());
    }

    @Override
    public void done(int number, int of, Operation operation) {
        // a thousand topics are not a thousand lines; what matters is that it moves
        if (of <= 40 || number == of || number % 100 == 0) {
            terminal.say("[" + number + "/" + of + "] " + operation.target() + " done");
        }
    }

    @Override
    public void waiting(String what) {
        terminal.progress("waiting for " + what);
    }

    @Override
    public void note(String text) {
        terminal.say(terminal.notable("note") + " " + text);
    }
}
