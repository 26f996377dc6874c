package io.kmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.cli.view.ErrorView;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.KmigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where no sandbox runs, every verb says it in the words that the page of the error shows. */
class NoSandboxTest {
    private static final Path PAGE = Path.of(System.getProperty("kmig.home"), "docs/errors/KMIG-5007.md");

    @TempDir
    Path directory;

    static Stream<Named<BiConsumer<SandboxDesk, Path>>> verbs() {
        return Stream.of(Named.of("status", SandboxDesk::status), Named.of("down", SandboxDesk::down));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void thePageShowsWhatIsPrinted(BiConsumer<SandboxDesk, Path> verb) throws IOException {
        Path place = directory.resolve("sandbox");
        StringWriter printed = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(new StringWriter()), new PrintWriter(printed, true), false, false, true, null);

        KmigException refusal =
                catchThrowableOfType(KmigException.class, () -> verb.accept(new SandboxDesk(terminal), place));
        new ErrorView(terminal).show(refusal);

        assertThat(Files.readString(PAGE)).contains(printed.toString().replace(place.toString(), ".kmig/sandbox"));
        assertThat(printed.toString()).startsWith("KMIG-5007 ");
    }
}
