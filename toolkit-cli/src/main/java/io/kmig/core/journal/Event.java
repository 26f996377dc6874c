package io.kmig.core.journal;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Stretch;
import io.kmig.core.estate.Tp;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What can happen in a migration. Names are stored: add kinds, never rename one. */
public sealed interface Event {
    /** Intent to carry out a plan. */
    record ApplyBegan(String planFingerprint, int operations) implements Event {}

    /** Apply carried out a plan completely. */
    record Applied(String planFingerprint, String blueClusterId, String greenClusterId) implements Event {}

    /** The mirror reached blue's ends once. */
    record CaughtUp() implements Event {}

    /** Intent to carry out a step of a unit's move. */
    record StepBegan(String unit, Step step) implements Event {}

    /** The step's effect was observed. */
    record StepDone(String unit, Step step, long millis) implements Event {}

    /**
     * That a mirror had copied all there was, proved by reading; to be proved again after a moment.
     *
     * @param copiedUpTo one past the last source offset that the mirror had committed, per partition
     * @param ends the source's log ends, which a reader from there on reached without finding a record
     */
    record DrainProved(String unit, String mirror, Map<Tp, Long> copiedUpTo, Map<Tp, Long> ends, Instant until)
            implements Event {
        public DrainProved {
            copiedUpTo = Map.copyOf(copiedUpTo);
            ends = Map.copyOf(ends);
        }
    }

    /**
     * Intent to abort a transaction that no coordinator knows, as the operator chose.
     *
     * @param offset where it begins in the partition
     */
    record AbortingHanging(Colour cluster, Tp partition, long offset, long producerId) implements Event {}

    /**
     * Green's ends at the moment the topics of a unit changed hands: everything from here on is born on green. The
     * reverse mirror starts here.
     *
     * @param greenEnds first offset born on green, per partition
     * @param blueEnds blue's log end at the same moment
     */
    record HandedOff(String unit, Map<Tp, Long> greenEnds, Map<Tp, Long> blueEnds) implements Event {
        public HandedOff {
            greenEnds = Map.copyOf(greenEnds);
            blueEnds = Map.copyOf(blueEnds);
        }
    }

    /**
     * A group's exact position on both sides, before it is written to the side the unit goes to.
     *
     * @param rereadAvoided records the group would have read again from stock MM2's checkpoint, -1 when there was none
     */
    record Pinned(String unit, String group, Map<Tp, GroupOffset> blue, Map<Tp, GroupOffset> green, long rereadAvoided)
            implements Event {
        public Pinned {
            blue = Map.copyOf(blue);
            green = Map.copyOf(green);
        }
    }

    /**
     * A group's positions are exact with something left out of the comparison.
     *
     * @param waivers what and why, each with how many positions
     */
    record PinnedWithWaiver(String unit, String group, List<String> waivers) implements Event {
        public PinnedWithWaiver {
            waivers = List.copyOf(waivers);
        }
    }

    /**
     * A unit's positions were looked for, some are not exact, and none was written.
     *
     * @param bounded would repeat a known number of records
     * @param unresolved could not be proved
     */
    record PositionsRefused(String unit, long exact, long bounded, long unresolved) implements Event {}

    /**
     * What the positions rest on that are pinned next, as far as it is one stretch; nothing for a compacted partition.
     */
    record PositionsProved(String unit, Map<Tp, Stretch> compared) implements Event {
        public PositionsProved {
            compared = Map.copyOf(compared);
        }
    }

    /**
     * A verdict of the validator that gated something.
     *
     * @param result PASS, FAIL or INCONCLUSIVE
     * @param reasons at most a few, the validator's report has all
     */
    record Judged(
            String result,
            long records,
            double coveragePercent,
            double errorBound,
            List<String> waivers,
            List<String> reasons)
            implements Event {
        public Judged {
            waivers = List.copyOf(waivers);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Every row of a database was held against green's, everything being still.
     *
     * @param rows on blue
     * @param different on one side only, or with other content
     */
    record RowsCompared(String unit, String database, long rows, long different) implements Event {}

    record UnitMoved(String unit) implements Event {}

    /** A crossing failed before anything of the unit ran on the other side: it runs where it ran before. */
    record UnitUndone(String unit, String reason) implements Event {}

    /** Intent to take a unit that runs on green back to blue. Steps from here on are those of the way back. */
    record TurnedBack(String unit) implements Event {}

    /**
     * Both ends at the moment the topics of a unit changed hands again: everything from blue's ends on is born on blue
     * after the rollback, and the forward mirror starts here.
     */
    record HandedBack(String unit, Map<Tp, Long> greenEnds, Map<Tp, Long> blueEnds) implements Event {
        public HandedBack {
            greenEnds = Map.copyOf(greenEnds);
            blueEnds = Map.copyOf(blueEnds);
        }
    }

    /** The unit was rolled back: it runs on blue. */
    record UnitReturned(String unit) implements Event {}
}
