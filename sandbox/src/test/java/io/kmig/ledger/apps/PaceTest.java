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
    void aSlowOneThatIsLetGoDoesNotWaitForItsOldTurn() {
        Pace pace = new Pace(1);
        for (int i = 0; i < 3; i++) pace.await(stop);

        pace.set(null);
        Thread working = new Thread(() -> {
            for (int i = 0; i < 100_000; i++) pace.await(stop);
        });
        working.start();

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !working.isAlive());
    }
}
