package io.kmig.validator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThrottleTest {
    private long now;

    @Test
    void waitsAsLongAsTheBytesTakeAtTheRate() {
        Throttle throttle = new Throttle(1_000, () -> now);

        assertThat(throttle.after(500)).isEqualTo(500_000_000L);
        assertThat(throttle.after(500)).isEqualTo(1_000_000_000L);
        now += 1_000_000_000L;
        assertThat(throttle.after(0)).isZero();
    }

    @Test
    void doesNotMakeUpForTimeThatWasNotUsed() {
        Throttle throttle = new Throttle(1_000, () -> now);
        now += 60_000_000_000L;

        assertThat(throttle.after(1_000)).isEqualTo(1_000_000_000L);
    }

    @Test
    void withoutARateItNeverWaits() {
        assertThat(new Throttle(0, () -> now).after(Long.MAX_VALUE)).isZero();
    }
}
