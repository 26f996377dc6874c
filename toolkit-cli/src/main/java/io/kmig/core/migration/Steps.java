package io.kmig.core.migration;

import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Journals each step before it acts, so that a displaced operator acts on nothing more, and again when it is done. */
final class Steps {
    /** @param observed what proves the step, with numbers */
    record Outcome<T>(T value, String observed) {}

    private final JournalPort journal;
    private final Pacer pacer;
    private final MoveListener listener;

    Steps(JournalPort journal, Pacer pacer, MoveListener listener) {
        this.journal = journal;
        this.pacer = pacer;
        this.listener = listener;
    }

    <T> T take(Unit unit, Step step, Supplier<Outcome<T>> act) {
        begin(unit, step);
        return carryOut(unit, step, act);
    }

    void begin(Unit unit, Step step) {
        journal.append(new Event.StepBegan(unit.name(), step));
        listener.began(unit, step);
    }

    /** The rest of a step that was begun. */
    <T> T carryOut(Unit unit, Step step, Supplier<Outcome<T>> act) {
        Instant began = pacer.now();
        Outcome<T> outcome = act.get();
        long millis = Duration.between(began, pacer.now()).toMillis();
        journal.append(new Event.StepDone(unit.name(), step, millis));
        listener.done(unit, step, millis, outcome.observed());
        return outcome.value();
    }
}
