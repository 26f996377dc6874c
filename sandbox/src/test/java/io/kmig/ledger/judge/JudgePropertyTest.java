package io.kmig.ledger.judge;

import static io.kmig.ledger.record.Cluster.BLUE;
import static io.kmig.ledger.record.Cluster.GREEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Payload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random whole migrations, then a random number of faults of one kind: each has to be counted, and no other kind. */
class JudgePropertyTest {
    private static final int PARTITIONS = 3;

    private static final class World {
        private final History history = new History();
        private final SplittableRandom random;
        private final Set<Long> used = new HashSet<>();

        World(long seed) {
            random = new SplittableRandom(seed);
            history.producer("w1", "orders").producer("w2", "orders", "refunds");
            history.consumer("c1", "billing", "orders").consumer("c2", "audit", "orders", "refunds");
            int blue = 200 + random.nextInt(200);
            for (int i = 0; i < blue; i++) write(BLUE);
            history.mirror();
            int green = 100 + random.nextInt(100);
            for (int i = 0; i < green; i++) write(GREEN);
            processAll("c1", Set.of("orders"));
            processAll("c2", Set.of("orders", "refunds"));
        }

        private void write(Cluster cluster) {
            String producer = random.nextBoolean() ? "w1" : "w2";
            String topic = producer.equals("w2") && random.nextBoolean() ? "refunds" : "orders";
            int key = random.nextInt(12);
            int outcome = random.nextInt(20);
            if (outcome == 0) {
                Sighting sent = history.unknown(producer, cluster, topic, key % PARTITIONS, "k" + key);
                if (random.nextBoolean()) history.visible(cluster, sent);
            } else if (outcome == 1) {
                history.refused(producer, cluster, topic, key % PARTITIONS, "k" + key);
            } else {
                history.acked(producer, cluster, topic, key % PARTITIONS, "k" + key);
            }
        }

        private void processAll(String consumer, Set<String> topics) {
            for (Sighting record : history.all(GREEN))
                if (topics.contains(record.topic()))
                    history.processed(consumer, random.nextInt(3) == 0 ? BLUE : GREEN, record);
        }

        private int faults() {
            return 1 + random.nextInt(8);
        }

        private List<Sighting> randomLog() {
            return history.log(GREEN, random.nextInt(3) == 0 ? "refunds" : "orders", random.nextInt(PARTITIONS));
        }

        private LedgerReport judge() {
            return new Judge(Question.afterMigration()).judge(history);
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anUnharmedMigrationIsFlawless(int seed) {
        World world = new World(seed);

        LedgerReport report = world.judge();

        assertThat(report.findings()).isEmpty();
        assertThat(report.isFlawless()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRecordTakenFromGreenIsLost(int seed) {
        World world = new World(seed);
        int expected = 0;
        for (int i = world.faults(); i > 0; i--) {
            List<Sighting> log = world.randomLog();
            if (log.isEmpty()) continue;
            Sighting victim = log.remove(world.random.nextInt(log.size()));
            // one that was never acknowledged and is gone from green as well as absent on blue never was
            boolean promised = world.history.rows().stream()
                            .anyMatch(r -> r.client().equals(victim.payload().producer())
                                    && r.row() instanceof ClientRow.Acked a
                                    && a.seq() == victim.payload().seq())
                    || world.history.all(BLUE).stream()
                            .anyMatch(s -> victim.payload().equals(s.payload()));
            if (promised) expected++;
        }

        LedgerReport report = world.judge();

        assertThat(report.lost()).isEqualTo(expected);
        assertThat(report.findings()).hasSize(expected).allMatch(f -> f.kind() == Finding.Kind.LOST);
        assertThat(report.duplicated() + report.reordered() + report.foreign()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRecordAppendedAgainIsDuplicated(int seed) {
        World world = new World(seed);
        int expected = 0;
        for (int i = world.faults(); i > 0; i--) {
            List<Sighting> log = world.randomLog();
            if (log.isEmpty()) continue;
            world.history.visible(GREEN, log.get(world.random.nextInt(log.size())));
            expected++;
        }

        LedgerReport report = world.judge();

        assertThat(report.duplicated()).isEqualTo(expected);
        assertThat(report.lost() + report.reordered() + report.foreign()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everySwapWithinAKeyIsReordered(int seed) {
        World world = new World(seed);
        int expected = 0;
        for (int i = world.faults(); i > 0; i--) if (swapWithinAKey(world)) expected++;

        LedgerReport report = world.judge();

        assertThat(report.reordered()).isEqualTo(expected);
        assertThat(report.lost() + report.duplicated() + report.foreign()).isZero();
    }

    /** Swaps two neighbours of one producer and key, none of which was swapped before. */
    private static boolean swapWithinAKey(World world) {
        List<Sighting> log = world.randomLog();
        if (log.isEmpty()) return false;
        int first = world.random.nextInt(log.size());
        Sighting a = log.get(first);
        for (int second = first + 1; second < log.size(); second++) {
            Sighting b = log.get(second);
            if (!b.key().equals(a.key())
                    || !b.payload().producer().equals(a.payload().producer())) continue;
            if (!Collections.disjoint(world.used, Set.of(id(a), id(b)))) return false;
            world.used.addAll(Set.of(id(a), id(b)));
            Collections.swap(log, first, second);
            return true;
        }
        return false;
    }

    private static long id(Sighting record) {
        return record.payload().seq() * 2 + (record.payload().producer().equals("w1") ? 0 : 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRecordFromNobodyIsForeign(int seed) {
        World world = new World(seed);
        int faults = world.faults();
        for (int i = 0; i < faults; i++)
            world.history.visible(
                    GREEN,
                    new Sighting(
                            "orders",
                            world.random.nextInt(PARTITIONS),
                            -1,
                            "k1",
                            world.random.nextBoolean() ? null : new Payload("stranger", i, i)));

        LedgerReport report = world.judge();

        assertThat(report.foreign()).isEqualTo(faults);
        assertThat(report.lost() + report.duplicated() + report.reordered()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyProcessingLeftOutOrRepeatedIsCounted(int seed) {
        World world = new World(seed);
        int leftOut = 0;
        int repeated = 0;
        List<History.Row> rows = world.history.rows();
        for (int i = world.faults(); i > 0; i--) {
            List<Integer> at = new ArrayList<>();
            for (int r = 0; r < rows.size(); r++) if (rows.get(r).row() instanceof ClientRow.Processed) at.add(r);
            int chosen = at.get(world.random.nextInt(at.size()));
            ClientRow.Processed row = (ClientRow.Processed) rows.get(chosen).row();
            // the second fault on one record would undo or double the first
            if (!world.used.add(row.seq() * 2 + (row.producer().equals("w1") ? 0 : 1))) continue;
            if (world.random.nextBoolean()) {
                rows.remove(chosen);
                leftOut++;
            } else {
                rows.add(rows.get(chosen));
                repeated++;
            }
        }

        LedgerReport report = world.judge();

        assertThat(report.lost()).isEqualTo(leftOut);
        assertThat(report.duplicated()).isEqualTo(repeated);
        assertThat(report.reordered() + report.foreign()).isZero();
    }
}
