package io.kmig.ledger.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final StopSignal stop = new StopSignal();

    @Test
    void aStopEndsAWaitAtOnce() {
        Pace pace = new Pace(1);
        assertThat(pace.await(stop)).isTrue();
        Thread waiting = new Thread(() -> pace.await(stop));
        waiting.start();

        stop.set();

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !waiting.isAlive());
        assertThat(pace.await(stop)).isFalse();
    }

    @Test
    void spreadsRecordsAndCatchesUpNoMoreThanASecondsWorth() {
        Pace pace = new Pace(100);
        long began = System.nanoTime();

        for (int i = 0; i < 21; i++) pace.await(stop);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(180));
    }
}
