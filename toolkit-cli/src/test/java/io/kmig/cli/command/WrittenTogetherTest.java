package io.kmig.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenTogetherTest {
    @TempDir
    Path dir;

    private final Map<Path, String> texts = new LinkedHashMap<>();

    @BeforeEach
    void threeFilesOfWhichOneIsThere() throws IOException {
        Files.writeString(dir.resolve("there"), "before");
        texts.put(dir.resolve("there"), "after");
        texts.put(dir.resolve("new"), "after");
        texts.put(dir.resolve("last"), "after");
    }

    @Test
    void allGetTheirNames() throws IOException {
        WrittenTogether.write(texts);

        assertThat(names()).containsExactly("last", "new", "there");
        assertThat(texts.keySet()).allSatisfy(file -> assertThat(file).hasContent("after"));
    }

    @Test
    void whenTheLastCannotGetItsNameTheOthersAreAsTheyWere() throws IOException {
        Files.createDirectories(dir.resolve("last/something"));

        assertThatThrownBy(() -> WrittenTogether.write(texts)).isInstanceOf(IOException.class);

        assertThat(names()).containsExactly("last", "there");
        assertThat(dir.resolve("there")).hasContent("before");
        assertThat(dir.resolve("last/something")).isDirectory();
    }

    @Test
    void whenOneCannotBeWrittenNoneGetsItsName() throws IOException {
        texts.put(dir.resolve("nowhere/file"), "after");

        assertThatThrownBy(() -> WrittenTogether.write(texts)).isInstanceOf(IOException.class);

        assertThat(names()).containsExactly("there");
        assertThat(dir.resolve("there")).hasContent("before");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
