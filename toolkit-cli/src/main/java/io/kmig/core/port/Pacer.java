package io.kmig.core.port;

import java.time.Duration;
import java.time.Instant;

/** Time, passed in: the core owns no clock and no thread. */
public interface Pacer {
    Instant now();

    /** Waits before the next look at a condition; KMIG-9001 when interrupted. */
    void pause(Duration duration);
}
