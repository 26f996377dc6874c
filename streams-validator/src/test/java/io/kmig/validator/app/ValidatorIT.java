package io.kmig.validator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.validator.match.FindingKind;
import io.kmig.validator.testkit.HandMirror;
import io.kmig.validator.testkit.TwoClusters;
import io.kmig.validator.verdict.Outcome;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Verdict;
import io.kmig.validator.verdict.Waiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TwoClusters.Shared.class)
class ValidatorIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(4);

    @TempDir
    Path stateDir;

    private TwoClusters clusters;
    private String migration;
    private String topic;
    private List<TopicPartition> partitions;
    private TopicPartition first;

    @BeforeEach
    void topics(TwoClusters given) {
        clusters = given;
        migration = clusters.fresh("m");
        topic = clusters.topic(clusters.fresh("orders"), 2);
        partitions = IntStream.range(0, 2)
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList();
        first = partitions.get(0);
    }

    @Test
    void equalLogsPassThroughAbortedRecordsMarkersNullsAndTombstones() {
        writeAborted(3);
        write(40);
        clusters.append(clusters.blue(), first, null, "no key");
        clusters.append(clusters.blue(), first, "gone", null);
        writeAborted(2);
        try (HandMirror mirror = mirror(7).copyAll();
                Validator validator = Validator.start(settings(), mirror)) {
            Verdict verdict = validator.verdict(LONG, p -> {});

            assertThat(verdict.notPassed()).isEmpty();
            assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
            assertThat(verdict.recordsMatched()).isEqualTo(82);
            assertThat(verdict.coveragePercent()).isEqualTo(100);
            assertThat(verdict.problems()).isEmpty();
            assertThat(verdict.blueClusterId()).isNotEqualTo(verdict.greenClusterId());
        }
    }

    @Test
    void aLostLastRecordFails() {
        write(20);
        try (HandMirror mirror = mirror(5).drop(first, 19).copyAll();
                Validator validator = Validator.start(settings(), mirror)) {
            Verdict verdict = validator.verdict(LONG, p -> {});

            assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(verdict.problems()).hasSize(1);
            Problem problem = verdict.problems().get(0);
            assertThat(problem.kind()).isEqualTo(FindingKind.MISSING);
            assertThat(problem.topic()).isEqualTo(topic);
            assertThat(problem.partition()).isZero();
            assertThat(problem.blueOffset()).isEqualTo(19);
        }
    }

    @Test
    void everyKindOfDifferenceIsFoundAndNamed() {
        write(40);
        try (HandMirror mirror = mirror(7)
                        .drop(first, 5)
                        .duplicate(first, 10)
                        .swap(first, 20)
                        .mutate(first, 30);
                Validator validator = Validator.start(settings(), mirror)) {
            mirror.copyAll();

            Verdict verdict = validator.verdict(LONG, p -> {});

            assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(verdict.problems().stream().map(Problem::kind))
                    .containsExactlyInAnyOrder(
                            FindingKind.MISSING, FindingKind.DUPLICATE, FindingKind.REORDERED, FindingKind.MUTATED);
            assertThat(offsetOf(verdict, FindingKind.MISSING)).isEqualTo(5);
            assertThat(offsetOf(verdict, FindingKind.DUPLICATE)).isEqualTo(10);
            assertThat(offsetOf(verdict, FindingKind.REORDERED)).isBetween(20L, 21L);
            assertThat(offsetOf(verdict, FindingKind.MUTATED)).isEqualTo(30);
            assertThat(verdict.partitions().get(1).outcome()).isEqualTo(Outcome.PASS);
        }
    }

    @Test
    void aRogueWriterAtTheEndOfGreenFails() {
        write(10);
        try (HandMirror mirror = mirror(5).copyAll();
                Validator validator = Validator.start(settings(), mirror)) {
            requirePass(validator);

            long offset = clusters.append(clusters.green(), first, "rogue", "writer");
            Verdict verdict = validator.verdict(LONG, p -> {});

            assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(verdict.problems()).hasSize(1);
            assertThat(verdict.problems().get(0).kind()).isEqualTo(FindingKind.FOREIGN);
            assertThat(verdict.problems().get(0).greenOffset()).isEqualTo(offset);
        }
    }

    @Test
    void recordsBornOnGreenAfterTheHandOffAreNotCompared() {
        write(10);
        try (HandMirror mirror = mirror(5).copyAll();
                Validator validator = Validator.start(settings(), mirror)) {
            requirePass(validator);

            long born = clusters.append(clusters.green(), first, "born", "on green");
            validator.handOff(Map.of(first, born));
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> validator.standing(first).orElseThrow().bornOnTarget() == 1);
            clusters.append(clusters.green(), first, "born", "on green too");

            requirePass(validator);
        }
    }

    @Test
    void anOpenTransactionOnBlueIsInconclusiveAndClearsWhenItEnds() {
        write(10);
        try (HandMirror mirror = mirror(5).copyAll();
                Validator validator = Validator.start(settings(), mirror);
                Producer<byte[], byte[]> producer = clusters.transactional(clusters.blue(), clusters.fresh("open"))) {
            producer.beginTransaction();
            TwoClusters.get(producer.send(TwoClusters.record(first, "open", "transaction")));

            Verdict open = validator.verdict(SHORT, p -> {});

            assertThat(open.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
            assertThat(open.notPassed()).hasSize(1);
            assertThat(open.notPassed().get(0).reason())
                    .contains("a transaction is open on blue: its last stable offset is 10, its end 11");

            producer.commitTransaction();
            // the marker is written after the commit is answered
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> mirror.copyAll().lastCopied(Set.of(first)).get(first) == 10);
            requirePass(validator);
        }
    }

    @Test
    void whatTheMirrorHasCommittedIsNotMissingWhileItsMarkerIsStillToCome() {
        write(10);
        try (HandMirror mirror = mirror(5).copyAll();
                Producer<byte[], byte[]> late = clusters.transactional(clusters.green(), clusters.fresh("late"));
                // a commit is answered before the markers are written: its position can be seen, its records can't
                Validator validator = Validator.start(settings(), asked -> Map.of(first, 10L))) {
            clusters.append(clusters.blue(), first, "late", "marker");
            late.beginTransaction();
            TwoClusters.get(late.send(TwoClusters.record(first, "late", "marker")));

            Verdict before = validator.verdict(SHORT, p -> {});

            assertThat(before.outcome()).as(before.notPassed().toString()).isEqualTo(Outcome.INCONCLUSIVE);
            assertThat(before.problems()).isEmpty();
            assertThat(before.notPassed()).hasSize(1);
            assertThat(before.notPassed().get(0).reason()).contains("blue offset 10 is not on green yet");

            late.commitTransaction();
            requirePass(validator);
        }
    }

    @Test
    void aMirrorThatIsBehindIsInconclusiveWithTheReasonByPartition() {
        write(10);
        try (HandMirror mirror = mirror(5).copyAll()) {
            write(3);
            try (Validator validator = Validator.start(settings(), mirror)) {
                // until both are compared to green's end it is not known that it is the mirror
                Awaitility.await("the reason").atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                    Verdict behind = validator.verdict(Duration.ofSeconds(5), p -> {});

                    assertThat(behind.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
                    assertThat(behind.notPassed()).hasSize(2).allMatch(p -> p.reason()
                            .contains("the mirror is behind: blue offset 10 is not on green"));
                    assertThat(behind.problems()).isEmpty();
                });

                mirror.copyAll();
                requirePass(validator);
            }
        }
    }

    @Test
    void whatWasPurgedBeforeTheStartKeepsAFullScopeFromPassing() {
        write(20);
        try (HandMirror mirror = mirror(5).copyAll()) {
            clusters.purge(clusters.blue(), first, 8);
            try (Validator validator = Validator.start(settings(), mirror)) {
                Verdict verdict = validator.verdict(LONG, p -> {});

                assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
                assertThat(verdict.coveragePercent()).isEqualTo(80);
                assertThat(verdict.notPassed()).hasSize(1);
                assertThat(verdict.notPassed().get(0).reason()).contains("8 offsets of the scope were gone");
                assertThat(verdict.notPassed().get(0).unverifiable()).isEqualTo(8);
                assertThat(verdict.problems()).isEmpty();
            }
        }
    }

    @Test
    void aWaiverByNameTakesWhatWasPurgedOutOfTheScope() {
        write(20);
        try (HandMirror mirror = mirror(5).copyAll()) {
            clusters.purge(clusters.blue(), first, 8);
            Waiver waiver = new Waiver("head-has-expired", topic, Set.of(FindingKind.RETENTION));
            try (Validator validator = Validator.start(settings().withWaivers(List.of(waiver)), mirror)) {
                Verdict verdict = validator.verdict(LONG, p -> {});

                assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
                assertThat(verdict.waivers()).containsExactly("head-has-expired");
                assertThat(verdict.partitions().get(0).uncovered()).isEqualTo(8);
            }
        }
    }

    @Test
    void passesAgainAndAgainWhileLoadRuns() {
        write(50);
        try (HandMirror mirror = mirror(20).copyAll();
                Validator validator = Validator.start(settings(), mirror)) {
            requirePass(validator);

            for (int gate = 0; gate < 5; gate++) {
                write(30);
                mirror.copyAll();
                long caughtUp = System.nanoTime();
                requirePass(validator);
                System.getLogger("latency")
                        .log(
                                System.Logger.Level.WARNING,
                                "caught up to PASS in {0} ms",
                                (System.nanoTime() - caughtUp) / 1_000_000);
            }
        }
    }

    @Test
    void theReverseDirectionBeginsAtTheHandOff() {
        write(10);
        try (HandMirror forward = mirror(5).copyAll()) {
            Map<Integer, Long> blueEnds = Map.of(0, 10L, 1, 10L);
            Map<Integer, Long> greenEnds = Map.of(
                    0, clusters.append(clusters.green(), first, "born", "on green"),
                    1, clusters.append(clusters.green(), partitions.get(1), "born", "on green"));
            // the reverse mirror's work
            partitions.forEach(tp -> clusters.append(clusters.blue(), tp, "born", "on green"));
            ValidatorSettings reverse = ValidatorSettings.of(
                    migration + ".reverse",
                    clusters.green(),
                    clusters.blue(),
                    Map.of(topic, new Scope.FromOffsets(greenEnds, blueEnds)),
                    stateDir);
            try (Validator validator = Validator.start(reverse, forward)) {
                Verdict verdict = requirePass(validator);

                assertThat(verdict.recordsMatched()).isEqualTo(2);
                assertThat(verdict.coveragePercent()).isEqualTo(100);
            }
        }
    }

    @Test
    void aTopicCreatedAgainOnGreenNeverPasses() {
        write(5);
        try (HandMirror mirror = mirror(5).copyAll();
                Validator validator = Validator.start(settings(), mirror)) {
            requirePass(validator);

            clusters.delete(clusters.green(), topic);
            Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> {
                clusters.create(clusters.green(), topic, 2);
                return true;
            });

            assertThat(validator.verdict(SHORT, p -> {}).outcome()).isNotEqualTo(Outcome.PASS);
        }
    }

    private static Verdict requirePass(Validator validator) {
        Verdict verdict = validator.verdict(LONG, p -> {});
        assertThat(verdict.notPassed()).isEmpty();
        assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
        return verdict;
    }

    private static long offsetOf(Verdict verdict, FindingKind kind) {
        return verdict.problems().stream()
                .filter(p -> p.kind() == kind)
                .findFirst()
                .orElseThrow()
                .blueOffset();
    }

    private HandMirror mirror(int perTransaction) {
        return new HandMirror(clusters, migration + "-mirror", partitions, perTransaction);
    }

    private ValidatorSettings settings() {
        return ValidatorSettings.of(
                migration, clusters.blue(), clusters.green(), Map.of(topic, new Scope.Full()), stateDir);
    }

    private void write(int perPartition) {
        for (TopicPartition tp : partitions) {
            for (int i = 0; i < perPartition; i++) {
                clusters.append(clusters.blue(), tp, "key-" + i % 5, "value " + i);
            }
        }
    }

    private void writeAborted(int records) {
        try (Producer<byte[], byte[]> producer = clusters.transactional(clusters.blue(), clusters.fresh("aborted"))) {
            producer.beginTransaction();
            for (int i = 0; i < records; i++) {
                TwoClusters.get(producer.send(TwoClusters.record(first, "a", "aborted " + i)));
            }
            producer.abortTransaction();
        }
    }
}
