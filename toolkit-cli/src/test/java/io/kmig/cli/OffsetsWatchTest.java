package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.migration.SessionOfWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code kmig offsets --watch}: as often as its help says, and without reading both logs again for every screen. */
class OffsetsWatchTest {
    private final WatchedVerb watched = new WatchedVerb();

    @Test
    void refreshesEveryTwoSeconds() {
        Map<Duration, Integer> shown = watched.documents(SessionOfWorld.ofConsumer(), "offsets", () -> {});

        assertThat(shown)
                .as("%s", watched)
                .containsExactly(
                        Map.entry(Duration.ofSeconds(2), 1),
                        Map.entry(Duration.ofSeconds(4), 2),
                        Map.entry(Duration.ofSeconds(6), 3));
    }

    @Test
    void eachScreenReadsOnlyWhatCameSinceTheOneBefore() {
        SessionOfWorld session = SessionOfWorld.ofConsumer().withMore(1_500);
        List<Integer> reads = new ArrayList<>(List.of(session.reads()));

        session.during(() -> reads.add(session.reads()));
        watched.documents(session, "offsets", () -> {});

        assertThat(reads).as("%s", watched).hasSize(4);
        assertThat(reads.get(1) - reads.get(0))
                .as("two partitions on two sides")
                .isGreaterThan(4 * 1_500);
        assertThat(reads.get(2) - reads.get(1)).as("by the second screen").isBetween(1, 200);
        assertThat(reads.get(3) - reads.get(2)).as("by the third").isBetween(1, 200);
        assertThat(watched.toString()).contains("\"exact\" : 2").doesNotContain("\"exact\" : 0");
    }
}
