package io.kmig.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void countsThisProcessAndWhatItStartedAndNothingOfWhatHasEnded() throws IOException, InterruptedException {
        ProcessHandle self = ProcessHandle.current();
        double alone = Memory.megabytesBelow(self);
        // reads until its standard input ends
        Process child = new ProcessBuilder("cat").start();

        double withChild = Memory.megabytesBelow(self);
        child.getOutputStream().close();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();

        assertThat(Memory.megabytes(self)).isGreaterThan(10);
        assertThat(alone).isZero();
        assertThat(withChild).isPositive();
        assertThat(Memory.megabytes(child.toHandle())).isZero();
    }
}
