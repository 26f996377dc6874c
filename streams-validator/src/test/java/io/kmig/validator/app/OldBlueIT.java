package io.kmig.validator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.sandbox.KafkaSpec;
import io.kmig.validator.match.FindingKind;
import io.kmig.validator.testkit.HandMirror;
import io.kmig.validator.testkit.TwoClusters;
import io.kmig.validator.verdict.Outcome;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blue is what people move away from. */
class OldBlueIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path stateDir;

    @Test
    void aBlueOfKafka28IsValidatedLikeAnyOther() {
        try (TwoClusters clusters = new TwoClusters(KafkaSpec.V2_8_2)) {
            String topic = clusters.topic("orders", 1);
            TopicPartition tp = new TopicPartition(topic, 0);
            clusters.appendMany(clusters.blue(), tp, 1_000);
            ValidatorSettings settings = ValidatorSettings.of(
                    "old", clusters.blue(), clusters.green(), Map.of(topic, new Scope.Full()), stateDir);
            try (HandMirror mirror = new HandMirror(clusters, "mirror", List.of(tp), 300).drop(tp, 1_005);
                    Validator validator = Validator.start(settings, mirror.copyAll())) {
                Verdict before = validator.verdict(LONG, p -> {});
                clusters.appendMany(clusters.blue(), tp, 10);
                mirror.copyAll();
                Verdict after = validator.verdict(LONG, p -> {});

                assertThat(before.notPassed()).isEmpty();
                assertThat(before.recordsMatched()).isEqualTo(1_000);
                assertThat(after.outcome()).isEqualTo(Outcome.FAIL);
                assertThat(after.problems()).extracting(Problem::kind).containsExactly(FindingKind.MISSING);
                assertThat(after.problems().get(0).blueOffset()).isEqualTo(1_005);
            }
        }
    }
}
