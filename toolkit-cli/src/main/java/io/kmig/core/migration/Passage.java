package io.kmig.core.migration;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.RecordLog;
import java.util.Map;

/**
 * The way a unit goes, to green or back to blue. Both ways are the same steps with the colours swapped; what differs in
 * names and words is said here.
 *
 * @param source the side the unit leaves
 * @param target the side it goes to
 * @param leads the step that starts the mirror from target to source
 * @param command what to run again
 */
record Passage(
        ClusterPort source, ClusterPort target, RecordLog sourceLog, RecordLog targetLog, Step leads, String command) {

    static Passage toGreen(Estates estates) {
        return new Passage(
                estates.blue(), estates.green(), estates.blueLog(), estates.greenLog(), Step.REVERSE, "kmig cutover");
    }

    static Passage backToBlue(Estates estates) {
        return new Passage(
                estates.green(), estates.blue(), estates.greenLog(), estates.blueLog(), Step.FORWARD, "kmig rollback");
    }

    boolean forward() {
        return to() == Colour.GREEN;
    }

    Colour from() {
        return source.colour();
    }

    Colour to() {
        return target.colour();
    }

    /** What to do when the cause is mended. */
    String again() {
        return "run `" + command + "` again";
    }

    /** The mirror that brings the unit's topics to where the unit goes: silenced at the hand-off. */
    String carrier(MirrorLayout layout, Unit unit) {
        return forward() ? layout.forwardName(unit.name()) : layout.reverseName(unit.name());
    }

    /** The mirror that leads back, from the hand-off on. */
    String wayBack(MirrorLayout layout, Unit unit) {
        return forward() ? layout.reverseName(unit.name()) : layout.forwardName(unit.name());
    }

    Event handedOver(Unit unit, Map<Tp, Long> sourceEnds, Map<Tp, Long> targetEnds) {
        return forward()
                ? new Event.HandedOff(unit.name(), targetEnds, sourceEnds)
                : new Event.HandedBack(unit.name(), sourceEnds, targetEnds);
    }

    Event arrived(Unit unit) {
        return forward() ? new Event.UnitMoved(unit.name()) : new Event.UnitReturned(unit.name());
    }

    Event.Pinned pinned(
            Unit unit, String group, Map<Tp, GroupOffset> source, Map<Tp, GroupOffset> target, long rereadAvoided) {
        return forward()
                ? new Event.Pinned(unit.name(), group, source, target, rereadAvoided)
                : new Event.Pinned(unit.name(), group, target, source, rereadAvoided);
    }

    Map<Tp, GroupOffset> onTarget(Event.Pinned pinned) {
        return forward() ? pinned.green() : pinned.blue();
    }
}
