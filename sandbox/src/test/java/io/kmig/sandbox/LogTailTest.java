package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path directory;

    @Test
    void quotesTheLastFortyLines() throws IOException {
        Path log = write(numbered(100));

        assertThat(LogTail.of(log).lines()).hasSize(40).first().isEqualTo("line 60");
        assertThat(LogTail.of(log)).endsWith("line 99");
    }

    @Test
    void quotesTheFirstErrorThatALongShutdownFollows() throws IOException {
        List<String> lines = new ArrayList<>(List.of("2026 ERROR no such node (Kafka)", "\tat its.Trace"));
        lines.addAll(numbered(100));

        assertThat(LogTail.of(write(lines)))
                .startsWith("2026 ERROR no such node (Kafka)\n\tat its.Trace\n")
                .contains("[...]\nline 60\n")
                .endsWith("line 99");
    }

    @Test
    void readsOnlyTheEndOfAHugeLogAndCutsHugeLines() throws IOException {
        List<String> lines = new ArrayList<>(numbered(20_000));
        lines.add("x".repeat(10_000));

        assertThat(LogTail.of(write(lines)).length()).isLessThan(2_000);
    }

    @Test
    void saysThatThereIsNoLogInsteadOfFailing() {
        assertThat(LogTail.of(directory.resolve("absent.log"))).startsWith("(no log: ");
    }

    private Path write(List<String> lines) throws IOException {
        return Files.write(directory.resolve("any.log"), lines);
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }
}
