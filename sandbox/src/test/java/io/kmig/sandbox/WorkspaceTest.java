package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir
    private Path directory;

    private final ProcessGuard guard = ProcessGuard.start();

    @AfterEach
    void stop() {
        guard.close();
    }

    @Test
    void replacesWhatAnEarlierSandboxLeft() throws IOException {
        Workspace first = Workspace.open(place(0), "blue", guard);
        Files.writeString(first.data("old"), "old");

        Workspace second = Workspace.open(place(0), "blue", guard);

        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.data("old")).doesNotExist();
    }

    @Test
    void leavesADirectoryAloneThatNoSandboxHasWritten() throws IOException {
        Path precious = Files.createDirectories(directory.resolve("blue")).resolve("precious");
        Files.writeString(precious, "mine");

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> Workspace.open(place(0), "blue", guard))
                .withMessageContaining("holds something that no sandbox has written");

        assertThat(precious).hasContent("mine");
    }

    @Test
    void refusesADiskThatIsTooSmallInNumbersAndWritesNothing() {
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> Workspace.open(place(Long.MAX_VALUE), "blue", guard))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.DISK))
                .satisfies(failure -> assertThat(failure.remedy()).startsWith("df -h "))
                .withMessageContaining(directory.toString())
                .withMessageContaining(Long.toString(Long.MAX_VALUE));

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void onlyTheOwnerReadsItsFiles() throws IOException {
        Workspace workspace = Workspace.open(place(0), "blue", guard);

        Path file = Path.of(workspace.properties("any.properties", Map.of("password", "s3cret")));

        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(workspace.root())).isEqualTo("rwx------");
    }

    @Test
    void guardDeletesWhatIsTemporaryAndKeepsWhatIsNot() throws IOException {
        Workspace kept = Workspace.open(place(0), "blue", guard);
        Workspace temporary = Workspace.open(Place.temporary(0), "blue", guard);
        assertThat(temporary.root()).isDirectory();

        guard.close();

        assertThat(temporary.root()).doesNotExist();
        assertThat(kept.root()).isDirectory();
    }

    private Place place(long minimumFreeBytes) {
        return new Place(directory, null, minimumFreeBytes);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
