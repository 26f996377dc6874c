package io.kmig.ledger.database;

import io.kmig.ledger.record.ClientRow.Changed;
import io.kmig.ledger.record.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one row may be. Usually one thing; after a transaction without an outcome, it may be as before it or as after it,
 * until the writer sets it again.
 */
final class ExpectedRow {
    private record State(@Nullable Map<String, @Nullable String> cells) {}

    private static final State ABSENT = new State(null);

    private List<State> states;
    private @Nullable Map<String, Set<@Nullable String>> earlier;
    private @Nullable Changed last;

    private ExpectedRow(State state) {
        states = List.of(state);
    }

    static ExpectedRow initial(Map<String, @Nullable String> cells) {
        return new ExpectedRow(new State(cells));
    }

    static ExpectedRow absent() {
        return new ExpectedRow(ABSENT);
    }

    void committed(Changed change) {
        remember();
        List<State> after = new ArrayList<>();
        for (State state : states) {
            // an update that was answered with a row rules out that there was none
            if (change.operation() == Operation.UPDATE && state.cells == null) continue;
            add(after, after(state, change));
        }
        states = after.isEmpty() ? states : List.copyOf(after);
        last = change;
    }

    void unknown(Changed change) {
        remember();
        List<State> either = new ArrayList<>(states);
        for (State state : states) add(either, after(state, change));
        states = List.copyOf(either);
        last = change;
    }

    private static void add(List<State> states, State state) {
        if (!states.contains(state)) states.add(state);
    }

    private static State after(State state, Changed change) {
        if (change.operation() == Operation.DELETE) return ABSENT;
        Map<String, @Nullable String> before = state.cells;
        if (change.operation() == Operation.INSERT) return new State(change.cells());
        if (before == null) return ABSENT;
        Map<String, @Nullable String> cells = new LinkedHashMap<>(before);
        cells.putAll(change.cells());
        return new State(cells);
    }

    private void remember() {
        Map<String, Set<@Nullable String>> known = earlier == null ? new HashMap<>() : earlier;
        earlier = known;
        for (State state : states) {
            if (state.cells == null) continue;
            state.cells.forEach((column, cell) ->
                    known.computeIfAbsent(column, c -> new HashSet<>()).add(cell));
        }
    }

    /** Whether no row would be right. */
    boolean mayBeAbsent() {
        return states.contains(ABSENT);
    }

    /** Whether any row would be wrong. */
    boolean mustBeAbsent() {
        return states.stream().allMatch(state -> state.cells == null);
    }

    /** Columns in which the row found differs from the likeliest of what it may be; empty if it's right. */
    Set<String> differences(Map<String, @Nullable String> found) {
        Set<String> least = null;
        for (State state : states) {
            Map<String, @Nullable String> cells = state.cells;
            if (cells == null) continue;
            Set<String> different = new TreeSet<>();
            cells.forEach((column, cell) -> {
                if (!found.containsKey(column) || !Objects.equals(found.get(column), cell)) different.add(column);
            });
            if (least == null || different.size() < least.size()) least = different;
        }
        return least == null ? Set.of() : least;
    }

    /** Whether this value was the column's once, so that it's a later change that is missing. */
    boolean wasEarlier(String column, @Nullable String cell) {
        return earlier != null && earlier.getOrDefault(column, Set.of()).contains(cell);
    }

    @Nullable
    String expected(String column) {
        for (State state : states) {
            if (state.cells != null) return state.cells.get(column);
        }
        return null;
    }

    /** Who changed it last, for people. */
    String lastChange() {
        Changed change = last;
        return change == null
                ? "never changed"
                : "last " + change.operation().name().toLowerCase(Locale.ROOT) + " in transaction "
                        + change.transaction() + " on " + change.cluster().label();
    }
}
