package io.kmig.core.migration;

import io.kmig.core.error.Problem;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a rollback does, in order: upstream before downstream, the moves backwards. A writer goes back before its readers,
 * so that a reader never waits on blue for what is still written on green.
 */
public final class Rollback {
    private Rollback() {}

    /** What becomes of a unit. */
    public enum Way {
        /** A move was cut short before anything ran on green: the clients are started on blue. */
        UNDO("undone: nothing of it ran on green; its clients are started on blue"),
        /** It runs on green, or may: the whole way back, green's writes kept. */
        BACK("taken back: stopped on green, drained, pinned and started on blue; green's writes are kept"),
        /** An earlier rollback was cut short. */
        GO_ON("on its way back already: goes on");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public record Step(Unit unit, Way way) {}

    /** Empty when every unit rests on blue. */
    public static List<Step> steps(List<MoveOrder.Placed> order, History history) {
        List<Step> steps = new ArrayList<>();
        for (MoveOrder.Placed placed : order) {
            History.Progress progress = history.progress(placed.unit().name());
            if (progress.returning()) {
                steps.add(new Step(placed.unit(), Way.GO_ON));
            } else if (progress.moved() || progress.startBegan()) {
                steps.add(new Step(placed.unit(), Way.BACK));
            } else if (progress.begun()) {
                steps.add(new Step(placed.unit(), Way.UNDO));
            }
        }
        Collections.reverse(steps);
        return List.copyOf(steps);
    }

    /**
     * What stands against the steps, before any is taken: some units on blue and others unable to follow would be worse
     * than all of them on green. Empty when nothing does.
     */
    public static List<Problem> obstacles(MigrationSpec spec, List<Step> steps) {
        return steps.stream()
                .filter(s -> s.way() != Way.UNDO)
                .flatMap(s -> DatabaseMove.noWayBack(s.unit(), DatabaseReturn.without(spec, s.unit())).stream())
                .toList();
    }
}
