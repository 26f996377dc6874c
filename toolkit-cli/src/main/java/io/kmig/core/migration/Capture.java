package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.plan.DatabaseTopics;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.port.DatabasePort.Slot;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known of whoever captures a database's changes into topics, which is not kmig's.
 *
 * <p>A marker counts as captured when the slot that capture reads has confirmed a position past the one the log had when
 * the marker was written: Debezium confirms what Kafka has acknowledged.
 */
final class Capture {
    private final Passage passage;
    private final MigrationSpec spec;
    private final DatabasePort databases;

    Capture(Passage passage, MigrationSpec spec, DatabasePort databases) {
        this.passage = passage;
        this.spec = spec;
        this.databases = databases;
    }

    /**
     * Everything that was written before, as a marker shows.
     *
     * @return what was observed
     */
    String passedOn(Unit unit, DatabaseSpec database, String kind, Patience atMost) {
        if (database.source().isEmpty()) {
            return database.name() + " has no source: no marker";
        }
        Slot slot = slot(database);
        long position = databases.mark(database, spec.name() + "/" + unit.name() + "/" + kind);
        List<Slot> last = new ArrayList<>();
        boolean confirmed = atMost.awaitTrue(() -> {
            last.clear();
            last.add(slot(database));
            return last.get(0).confirmed() > position;
        });
        if (!confirmed) {
            throw new KmigException(new Problem(
                    ErrorCode.CAPTURE_INCOMPLETE,
                    "slot " + slot.name() + " of database " + database.name()
                            + (last.get(0).active() ? "" : ", which nobody reads,") + " is "
                            + (position - last.get(0).confirmed())
                            + " bytes before the end marker: capture has not passed on everything",
                    "nothing was handed off",
                    "look at the capturing connector and its worker's offset.flush.interval.ms, then "
                            + passage.again()));
        }
        return database.name() + ": marker confirmed by slot " + slot.name();
    }

    private Slot slot(DatabaseSpec database) {
        Optional<String> named = database.source().flatMap(s -> Optional.ofNullable(s.slot()));
        List<Slot> slots = databases.slots(database);
        List<Slot> chosen = slots.stream()
                .filter(s -> named.isEmpty() || named.get().equals(s.name()))
                .toList();
        if (chosen.size() != 1) {
            throw new KmigException(new Problem(
                    ErrorCode.CAPTURE_INCOMPLETE,
                    "which slot captures database " + database.name() + " cannot be told: "
                            + named.map(n -> "there is none named " + n + " among ")
                                    .orElse("it has ")
                            + slots.stream().map(Slot::name).toList(),
                    "nothing was handed off",
                    "name it under databases[].source.slot in kmig.yaml, then " + passage.again()));
        }
        return chosen.get(0);
    }

    /**
     * Nobody wrote to these databases since. What was written until now is in the topics by the time a marker is.
     *
     * @param before ends of the captured topics when everything stood still, on the side the unit leaves
     */
    String still(Unit unit, List<DatabaseSpec> captured, Map<Tp, Long> before, Patience atMost) {
        int partitions = 0;
        List<Problem> problems = new ArrayList<>();
        for (DatabaseSpec database : captured) {
            if (database.source().isEmpty()) {
                continue;
            }
            passedOn(unit, database, "still", atMost);
            Set<String> changes = DatabaseTopics.ofRows(
                    database, before.keySet().stream().map(Tp::topic).collect(Collectors.toSet()));
            SortedMap<Tp, String> moved = new TreeMap<>();
            Map<Tp, LogEnds> now = passage.source()
                    .ends(before.keySet().stream()
                            .filter(tp -> changes.contains(tp.topic()))
                            .toList());
            now.forEach((tp, end) -> {
                long was = before.getOrDefault(tp, 0L);
                if (end.leo() != was) {
                    moved.put(tp, tp + " (" + was + " -> " + end.leo() + ")");
                }
            });
            partitions += now.size();
            if (!moved.isEmpty()) {
                problems.add(new Problem(
                        ErrorCode.FENCE_LEAKS,
                        "unit " + unit.name() + " is stopped, and yet somebody wrote to the "
                                + passage.from().label() + " database " + database.name() + ": its topics grew: "
                                + String.join(", ", moved.values()),
                        "no client was started on " + passage.to().label() + "; the unit is started on "
                                + passage.from().label() + " again",
                        "find the writer (pg_stat_activity on that server), add it to `clients` in kmig.yaml or stop"
                                + " it, then " + passage.again()));
            }
        }
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
        return partitions == 0 ? "not seen: no source" : partitions + " log ends of captured topics still";
    }
}
