package io.kmig.adapter.time;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.time.Instant;

/** Real time. */
public final class SystemPacer implements Pacer {
    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KmigException(
                    new Problem(
                            ErrorCode.INTERRUPTED,
                            "interrupted while waiting",
                            "everything is as the last completed step left it",
                            "run the same command again; it continues where it was"),
                    e);
        }
    }
}
