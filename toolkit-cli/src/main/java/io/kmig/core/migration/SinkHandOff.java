package io.kmig.core.migration;

import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.DatabaseTopics;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where green's sink of a database had to end, since its clients write the green side from there on.
 *
 * @param at when the topics changed hands
 * @param ends green's, of the database's topics: what lies above them was born on green
 * @param applied whether the move saw everything below them applied
 */
public record SinkHandOff(Instant at, Map<Tp, Long> ends, boolean applied) {
    public SinkHandOff {
        ends = Map.copyOf(ends);
    }

    /** Of the databases whose clients write the green side, by their names. */
    public static SortedMap<String, SinkHandOff> of(MigrationSpec spec, List<Entry> entries) {
        SortedMap<String, SinkHandOff> all = new TreeMap<>();
        for (String unit : new History(entries).handedOff()) {
            SinkHandOff last = last(unit, entries);
            spec.databases().stream().filter(d -> written(spec, unit, d)).forEach(d -> all.put(d.name(), last.only(d)));
        }
        return all;
    }

    /** A unit's name is its clients' names. */
    private static boolean written(MigrationSpec spec, String unit, DatabaseSpec database) {
        List<String> clients = Arrays.asList(unit.split("\\+"));
        return spec.clients().stream()
                .anyMatch(c -> clients.contains(c.name()) && c.databases().contains(database.name()));
    }

    private static SinkHandOff last(String unit, List<Entry> entries) {
        SinkHandOff last = new SinkHandOff(Instant.EPOCH, Map.of(), false);
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.HandedOff h && h.unit().equals(unit)) {
                last = new SinkHandOff(entry.at(), h.greenEnds(), false);
            } else if (entry.event() instanceof Event.StepDone s && s.unit().equals(unit) && s.step() == Step.APPLIED) {
                // the way back has such a step too, of another sink: by then this one's was seen
                last = new SinkHandOff(last.at(), last.ends(), true);
            }
        }
        return last;
    }

    private SinkHandOff only(DatabaseSpec database) {
        return new SinkHandOff(
                at,
                ends.entrySet().stream()
                        .filter(e -> !DatabaseTopics.of(
                                        database, List.of(e.getKey().topic()))
                                .isEmpty())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                applied);
    }
}
