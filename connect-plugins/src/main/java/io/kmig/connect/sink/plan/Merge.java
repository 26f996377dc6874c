package io.kmig.connect.sink.plan;

import io.kmig.connect.sink.plan.Step.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes of one table into steps with the same outcome.
 *
 * <pre>
 * between two barriers (rekey, clear):
 *   per key, in order:   put     → its values over those before; a column left out keeps the value before
 *                        remove  → nothing of before counts; the row goes first
 *   then:                all deletes, then updates of rows that must exist, then upserts
 * </pre>
 *
 * Invariant: for every key the last event decides, column by column. Between different keys the order changes, which
 * only secondary unique constraints can tell; where they do, the caller applies the changes one by one.
 */
public final class Merge {
    private Merge() {}

    public static List<Step> of(List<RowChange> changes) {
        List<Step> steps = new ArrayList<>();
        Map<List<String>, Slot> slots = new LinkedHashMap<>();
        for (RowChange change : changes) {
            if (change instanceof RowChange.Put put) {
                slots.computeIfAbsent(put.key(), key -> new Slot()).put(put);
            } else if (change instanceof RowChange.Remove remove) {
                slots.computeIfAbsent(remove.key(), key -> new Slot()).remove();
            } else if (change instanceof RowChange.Rekey rekey) {
                flush(slots, steps);
                steps.add(new Step.Rekey(rekey.from(), rekey.to()));
            } else {
                // what the table gets and loses before it is emptied doesn't matter, but a rekey in between is a step
                slots.clear();
                steps.add(new Step.Clear());
            }
        }
        flush(slots, steps);
        return steps;
    }

    private static void flush(Map<List<String>, Slot> slots, List<Step> steps) {
        List<List<String>> deletes = new ArrayList<>();
        Map<List<String>, List<Line>> updates = new LinkedHashMap<>();
        Map<List<String>, List<Line>> upserts = new LinkedHashMap<>();
        slots.forEach((key, slot) -> {
            if (slot.removed) deletes.add(key);
            Map<String, @Nullable String> values = slot.values;
            if (values == null) return;
            Map<List<String>, List<Line>> kind = slot.unchanged.isEmpty() ? upserts : updates;
            kind.computeIfAbsent(List.copyOf(values.keySet()), columns -> new ArrayList<>())
                    .add(new Line(key, values));
        });
        if (!deletes.isEmpty()) steps.add(new Step.Delete(deletes));
        steps.addAll(steps(updates, Step.Update::new));
        steps.addAll(steps(upserts, Step.Upsert::new));
        slots.clear();
    }

    private static List<Step> steps(
            Map<List<String>, List<Line>> rows, BiFunction<List<String>, List<Line>, Step> step) {
        List<Step> steps = new ArrayList<>();
        rows.forEach((columns, lines) -> steps.add(step.apply(columns, lines)));
        return steps;
    }

    /** What became of one key so far. */
    private static final class Slot {
        private boolean removed;
        private @Nullable Map<String, @Nullable String> values;
        private Set<String> unchanged = Set.of();

        void put(RowChange.Put put) {
            if (values == null) {
                values = new LinkedHashMap<>(put.values());
                unchanged = put.unchanged();
                return;
            }
            values.putAll(put.values());
            // a value that came earlier is the one that stayed; a column neither event has is still unknown
            Set<String> unknown = new LinkedHashSet<>(unchanged);
            unknown.addAll(put.unchanged());
            unknown.removeAll(values.keySet());
            unchanged = unknown;
        }

        void remove() {
            removed = true;
            values = null;
            unchanged = Set.of();
        }
    }
}
