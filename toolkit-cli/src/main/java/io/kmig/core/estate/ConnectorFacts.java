package io.kmig.core.estate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A connector as the workers describe it. For display and gates only: a frozen worker's tasks go on after REST says
 * they are gone, so silence is proved by fencing, never by this.
 */
public record ConnectorFacts(String name, String state, List<TaskFacts> tasks, Map<String, String> config) {
    private static final Set<String> COMING_UP = Set.of("UNASSIGNED", "RESTARTING");

    public ConnectorFacts {
        tasks = List.copyOf(tasks);
        config = Map.copyOf(config);
    }

    /** @param trace message of the failure and of its last cause, empty unless FAILED */
    public record TaskFacts(int id, String state, String worker, String trace) {}

    public boolean running() {
        return "RUNNING".equals(state) && !tasks.isEmpty() && tasks.stream().allMatch(t -> "RUNNING".equals(t.state()));
    }

    /** The workers are bringing it up: after a start, a change of its tasks or a rebalance. Nothing asked of them hurries it. */
    public boolean comingUp() {
        return COMING_UP.contains(state)
                || ("RUNNING".equals(state)
                        && tasks.stream().anyMatch(t -> COMING_UP.contains(t.state()))
                        && tasks.stream().allMatch(t -> "RUNNING".equals(t.state()) || COMING_UP.contains(t.state())));
    }

    /** Why a task failed; empty when none did. */
    public Optional<String> failure() {
        return tasks.stream()
                .filter(t -> "FAILED".equals(t.state()))
                .map(t -> t.trace().isEmpty() ? "no reason given" : t.trace())
                .findFirst();
    }

    /** Its state and what is wrong with its tasks, in words. */
    public String standing() {
        return state
                + tasks.stream()
                        .filter(t -> !"RUNNING".equals(t.state()))
                        .map(t -> ", task " + t.id() + " " + t.state()
                                + (t.trace().isEmpty() ? "" : " (" + t.trace() + ")"))
                        .collect(Collectors.joining());
    }

    /** The connector, or a task of it. */
    public boolean failed() {
        return "FAILED".equals(state) || tasks.stream().anyMatch(t -> "FAILED".equals(t.state()));
    }
}
