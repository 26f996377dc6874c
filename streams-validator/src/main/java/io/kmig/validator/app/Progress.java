package io.kmig.validator.app;

import java.time.Duration;
import java.util.List;

/**
 * How a verdict in the making stands.
 *
 * @param decided of the partitions
 * @param partitions how many there are
 * @param waitingFor some of the reasons
 */
public record Progress(Duration elapsed, int decided, int partitions, List<String> waitingFor) {
    public Progress {
        waitingFor = List.copyOf(waitingFor);
    }
}
