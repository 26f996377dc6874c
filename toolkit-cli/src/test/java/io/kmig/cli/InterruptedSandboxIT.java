package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while a sandbox starts takes down what was started: its processes are in a session of their own. */
class InterruptedSandboxIT {
    @TempDir
    Path directory;

    @Test
    void nothingOfASandboxOutlivesTheUpThatWasInterrupted() {
        KmigRun.Live live = KmigRun.start(directory, Map.of(), "sandbox", "up", "--dir", "box")
                .awaitNarrative("blue is ready");
        List<ProcessHandle> started = live.process().descendants().toList();

        KmigRun run = live.interrupt().end();

        run.refuses("KMIG-9001", 130).says("the sandbox keeper");
        assertThat(started).as("keeper, its guard, and a broker or two").hasSizeGreaterThan(2);
        await("everything that was started to be gone")
                .atMost(Duration.ofSeconds(5))
                .until(() -> started.stream().allMatch(KmigRun::gone));
        KmigRun.in(directory, "sandbox", "status", "--dir", "box").refuses("KMIG-5007", 3);
        assertThat(directory.resolve("box/run")).doesNotExist();
    }
}
