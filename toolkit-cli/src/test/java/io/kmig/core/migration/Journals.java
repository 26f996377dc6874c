package io.kmig.core.migration;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Journals written down for a test: one entry a second. */
final class Journals {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Journals() {}

    static History history(Event... events) {
        return new History(entries(events));
    }

    static List<Entry> entries(Event... events) {
        List<Entry> entries = new ArrayList<>();
        for (Event event : events) {
            entries.add(new Entry(entries.size(), START.plusSeconds(entries.size()), "test", event));
        }
        return entries;
    }

    static Event applied() {
        return new Event.Applied("f", "B", "G");
    }

    static Event began(String unit, Step step) {
        return new Event.StepBegan(unit, step);
    }

    static Event done(String unit, Step step) {
        return new Event.StepDone(unit, step, 7);
    }

    static Event handedOff(String unit) {
        return new Event.HandedOff(unit, Map.of(), Map.of());
    }

    static Event pinned(String unit, String group) {
        return new Event.Pinned(unit, group, Map.of(), Map.of(), -1);
    }

    static Event undone(String unit) {
        return new Event.UnitUndone(unit, "KMIG-4004");
    }

    static Event moved(String unit) {
        return new Event.UnitMoved(unit);
    }
}
