package io.kmig.cli.view;

import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.util.List;

/** Shows what went wrong: code, observation, what was not changed, remedy and page; every problem at once. */
public final class ErrorView {
    private final Terminal terminal;

    public ErrorView(Terminal terminal) {
        this.terminal = terminal;
    }

    public void show(KmigException failure) {
        show(failure.problems());
    }

    public void show(List<Problem> problems) {
        for (Problem problem : problems) {
            String id = problem.code().id();
            terminal.say(terminal.bad(id) + " " + problem.observed());
            terminal.say("  not changed: " + problem.unchanged());
            terminal.say("  remedy: " + problem.remedy() + " (docs/errors/" + id + ".md)");
        }
        if (problems.size() > 1) {
            terminal.say(problems.size() + " problems");
        }
    }
}
