package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.port.MirrorRecords.ProvenPair;
import org.junit.jupiter.api.Test;

class PairTrailTest {
    private final PairTrail trail = new PairTrail(8);

    @Test
    void keepsEveryPairWhileThereIsRoom() {
        trail.add(0, 0);
        trail.add(10, 12);
        trail.add(10, 12);
        trail.add(20, 25);

        assertThat(trail.pairs()).containsExactly(new ProvenPair(0, 0), new ProvenPair(10, 12), new ProvenPair(20, 25));
    }

    @Test
    void forgetsWhatWasBeforeWhenTheSourceWasBegunAgain() {
        trail.add(100, 100);
        trail.add(200, 201);

        trail.add(0, 300);

        assertThat(trail.pairs()).containsExactly(new ProvenPair(0, 300));
    }

    @Test
    void forgetsWhatWasBeforeWhenTheTargetWasBegunAgain() {
        trail.add(100, 100);
        trail.add(200, 201);

        trail.add(300, 0);

        assertThat(trail.pairs()).containsExactly(new ProvenPair(300, 0));
    }

    @Test
    void theLaterPairWinsForTheSameSourceOffset() {
        trail.add(100, 100);

        trail.add(100, 150);

        assertThat(trail.pairs()).containsExactly(new ProvenPair(100, 150));
    }

    @Test
    void whenThereAreTooManyTheyAreThinnedEvenlyAndTheNewestStays() {
        for (int i = 0; i < 1_000; i++) {
            trail.add(i, 2L * i);
        }

        assertThat(trail.pairs())
                .extracting(ProvenPair::source)
                .containsExactly(0L, 128L, 256L, 384L, 512L, 640L, 768L, 896L, 999L);
        assertThat(trail.pairs()).allMatch(pair -> pair.target() == 2 * pair.source());
    }

    @Test
    void startsDenseAgainAfterForgetting() {
        for (int i = 0; i < 1_000; i++) {
            trail.add(i, i);
        }

        trail.add(5, 2_000);
        trail.add(6, 2_001);

        assertThat(trail.pairs()).containsExactly(new ProvenPair(5, 2_000), new ProvenPair(6, 2_001));
    }
}
