package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProcessGuardTest {
    @Test
    void whatWasTakenAlongGoesAtTheEndWithItsDescendants() throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", "sleep 600 & echo started; wait").start();
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("started");
        List<ProcessIdentity> all = Processes.withDescendants(Stream.of(process.toHandle()));

        try (ProcessGuard guard = ProcessGuard.start()) {
            guard.takeAlong(process.toHandle());
        }

        assertThat(all).hasSize(2);
        Processes.awaitGone(all);
    }
}
