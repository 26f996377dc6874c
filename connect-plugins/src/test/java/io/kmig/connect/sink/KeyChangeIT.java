package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.connect.sink.state.AppliedOffsets;
import io.kmig.connect.sink.state.StateTables;
import io.kmig.connect.testkit.Changes;
import io.kmig.connect.testkit.GreenDatabase;
import io.kmig.connect.testkit.TaskRun;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Primary-key changes whose halves lie in different partitions, which come in any order. */
class KeyChangeIT {
    private static final String PEOPLE = "CREATE TABLE people (id int PRIMARY KEY, name text, note text)";
    private static final String ALL = "SELECT * FROM people ORDER BY id";

    private final Changes first = Changes.of("people", 0, Changes.peopleRow());
    private final Changes second = Changes.of("people", 1, Changes.peopleRow());
    private final String topic = first.topic();

    @Test
    void doesNotBringBackARowThatWasDeletedUnderItsNewKey() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun task = TaskRun.start(green.settings(), topic, 0, 1)) {
            task.put(first.insert(1, "Ada", "x"));
            task.put(second.arrives(1, 2, "Ada", "x"), second.delete(2));
            task.put(first.leaves(1, 2), first.tombstone(1));
        }

        assertThat(green.rows(ALL)).isEmpty();
    }

    @Test
    void leavesNoRowBehindInAChainOfKeys() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun task = TaskRun.start(green.settings(), topic, 0, 1)) {
            task.put(first.insert(1, "Ada", "x"));
            task.put(second.arrives(1, 2, "Ada", "x"), second.leaves(2, 3), second.tombstone(2));
            task.put(first.leaves(1, 2), first.tombstone(1), first.arrives(2, 3, "Ada", "x"));
        }

        assertThat(green.rows(ALL)).containsExactly("3|Ada|x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsWhenAValueWasLeftOutAndGoesOnOnceTheRowWasCopied(boolean oldHalfFirst) throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE, "INSERT INTO people VALUES (1, 'Ada', 'long')");
        SinkRecord leaves = first.leaves(1, 2);
        SinkRecord arrives = second.arrives(1, 2, "Ada B.", Changes.PLACEHOLDER);

        try (TaskRun task = TaskRun.start(green.settings(), topic, 0, 1)) {
            if (oldHalfFirst) task.put(leaves);
            assertThatThrownBy(() -> task.put(arrives))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the row is not here");
        }
        green.run("INSERT INTO people VALUES (2, 'Ada B.', 'long')");
        try (TaskRun task = TaskRun.start(green.settings(), topic, 0, 1)) {
            task.put(arrives);
            if (!oldHalfFirst) task.put(leaves);
        }

        assertThat(green.rows(ALL)).containsExactly("2|Ada B.|long");
    }

    @Test
    void endsAsTheSourceDidWhateverOrderPartitionsComeIn() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int ended = 0;
        int failed = 0;

        for (int round = 0; round < 100; round++) {
            Map<String, String> settings = green.settings();
            settings.put("name", "round-" + round);
            Source source = new Source(random, 1 + random.nextInt(3));
            for (int i = random.nextInt(25); i >= 0; i--) source.change();
            boolean whole = true;
            try (TaskRun task = TaskRun.start(settings, topic, source.partitionNumbers())) {
                for (List<SinkRecord> delivery : source.deliveries()) task.put(delivery);
            } catch (DataException e) {
                whole = false;
            }
            if (whole) {
                assertThat(green.rows(ALL))
                        .as("seed %d, round %d: %s", seed, round, source.told)
                        .isEqualTo(source.rows());
                ended++;
            } else {
                assertThat(source.mayFail)
                        .as("seed %d, round %d: %s", seed, round, source.told)
                        .isTrue();
                failed++;
            }
            green.run("TRUNCATE people");
        }

        assertThat(ended).isGreaterThan(30);
        assertThat(failed).isPositive();
    }

    /** Else a partition could be opened, and applied, between the look at their number and the row's new key. */
    @Test
    void aPartitionThatIsOpenedWaitsForWhoeverCountedWithoutIt() throws Exception {
        GreenDatabase green = GreenDatabase.fresh();
        AppliedOffsets offsets = new AppliedOffsets(new StateTables("kmig_offsets", "kmig_markers"), "sink", "test");
        try (Connection counting = green.connect();
                Connection opening = green.connect()) {
            offsets.createTables(counting);
            offsets.claim(counting, List.of(new TopicPartition(topic, 0)));
            counting.setAutoCommit(false);
            opening.setAutoCommit(false);

            assertThat(offsets.hasOnePartition(counting, topic)).isTrue();
            CompletableFuture<Void> opened = CompletableFuture.runAsync(() -> {
                try {
                    offsets.claim(opening, List.of(new TopicPartition(topic, 1)));
                    opening.commit();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await("the claim waits").until(() -> green.rows(
                            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
                                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                    .equals(List.of("1")));
            assertThat(opened).isNotDone();
            counting.commit();

            assertThat(opened).succeedsWithin(Duration.ofSeconds(20));
            assertThat(offsets.hasOnePartition(counting, topic)).isFalse();
        }
    }

    /** A table with its history, spread over partitions by key. */
    private static final class Source {
        private final Random random;
        private final List<Changes> partitions = new ArrayList<>();
        private final List<List<SinkRecord>> logs = new ArrayList<>();
        private final Map<Integer, String[]> table = new TreeMap<>();
        private final List<String> told = new ArrayList<>();
        private boolean mayFail;

        Source(Random random, int partitions) {
            this.random = random;
            for (int i = 0; i < partitions; i++) {
                this.partitions.add(Changes.of("people", i, Changes.peopleRow()));
                logs.add(new ArrayList<>());
            }
        }

        Integer[] partitionNumbers() {
            Integer[] numbers = new Integer[partitions.size()];
            for (int i = 0; i < numbers.length; i++) numbers[i] = i;
            return numbers;
        }

        void change() {
            int key = random.nextInt(6);
            String name = "n" + random.nextInt(1000);
            String note = "t" + random.nextInt(1000);
            String[] row = table.get(key);
            if (row == null) {
                table.put(key, new String[] {name, note});
                log(key, "insert " + key, of(key).insert(key, name, note));
                return;
            }
            int target = random.nextInt(6);
            boolean leavesOut = random.nextInt(8) == 0;
            switch (random.nextInt(4)) {
                case 0 -> {
                    table.remove(key);
                    log(key, "delete " + key, of(key).delete(key), of(key).tombstone(key));
                }
                case 1 -> {
                    row[0] = name;
                    log(key, "update " + key, of(key).update(key, name, Changes.PLACEHOLDER));
                }
                default -> {
                    if (table.containsKey(target)) return;
                    String[] moved = {name, leavesOut ? row[1] : note};
                    table.remove(key);
                    table.put(target, moved);
                    mayFail |= leavesOut && partitions.size() > 1;
                    log(key, "leave " + key, of(key).leaves(key, target), of(key).tombstone(key));
                    log(
                            target,
                            key + " to " + target + (leavesOut ? " in part" : ""),
                            of(target).arrives(key, target, name, leavesOut ? Changes.PLACEHOLDER : note));
                }
            }
        }

        private Changes of(int key) {
            return partitions.get(key % partitions.size());
        }

        private void log(int key, String what, SinkRecord... records) {
            told.add(what);
            logs.get(key % logs.size()).addAll(List.of(records));
        }

        /** A few records at a time, from any partition. */
        List<List<SinkRecord>> deliveries() {
            List<List<SinkRecord>> deliveries = new ArrayList<>();
            int[] read = new int[logs.size()];
            while (true) {
                List<Integer> open = new ArrayList<>();
                for (int i = 0; i < read.length; i++) {
                    if (read[i] < logs.get(i).size()) open.add(i);
                }
                if (open.isEmpty()) return deliveries;
                List<SinkRecord> delivery = new ArrayList<>();
                for (int i = random.nextInt(2); i >= 0; i--) {
                    int partition = open.get(random.nextInt(open.size()));
                    List<SinkRecord> log = logs.get(partition);
                    int to = Math.min(log.size(), read[partition] + 1 + random.nextInt(5));
                    delivery.addAll(log.subList(read[partition], to));
                    read[partition] = to;
                }
                deliveries.add(delivery);
            }
        }

        List<String> rows() {
            return table.entrySet().stream()
                    .map(row -> row.getKey() + "|" + row.getValue()[0] + "|" + row.getValue()[1])
                    .toList();
        }
    }
}
