package io.kmig.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
    private static final Path HOME = Path.of(System.getProperty("kmig.home"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"NOPE", "NOPE --quick", "plan --qick", "plan startup", "--check", ""})
    void whatIsNotUnderstoodIsAnsweredWithTheUsage(String line) throws IOException {
        int exit = run(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));

        assertThat(exit).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .endsWith("usage: ./scripts/bench NAME [--quick] [--check]   NAME: startup | plan | offsets | demo\n");
    }

    @Test
    void whatIsNotKnownIsNamed() throws IOException {
        run(List.of("NOPE", "--qick"));

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("not known: NOPE --qick\n");
    }

    @Test
    void theScriptNamesTheSameBenches() throws IOException {
        assertThat(Files.readString(HOME.resolve("scripts/bench")))
                .contains(
                        "# ./scripts/bench NAME [--quick] [--check]   NAME: " + String.join(" | ", Bench.NAMES) + "\n");
    }

    private int run(List<String> args) throws IOException {
        return Bench.run(
                args,
                HOME,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
