package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What becomes of a unit whose crossing fails before START: it runs again where it was, or it is said why it can't. */
final class Undoing {
    private final Passage passage;
    private final MigrationSpec spec;
    private final MirrorLayout layout;
    private final ConnectPort connect;
    private final JournalPort journal;
    private final MoveListener listener;
    private final Steps steps;
    private final ClientStops clients;
    private final Liveness liveness;
    private final DatabaseMove databases;
    private final DatabaseReturn back;

    Undoing(
            Passage passage,
            Crossing.Tools tools,
            Steps steps,
            ClientStops clients,
            Liveness liveness,
            DatabaseMove databases,
            DatabaseReturn back) {
        this.passage = passage;
        this.spec = tools.spec();
        this.layout = tools.layout();
        this.connect = tools.estates().connect();
        this.journal = tools.journal();
        this.listener = tools.listener();
        this.steps = steps;
        this.clients = clients;
        this.liveness = liveness;
        this.databases = databases;
        this.back = back;
    }

    /**
     * Starts the unit where it was, unless somebody else may be moving it by now.
     *
     * @return what to throw
     */
    KmigException undone(Unit unit, Touched touched, boolean writes, KmigException failure, boolean pauseOver) {
        if (failure.problems().stream().anyMatch(Undoing::displaced)) {
            return touched.clients().isEmpty() ? failure : leftStopped(unit, touched.clients(), failure);
        }
        List<Problem> problems = new ArrayList<>(failure.problems());
        try {
            undo(unit, touched, writes, failure);
        } catch (KmigException alsoThere) {
            // "rolled back by itself" would not be true
            problems.removeIf(p -> p.code() == ErrorCode.WRITE_PAUSE_EXCEEDED);
            problems.addAll(alsoThere.problems());
            return new KmigException(problems, failure);
        }
        if (pauseOver && problems.stream().noneMatch(p -> p.code() == ErrorCode.WRITE_PAUSE_EXCEEDED)) {
            problems.add(pauseExceeded(unit));
        }
        return new KmigException(problems, failure);
    }

    /** What nobody foresaw must not leave the unit stopped either. */
    KmigException known(RuntimeException thrown) {
        if (thrown instanceof KmigException failure) {
            return failure;
        }
        return new KmigException(
                new Problem(
                        ErrorCode.INTERNAL,
                        "the move failed in a way kmig does not know: " + thrown,
                        "no client of the unit was started on " + to(),
                        "run `kmig status`, then `" + passage.command()
                                + "` again; with --stacktrace it shows where it failed"),
                thrown);
    }

    /** Without the journal nothing may be acted on, not even the way back: so it is said aloud. */
    KmigException leftStopped(Unit unit, Collection<ClientSpec> touched, KmigException failure) {
        List<Problem> problems = new ArrayList<>(failure.problems());
        problems.add(new Problem(
                failure.problems().get(0).code(),
                "unit " + unit.name() + " was being moved: "
                        + touched.stream().map(ClientSpec::name).collect(Collectors.joining(", "))
                        + " may be stopped and were not started again",
                "no client of the unit was started on " + to(),
                "run `" + passage.command() + "` to go on as soon as the journal can be written, or start them on "
                        + from() + " yourself"));
        return new KmigException(problems, failure);
    }

    private static boolean displaced(Problem problem) {
        return problem.code() == ErrorCode.OTHER_OPERATOR
                || problem.code() == ErrorCode.JOURNAL_UNWRITABLE
                || problem.code() == ErrorCode.JOURNAL_DIVERGED;
    }

    Problem pauseExceeded(Unit unit) {
        return new Problem(
                ErrorCode.WRITE_PAUSE_EXCEEDED,
                "unit " + unit.name() + " was stopped for longer than cutover.maxWritePause ("
                        + spec.cutover().maxWritePause().toMillis() + " ms) before it could be opened on " + to(),
                "the unit is started on " + from() + " again, nothing was born on " + to(),
                "raise cutover.maxWritePause or find what is slow in `kmig status`, then " + passage.again());
    }

    void undo(Unit unit, Touched touched, boolean writes, KmigException failure) {
        listener.note(unit, "taking it back to " + from() + ": " + failure.getMessage());
        steps.take(unit, Step.UNDO, () -> {
            List<Problem> problems = clients.startAgain(touched.clients(), passage.from());
            if (writes) {
                try {
                    connect.resume(passage.carrier(layout, unit));
                } catch (KmigException notResumed) {
                    problems.addAll(notResumed.problems());
                }
            }
            problems.addAll(databases.resume(unit));
            if (!problems.isEmpty()) {
                throw new KmigException(problems, failure);
            }
            return new Steps.Outcome<>(
                    true,
                    count(touched.clients().size(), "client") + " started on " + from()
                            + (writes ? ", mirror resumed" : ""));
        });
        journal.append(new Event.UnitUndone(
                unit.name(), failure.problems().get(0).code().id()));
        if (passage.forward()) {
            close(unit);
        }
        liveness.requireBack(unit, touched);
    }

    /** The clients run again; that a database is away is no reason to say otherwise. */
    private void close(Unit unit) {
        try {
            back.close(unit);
        } catch (KmigException notClosed) {
            listener.note(
                    unit,
                    "what was made for the way back of its databases may still be there (a slot on green keeps the"
                            + " server's log; the next run removes it): " + notClosed.getMessage());
        }
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private String from() {
        return passage.from().label();
    }

    private String to() {
        return passage.to().label();
    }
}
