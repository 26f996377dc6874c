package io.kmig.validator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own: a library is loaded once a process. */
class RocksLibraryTest {
    @TempDir
    Path directory;

    private Path temporary;
    private Path state;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void temporaryDirectory() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        state = directory.resolve("state");
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        started.forEach(p -> p.onExit().join());
    }

    @Test
    void aKilledProcessLeavesNoLibraryBehind() throws IOException {
        Process process = holder(state);
        assertThat(firstLine(process)).isEqualTo("holds value");

        process.destroyForcibly().onExit().join();

        assertThat(libraries(directory)).isEmpty();
    }

    @Test
    void whatAKillInTheMiddleLeftIsReplacedByTheNextRun() throws IOException {
        Path half = Files.createDirectories(state.resolve("native")).resolve(systemsName());
        Files.writeString(half, "the first bytes of it");

        assertThat(firstLine(holder(state))).isEqualTo("holds value");

        assertThat(libraries(directory)).isEmpty();
    }

    @Test
    void processesThatStartAtOnceLoadItEachWhetherTheyShareAStateOrNot() throws IOException {
        List<Process> holders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            holders.add(holder(state));
        }
        holders.add(holder(directory.resolve("another")));

        for (Process process : holders) {
            assertThat(firstLine(process)).isEqualTo("holds value");
        }

        assertThat(libraries(directory)).isEmpty();
    }

    @Test
    void aStateDirectoryThatCannotHoldItIsNoReasonToStop() throws IOException {
        Files.createDirectories(state);
        Files.writeString(state.resolve("native"), "a file in its place");

        assertThat(firstLine(holder(state))).isEqualTo("holds value");
    }

    private Process holder(Path stateDirectory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        RocksHolder.class.getName(),
                        stateDirectory.toString())
                .redirectError(directory.resolve("err-" + started.size()).toFile())
                .start();
        started.add(process);
        return process;
    }

    private String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader();
        String line = reader.readLine();
        while (line != null && !line.startsWith("holds")) {
            // what logging says goes to the same place
            line = reader.readLine();
        }
        assertThat(line).as(() -> errors()).isNotNull();
        return line;
    }

    private String errors() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < started.size(); i++) {
            try {
                all.append(Files.readString(directory.resolve("err-" + i)));
            } catch (IOException e) {
                all.append(e);
            }
        }
        return all.toString();
    }

    /** As RocksDB calls the file on this machine. */
    private String systemsName() throws IOException {
        String name = org.rocksdb.util.Environment.getJniLibraryFileName("rocksdb");
        assertThat(name).startsWith("librocksdbjni");
        return name;
    }

    private static List<Path> libraries(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(f -> f.getFileName().toString().startsWith("librocksdbjni"))
                    .toList();
        }
    }
}
