package io.kmig.cli;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

/** Something is away, and what is tested goes on meanwhile. */
final class Outage {
    private Outage() {}

    static void lastsHalfAMinute() {
        Instant over = Instant.now().plusSeconds(30);
        await("half a minute").atMost(Duration.ofSeconds(40)).until(() -> Instant.now()
                .isAfter(over));
    }
}
