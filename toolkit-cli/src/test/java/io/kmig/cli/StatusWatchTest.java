package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.migration.SessionOfWorld;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often {@code kmig status --watch} shows something new, against what its help says. */
class StatusWatchTest {
    private final WatchedVerb watched = new WatchedVerb();

    @Test
    void refreshesEveryTwoSecondsOnceTheMirrorsAreCaughtUp() {
        Map<Duration, Integer> shown = watched(SessionOfWorld.ofBoth().caughtUp());

        assertThat(shown)
                .as("%s", watched)
                .containsExactly(
                        Map.entry(Duration.ofSeconds(2), 1),
                        Map.entry(Duration.ofSeconds(4), 2),
                        Map.entry(Duration.ofSeconds(6), 3));
    }

    @Test
    void refreshesEveryTwoSecondsAfterTheFirstSampleOfAMirrorThatIsBehind() {
        Map<Duration, Integer> shown = watched(SessionOfWorld.ofBoth().behind());

        assertThat(shown)
                .as("%s", watched)
                .containsExactly(
                        Map.entry(Duration.ofSeconds(1), 0),
                        Map.entry(Duration.ofSeconds(3), 1),
                        Map.entry(Duration.ofSeconds(5), 2));
    }

    private Map<Duration, Integer> watched(SessionOfWorld session) {
        return watched.documents(session, "status", () -> {});
    }
}
