package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxAddressesTest {
    @TempDir
    private Path directory;

    @Test
    void isReadAsItWasWritten() throws Exception {
        Path file = directory.resolve("sandbox.json");
        SandboxAddresses written = new SandboxAddresses(
                1,
                "2026-01-02T03:04:05Z",
                "127.0.0.1:1",
                "2.8.2",
                "127.0.0.1:2",
                "4.3.1",
                List.of("http://127.0.0.1:3"),
                List.of("http://127.0.0.1:7"),
                Map.of("blue", "jdbc:postgresql://127.0.0.1:4/blue"),
                "postgres",
                "s3cret",
                "logs",
                List.of(new SandboxProcess("keeper", 5, 6, "keeper.log")));

        StateFiles.write(file, written);

        assertThat(StateFiles.read(file, SandboxAddresses.class)).contains(written);
        assertThat(Files.readString(file)).contains("\"blueBootstrap\":\"127.0.0.1:1\"", "\"schemaVersion\":1");
        assertThat(written.toString()).doesNotContain("s3cret");
    }
}
