package io.kmig.testkit;

import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.MoveListener;
import io.kmig.core.migration.Reading;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a move tells. */
public final class NotedMoves implements MoveListener {
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();

    /** Those begun, in order. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** What was observed of each step that ended, and every note. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** How far the reading of both logs was, each time that was told. */
    public List<Reading> readings() {
        return List.copyOf(readings);
    }

    @Override
    public void reading(Unit unit, Reading reading) {
        readings.add(reading);
    }

    @Override
    public void began(Unit unit, Step step) {
        steps.add(step);
    }

    @Override
    public void done(Unit unit, Step step, long millis, String observed) {
        if (observed.isBlank()) {
            throw new AssertionError(step + " of " + unit.name() + " tells nothing of what was observed");
        }
        notes.add(step + ": " + observed);
    }

    @Override
    public void note(Unit unit, String text) {
        notes.add(text);
    }
}
