package io.kmig.connect.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.connect.sink.event.Coordinates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MergeTest {
    private static final Coordinates AT = new Coordinates(new TopicPartition("t", 0), 0);

    @Test
    void endsAsTheChangesOneByOneDo() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int compared = 0;
        for (int round = 0; round < 20_000; round++) {
            List<RowChange> changes = changes(random);
            Map<List<String>, Map<String, String>> before = rows(random);

            Optional<Map<List<String>, Map<String, String>>> expected = oneByOne(before, changes);
            Optional<Map<List<String>, Map<String, String>>> merged = run(before, Merge.of(changes));

            // where a row is missing both find out; merging may not only because a later event made it whole
            if (expected.isPresent()) {
                assertThat(merged)
                        .as("seed %d, %s on %s", seed, changes, before)
                        .isEqualTo(expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5_000);
    }

    @Test
    void sendsOneRowForManyEventsOfAKey() {
        List<Step> steps = Merge.of(List.of(
                put("1", Map.of("a", "1", "b", "1"), Set.of()),
                put("1", Map.of("a", "2"), Set.of("b")),
                put("1", Map.of("a", "3"), Set.of("b"))));

        assertThat(steps).singleElement().isInstanceOfSatisfying(Step.Upsert.class, upsert -> assertThat(upsert.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.values()).isEqualTo(Map.of("a", "3", "b", "1"))));
    }

    @Test
    void updatesOnlyWhatIsKnownOfARowThatMustBeThere() {
        List<Step> steps = Merge.of(List.of(put("1", Map.of("a", "1"), Set.of("b"))));

        assertThat(steps).singleElement().isInstanceOf(Step.Update.class);
    }

    private static List<RowChange> changes(Random random) {
        List<RowChange> changes = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            String key = Integer.toString(random.nextInt(3));
            int kind = random.nextInt(20);
            if (kind < 13) {
                Map<String, String> values = new LinkedHashMap<>();
                Set<String> unchanged = new HashSet<>();
                for (String column : new String[] {"a", "b"}) {
                    if (random.nextInt(4) == 0) {
                        unchanged.add(column);
                    } else {
                        values.put(column, Integer.toString(random.nextInt(100)));
                    }
                }
                changes.add(put(key, values, unchanged));
            } else if (kind < 17) {
                changes.add(new RowChange.Remove(AT, List.of(key)));
            } else if (kind < 19) {
                changes.add(new RowChange.Rekey(AT, List.of(key), List.of(Integer.toString(3 + random.nextInt(2)))));
            } else {
                changes.add(new RowChange.Clear(AT));
            }
        }
        return changes;
    }

    private static Map<List<String>, Map<String, String>> rows(Random random) {
        Map<List<String>, Map<String, String>> rows = new HashMap<>();
        for (int key = 0; key < 5; key++) {
            if (random.nextBoolean())
                rows.put(List.of(Integer.toString(key)), Map.of("a", "old", "b", "old", "c", "x"));
        }
        return rows;
    }

    private static RowChange.Put put(String key, Map<String, String> values, Set<String> unchanged) {
        return new RowChange.Put(AT, List.of(key), new LinkedHashMap<>(values), unchanged);
    }

    private static Optional<Map<List<String>, Map<String, String>>> oneByOne(
            Map<List<String>, Map<String, String>> before, List<RowChange> changes) {
        List<Step> steps = new ArrayList<>();
        for (RowChange change : changes) steps.addAll(Merge.of(List.of(change)));
        return run(before, steps);
    }

    /** A table in memory; empty when an update missed its row. */
    private static Optional<Map<List<String>, Map<String, String>>> run(
            Map<List<String>, Map<String, String>> before, List<Step> steps) {
        Map<List<String>, Map<String, String>> table = new HashMap<>();
        before.forEach((key, row) -> table.put(key, new HashMap<>(row)));
        for (Step step : steps) {
            if (step instanceof Step.Delete delete) {
                delete.keys().forEach(table::remove);
            } else if (step instanceof Step.Upsert upsert) {
                for (Step.Line line : upsert.rows()) {
                    table.computeIfAbsent(line.key(), key -> new HashMap<>()).putAll(line.values());
                }
            } else if (step instanceof Step.Update update) {
                for (Step.Line line : update.rows()) {
                    if (!table.containsKey(line.key())) return Optional.empty();
                    table.get(line.key()).putAll(line.values());
                }
            } else if (step instanceof Step.Rekey rekey) {
                Map<String, String> row = table.remove(rekey.from());
                if (row != null) table.putIfAbsent(rekey.to(), row);
            } else {
                table.clear();
            }
        }
        return Optional.of(table);
    }
}
