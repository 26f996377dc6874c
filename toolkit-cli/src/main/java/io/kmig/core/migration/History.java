package io.kmig.core.migration;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
            if (event instanceof Event.TurnedBack back) {
                return moving.turnBack(back.unit());
            }
        }
        if (phase instanceof Phase.OnGreen onGreen && event instanceof Event.TurnedBack back) {
            return onGreen.turnBack(back.unit(), units);
        }
        if (phase instanceof Phase.RollingBack rolling) {
            return afterTurn(rolling, entry);
        }
        if (phase instanceof Phase.OnBlue onBlue && event instanceof Event.StepBegan began) {
            return onBlue.begin(began.unit(), units);
        }
        return phase;
    }

    private static Phase afterTurn(Phase.RollingBack rolling, Entry entry) {
        Event event = entry.event();
        if (event instanceof Event.TurnedBack back) {
            return rolling.turnBack(back.unit());
        }
        if (event instanceof Event.StepBegan began && rolling.current().isEmpty()) {
            return rolling.begin(began.unit());
        }
        if (event instanceof Event.UnitUndone) {
            return rolling.undone();
        }
        if (event instanceof Event.UnitReturned) {
            Phase.RollingBack returned = rolling.returned();
            return returned.complete() ? returned.settled(entry.at()) : returned;
        }
        return rolling;
    }

    /** Units that rest on green, or are on their way back from there. */
    public Set<String> moved() {
        return units(Progress::moved);
    }

    /** Units of which a move was begun, and not undone or taken back. */
    public Set<String> begun() {
        return units(Progress::begun);
    }

    /** Units whose topics applications write on green, or may write from now on. */
    public Set<String> handedOff() {
        return units(p -> p.handedOff().isPresent());
    }

    /** Topics that applications write on green: handed off and not handed back. */
    public Set<String> writtenOnGreen() {
        Set<String> topics = new TreeSet<>();
        for (String unit : handedOff()) {
            Progress progress = progress(unit);
            if (progress.handedBack().isEmpty()) {
                progress.handedOff().ifPresent(h -> h.greenEnds().keySet().forEach(tp -> topics.add(tp.topic())));
            }
        }
        return topics;
    }

    /** Topics that ever changed hands: their offsets no longer say which side a record was born on. */
    public Set<String> onceHandedOff() {
        Set<String> topics = new TreeSet<>();
        entries.forEach(e -> {
            if (e.event() instanceof Event.StepBegan s && s.step() == Step.START) {
                topics.addAll(topicsOf(s.unit()));
            }
        });
        return topics;
    }

    private Set<String> topicsOf(String unit) {
        Set<String> topics = new TreeSet<>();
        entries.forEach(e -> {
            if (e.event() instanceof Event.HandedOff h && h.unit().equals(unit)) {
                h.greenEnds().keySet().forEach(tp -> topics.add(tp.topic()));
            } else if (e.event() instanceof Event.HandedBack h && h.unit().equals(unit)) {
                // some may have been made on blue meanwhile
                h.blueEnds().keySet().forEach(tp -> topics.add(tp.topic()));
            }
        });
        return topics;
    }

    /** Units on their way back to blue. */
    public Set<String> returning() {
        return units(Progress::returning);
    }

    private Set<String> units(Predicate<Progress> which) {
        Map<String, Progress> all = new TreeMap<>();
        for (Entry entry : entries) {
            unitOf(entry.event())
                    .ifPresent(
                            u -> all.put(u, all.getOrDefault(u, Progress.NONE).after(entry.event())));
        }
        Set<String> units = new TreeSet<>();
        all.forEach((unit, progress) -> {
            if (which.test(progress)) {
                units.add(unit);
            }
        });
        return units;
    }

    /** How far the current attempt at moving a unit, or at taking it back, got. */
    public Progress progress(String unit) {
        Progress progress = Progress.NONE;
        for (Entry entry : entries) {
            if (unitOf(entry.event()).filter(unit::equals).isPresent()) {
                progress = progress.after(entry.event());
            }
        }
        return progress;
    }

    private static Optional<String> unitOf(Event event) {
        if (event instanceof Event.StepBegan e) {
            return Optional.of(e.unit());
        } else if (event instanceof Event.HandedOff e) {
            return Optional.of(e.unit());
        } else if (event instanceof Event.Pinned e) {
            return Optional.of(e.unit());
        } else if (event instanceof Event.UnitMoved e) {
            return Optional.of(e.unit());
        } else if (event instanceof Event.UnitUndone e) {
            return Optional.of(e.unit());
        } else if (event instanceof Event.TurnedBack e) {
            return Optional.of(e.unit());
        } else if (event instanceof Event.HandedBack e) {
            return Optional.of(e.unit());
        } else if (event instanceof Event.UnitReturned e) {
            return Optional.of(e.unit());
        }
        return Optional.empty();
    }

    /**
     * @param begun something of this attempt may have been done
     * @param handedOff of the move to green; stays until the unit is back on blue
     * @param handedBack of the way back
     * @param pinned of the current attempt
     * @param startBegan the clients may run on the side the unit goes to: from here it only goes on
     * @param reverseBegan the reverse mirror may have copied: it is never set back
     * @param forwardBegan on the way back, the same of the forward mirror
     * @param moved the unit rests on green, or is on its way back from there
     * @param returning it is on its way back
     */
    public record Progress(
            boolean begun,
            Optional<Event.HandedOff> handedOff,
            Optional<Event.HandedBack> handedBack,
            Map<String, Event.Pinned> pinned,
            boolean startBegan,
            boolean reverseBegan,
            boolean forwardBegan,
            boolean moved,
            boolean returning) {
        static final Progress NONE =
                new Progress(false, Optional.empty(), Optional.empty(), Map.of(), false, false, false, false, false);

        public Progress {
            pinned = Map.copyOf(pinned);
        }

        Progress after(Event event) {
            if (event instanceof Event.UnitReturned || (event instanceof Event.UnitUndone && !returning)) {
                return NONE;
            }
            Draft next = new Draft(this);
            next.fold(event);
            return next.progress();
        }
    }

    /** A progress while one more event is added to it. */
    private static final class Draft {
        private boolean begun;
        private Optional<Event.HandedOff> handedOff;
        private Optional<Event.HandedBack> handedBack;
        private Map<String, Event.Pinned> pinned;
        private boolean startBegan;
        private boolean reverseBegan;
        private boolean forwardBegan;
        private boolean moved;
        private boolean returning;

        Draft(Progress from) {
            begun = from.begun();
            handedOff = from.handedOff();
            handedBack = from.handedBack();
            pinned = new HashMap<>(from.pinned());
            startBegan = from.startBegan();
            reverseBegan = from.reverseBegan();
            forwardBegan = from.forwardBegan();
            moved = from.moved();
            returning = from.returning();
        }

        void fold(Event event) {
            if (event instanceof Event.StepBegan s) {
                begun = true;
                startBegan |= s.step() == Step.START;
                reverseBegan |= s.step() == Step.REVERSE;
                forwardBegan |= s.step() == Step.FORWARD;
            } else if (event instanceof Event.HandedOff h) {
                handedOff = Optional.of(h);
            } else if (event instanceof Event.HandedBack h) {
                handedBack = Optional.of(h);
            } else if (event instanceof Event.Pinned p) {
                pinned.put(p.group(), p);
            } else if (event instanceof Event.UnitMoved) {
                moved = true;
            } else if (event instanceof Event.TurnedBack) {
                onGreen();
                startBegan = false;
                returning = true;
            } else if (event instanceof Event.UnitUndone) {
                // a way back that was undone: as if the move to green had just ended
                onGreen();
                startBegan = true;
                returning = false;
            }
        }

        /** It rests there, and nothing of a way back was done. */
        private void onGreen() {
            begun = true;
            handedBack = Optional.empty();
            pinned.clear();
            forwardBegan = false;
            moved = true;
        }

        Progress progress() {
            return new Progress(
                    begun, handedOff, handedBack, pinned, startBegan, reverseBegan, forwardBegan, moved, returning);
        }
    }

    /** One line per step that was begun, in order, for reports. */
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        // where the step that a unit is in stands in the list
        Map<String, Integer> open = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.StepBegan b) {
                open.put(b.unit(), stages.size());
                stages.add(new Stage(name(b.unit(), b.step()), entry.at(), null, "not finished"));
            } else if (entry.event() instanceof Event.StepDone d) {
                Integer place = open.remove(d.unit());
                if (place != null) {
                    stages.set(
                            place,
                            new Stage(
                                    name(d.unit(), d.step()), stages.get(place).startedAt(), d.millis(), "done"));
                }
            } else if (entry.event() instanceof Event.UnitUndone u) {
                stages.add(new Stage(u.unit() + " undone", entry.at(), null, u.reason()));
            } else if (entry.event() instanceof Event.TurnedBack t) {
                stages.add(new Stage(t.unit() + " turned back", entry.at(), null, "begun"));
            }
        }
        return List.copyOf(stages);
    }

    private static String name(String unit, Step step) {
        return unit + " " + step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** @param ms null when it did not end */
    public record Stage(
            String name, Instant startedAt, @Nullable Long ms, String outcome) {}
}
