package io.kmig.validator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kmig.validator.match.FindingKind;
import io.kmig.validator.match.Standing;
import io.kmig.validator.testkit.HandMirror;
import io.kmig.validator.testkit.TwoClusters;
import io.kmig.validator.testkit.ValidatorProcess;
import io.kmig.validator.topology.OutcomeCodec;
import io.kmig.validator.topology.OutcomeKey;
import io.kmig.validator.verdict.Outcome;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TwoClusters.Shared.class)
class KilledValidatorIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int RECORDS = 30_000;

    @TempDir
    Path directory;

    @Test
    void aValidatorKilledMidwayAndStartedAgainComesToTheSameVerdict(TwoClusters clusters) throws IOException {
        String migration = clusters.fresh("killed");
        String topic = clusters.topic(clusters.fresh("payments"), 1);
        TopicPartition tp = new TopicPartition(topic, 0);
        clusters.appendMany(clusters.blue(), tp, RECORDS);
        try (HandMirror mirror = new HandMirror(clusters, migration + "-mirror", List.of(tp), 500)
                .drop(tp, 4_321)
                .mutate(tp, 17)
                .copyAll()) {
            for (int kill = 1; kill <= 2; kill++) {
                long before = matched(clusters, migration, tp);
                Process process = ValidatorProcess.start(
                        clusters,
                        migration,
                        topic,
                        directory.resolve("state"),
                        20_000,
                        directory.resolve("log" + kill));
                try {
                    Awaitility.await()
                            .atMost(LONG)
                            .until(() -> !process.isAlive() || matched(clusters, migration, tp) > before);
                    assertThat(process.isAlive())
                            .as("the process before it is killed")
                            .isTrue();
                } finally {
                    process.destroyForcibly();
                    process.onExit().join();
                }
                assertThat(matched(clusters, migration, tp)).isLessThan(RECORDS - 2L);
                assertThat(directory.resolve("tmp"))
                        .as("what a killed process leaves behind")
                        .isDirectoryNotContaining(
                                f -> f.getFileName().toString().contains("rocksdb"));
            }

            ValidatorSettings settings = ValidatorSettings.of(
                    migration,
                    clusters.blue(),
                    clusters.green(),
                    Map.of(topic, new Scope.Full()),
                    directory.resolve("state"));
            try (Validator validator = Validator.start(settings, mirror)) {
                Verdict verdict = validator.verdict(LONG, p -> {});

                assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
                assertThat(verdict.problems())
                        .extracting(Problem::kind, Problem::blueOffset)
                        .containsExactlyInAnyOrder(tuple(FindingKind.MUTATED, 17L), tuple(FindingKind.MISSING, 4_321L));
                assertThat(verdict.recordsMatched()).isEqualTo(RECORDS - 2);
                Standing standing = validator.standing(tp).orElseThrow();
                assertThat(standing.count(FindingKind.FEED_GAP)).isZero();
                assertThat(standing.pendingCount()).isZero();
                assertThat(validator
                                .drillDown(find(verdict, FindingKind.MUTATED))
                                .differing())
                        .containsExactly("value");
            }
        }
    }

    private static Problem find(Verdict verdict, FindingKind kind) {
        return verdict.problems().stream()
                .filter(p -> p.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** As far as it is committed, read from outside. */
    private static long matched(TwoClusters clusters, String migration, TopicPartition tp) {
        TopicPartition verdicts = new TopicPartition("kmig." + migration + ".verdicts", 0);
        Map<String, Object> config = clusters.green();
        config.put("key.deserializer", ByteArrayDeserializer.class);
        config.put("value.deserializer", ByteArrayDeserializer.class);
        config.put("isolation.level", "read_committed");
        config.put("allow.auto.create.topics", false);
        long matched = 0;
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
            if (consumer.partitionsFor(verdicts.topic()).isEmpty()) {
                return 0;
            }
            consumer.assign(List.of(verdicts));
            consumer.seekToBeginning(List.of(verdicts));
            long end = consumer.endOffsets(List.of(verdicts)).get(verdicts);
            while (consumer.position(verdicts) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    OutcomeKey key = OutcomeKey.decode(record.key());
                    if (key.finding() == null && key.partition().equals(tp)) {
                        matched = new OutcomeCodec().standing(record.value()).matched();
                    }
                }
            }
        } catch (org.apache.kafka.common.errors.UnknownTopicOrPartitionException e) {
            return 0;
        }
        return matched;
    }
}
