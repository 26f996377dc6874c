package io.kmig.adapter.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SystemPacerTest {
    private final SystemPacer pacer = new SystemPacer();

    @Test
    void aPauseLastsAtLeastAsLongAsAskedFor() {
        Instant before = pacer.now();

        pacer.pause(Duration.ofMillis(30));

        assertThat(Duration.between(before, pacer.now())).isGreaterThanOrEqualTo(Duration.ofMillis(29));
    }

    @Test
    void anInterruptEndsThePauseAndStaysKnown() {
        Thread.currentThread().interrupt();

        KmigException failure = catchThrowableOfType(KmigException.class, () -> pacer.pause(Duration.ofHours(1)));

        assertThat(failure.problems().get(0).code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }
}
