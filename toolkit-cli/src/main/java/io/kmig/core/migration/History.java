package io.kmig.core.migration;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a journal: the phase, and for each unit how far it got. Facts observed by an earlier run ("fenced",
 * "drained") are not in here: they expire with the process and are proved again.
 */
public final class History {
    private final List<Entry> entries;

    public History(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public List<Entry> entries() {
        return entries;
    }

    public Phase phase(Set<String> units) {
        Phase phase = new Phase.Planned();
        for (Entry entry : entries) {
            phase = after(phase, entry, units);
        }
        return phase;
    }

    private static Phase after(Phase phase, Entry entry, Set<String> units) {
        Event event = entry.event();
        if (phase instanceof Phase.Planned planned && event instanceof Event.Applied) {
            return planned.applied(entry.at());
        }
        if (phase instanceof Phase.Replicating replicating && event instanceof Event.CaughtUp) {
            return replicating.caughtUp(entry.at());
        }
        if (phase instanceof Phase.CaughtUp caughtUp && event instanceof Event.StepBegan began) {
            return caughtUp.begin(began.unit(), units);
        }
        if (phase instanceof Phase.Moving moving) {
            if (event instanceof Event.StepBegan began) {
                return moving.begin(began.unit());
            }
            if (event instanceof Event.UnitUndone) {
                return moving.undone();
            }
            if (event instanceof Event.UnitMoved) {
                Phase.Moving arrived = moving.arrived();
                return arrived.complete() ? arrived.settled(entry.at()) : arrived;
            }
        }
        return phase;
    }

    public Set<String> moved() {
        Set<String> moved = new TreeSet<>();
        entries.forEach(e -> {
            if (e.event() instanceof Event.UnitMoved m) {
                moved.add(m.unit());
            }
        });
        return moved;
    }

    /** Units of which a move was begun, and not undone. */
    public Set<String> begun() {
        Set<String> units = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.StepBegan s) {
                units.add(s.unit());
            } else if (entry.event() instanceof Event.UnitUndone u) {
                units.remove(u.unit());
            }
        }
        return units;
    }

    /** Units whose topics applications write on green, or may write from now on. */
    public Set<String> handedOff() {
        Set<String> units = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.HandedOff h) {
                units.add(h.unit());
            } else if (entry.event() instanceof Event.UnitUndone u) {
                units.remove(u.unit());
            }
        }
        return units;
    }

    /** How far the current attempt at moving a unit got. */
    public Progress progress(String unit) {
        Optional<Event.HandedOff> handedOff = Optional.empty();
        Map<String, Event.Pinned> pinned = new HashMap<>();
        boolean startBegan = false;
        boolean reverseBegan = false;
        boolean moved = false;
        boolean begun = false;
        for (Entry entry : entries) {
            Event event = entry.event();
            if (event instanceof Event.UnitUndone u && u.unit().equals(unit)) {
                handedOff = Optional.empty();
                pinned.clear();
                startBegan = false;
                reverseBegan = false;
                begun = false;
            } else if (event instanceof Event.HandedOff h && h.unit().equals(unit)) {
                handedOff = Optional.of(h);
            } else if (event instanceof Event.Pinned p && p.unit().equals(unit)) {
                pinned.put(p.group(), p);
            } else if (event instanceof Event.StepBegan s && s.unit().equals(unit)) {
                begun = true;
                startBegan |= s.step() == Step.START;
                reverseBegan |= s.step() == Step.REVERSE;
            } else if (event instanceof Event.UnitMoved m && m.unit().equals(unit)) {
                moved = true;
            }
        }
        return new Progress(begun, handedOff, Map.copyOf(pinned), startBegan, reverseBegan, moved);
    }

    /**
     * @param begun something of this attempt may have been done
     * @param startBegan the clients may run on green: from here the unit only goes forward
     * @param reverseBegan the reverse mirror may have copied: it is never set back
     */
    public record Progress(
            boolean begun,
            Optional<Event.HandedOff> handedOff,
            Map<String, Event.Pinned> pinned,
            boolean startBegan,
            boolean reverseBegan,
            boolean moved) {}

    /** One line per step that was carried out, in order, for reports. */
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        Map<String, Entry> began = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.StepBegan b) {
                began.put(b.unit() + "/" + b.step(), entry);
            } else if (entry.event() instanceof Event.StepDone d) {
                Entry start = began.remove(d.unit() + "/" + d.step());
                stages.add(new Stage(
                        d.unit() + " "
                                + d.step().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        start == null ? entry.at() : start.at(),
                        d.millis(),
                        "done"));
            } else if (entry.event() instanceof Event.UnitUndone u) {
                stages.add(new Stage(u.unit() + " undone", entry.at(), null, u.reason()));
            }
        }
        began.values().stream()
                .sorted(Comparator.comparing(Entry::at))
                .forEach(e -> stages.add(new Stage(
                        e.event() instanceof Event.StepBegan b
                                ? b.unit() + " "
                                        + b.step()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' ')
                                : "",
                        e.at(),
                        null,
                        "not finished")));
        return stages;
    }

    /** @param ms null when it did not end */
    public record Stage(
            String name, Instant startedAt, @Nullable Long ms, String outcome) {}
}
