package io.kmig.core.migration;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a migration stands. Each phase carries what is true in it, and its methods are the only ways out of it: a
 * transition that is not an edge does not compile. {@link Edge} lists the same edges as data.
 */
public sealed interface Phase {
    /** The word shown to people and stored in reports. */
    default String label() {
        return getClass().getSimpleName();
    }

    /** Nothing was changed on either side yet. */
    record Planned() implements Phase {
        public Replicating applied(Instant at) {
            return new Replicating(at);
        }
    }

    /** The mirrors run, blue's past is still being copied. */
    record Replicating(Instant since) implements Phase {
        public CaughtUp caughtUp(Instant at) {
            return new CaughtUp(at);
        }
    }

    /** The mirrors reached blue's ends at least once; every client runs on blue. */
    record CaughtUp(Instant since) implements Phase {
        public Moving begin(String unit, Set<String> units) {
            return new Moving(unit, Set.of(), units);
        }
    }

    /**
     * A unit is between blue and green, or waits there for the next one.
     *
     * @param current the unit that moves, empty between two
     * @param moved units on green
     * @param units all of them
     */
    record Moving(String current, Set<String> moved, Set<String> units) implements Phase {
        public Moving {
            moved = Set.copyOf(moved);
            units = Set.copyOf(units);
        }

        public Moving begin(String unit) {
            return new Moving(unit, moved, units);
        }

        /** A unit of those on green, or one that had begun to start there, goes back. */
        public RollingBack turnBack(String unit) {
            Set<String> left = new TreeSet<>(moved);
            left.add(unit);
            return new RollingBack(unit, left, units);
        }

        /** The current unit runs on blue again. */
        public Moving undone() {
            return new Moving("", moved, units);
        }

        /** The current unit runs on green. The last one ends the moving: ask {@link #complete()}. */
        public Moving arrived() {
            Set<String> now = new TreeSet<>(moved);
            now.add(current);
            return new Moving("", now, units);
        }

        public boolean complete() {
            return moved.containsAll(units);
        }

        /** Only when {@link #complete()}. */
        public OnGreen settled(Instant at) {
            if (!complete()) {
                throw new IllegalStateException("units still on blue: " + units.size() + " - " + moved.size());
            }
            return new OnGreen(at);
        }
    }

    /** Every unit runs on green; the reverse mirrors keep the way back open. */
    record OnGreen(Instant since) implements Phase {
        public RollingBack turnBack(String unit, Set<String> units) {
            return new RollingBack(unit, units, units);
        }
    }

    /**
     * Units go back to blue, one by one.
     *
     * @param current the unit on its way back, empty between two
     * @param left units that still run on green, the current one among them
     * @param units all of them
     */
    record RollingBack(String current, Set<String> left, Set<String> units) implements Phase {
        public RollingBack {
            left = Set.copyOf(left);
            units = Set.copyOf(units);
        }

        public RollingBack turnBack(String unit) {
            return new RollingBack(unit, left, units);
        }

        /** The current unit runs on green again, as before. */
        public RollingBack undone() {
            return new RollingBack("", left, units);
        }

        /** The current unit runs on blue. The last one ends the rolling back: ask {@link #complete()}. */
        public RollingBack returned() {
            Set<String> now = new TreeSet<>(left);
            now.remove(current);
            return new RollingBack("", now, units);
        }

        public boolean complete() {
            return left.isEmpty();
        }

        /** Only when {@link #complete()}. */
        public OnBlue settled(Instant at) {
            if (!complete()) {
                throw new IllegalStateException("units still on green: " + left.size());
            }
            return new OnBlue(at);
        }

        /** The operator goes forward again before everything is back. */
        public Moving begin(String unit) {
            return new Moving(unit, left, units);
        }
    }

    /** Every unit was rolled back; the forward mirrors run as before the first move. */
    record OnBlue(Instant since) implements Phase {
        public Moving begin(String unit, Set<String> units) {
            return new Moving(unit, Set.of(), units);
        }
    }
}
