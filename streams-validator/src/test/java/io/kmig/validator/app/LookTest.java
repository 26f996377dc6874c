package io.kmig.validator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.validator.chain.Link;
import io.kmig.validator.match.Standing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookTest {
    private static final long LATER = 10_000_000_000L;
    private static final Look LOOK = new Look(0, null, 90, 100, false, true);

    @Test
    void isNotSpentBeforeTheFeedHasComeToItsEndOfBlueHoweverOldItIs() {
        assertThat(LOOK.seen().spent(standing(99, null), LATER)).isFalse();
        assertThat(LOOK.seen().spent(standing(100, null), LATER)).isTrue();
    }

    @Test
    void isNotSpentBeforeTheComparisonHasComeToItsEndOfGreen() {
        assertThat(LOOK.spent(standing(100, null), LATER)).isFalse();
    }

    @Test
    void isNotSpentAtOnceSoThatTheClustersAreNotAskedAllTheTime() {
        assertThat(LOOK.seen().spent(standing(100, null), 1)).isFalse();
    }

    @Test
    void doesNotWaitForAChainThatHasEnded() {
        assertThat(LOOK.seen().spent(standing(50, Link.Broken.Cause.TRUNCATED), LATER))
                .isTrue();
    }

    private static Standing standing(long blueRead, Link.Broken.@Nullable Cause broken) {
        return new Standing(
                Link.NO_ID,
                Link.NO_ID,
                0,
                0,
                0,
                blueRead,
                blueRead,
                90,
                0,
                0,
                0,
                -1,
                -1,
                0,
                0,
                0,
                Long.MAX_VALUE,
                0,
                broken,
                0,
                List.of(),
                0,
                List.of(),
                Map.of());
    }
}
