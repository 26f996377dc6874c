package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.command.Context;
import io.kmig.cli.command.KmigCommand;
import io.kmig.cli.config.ConfigSchema;
import io.kmig.cli.document.Documents;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Sessions;
import io.kmig.cli.session.Starter;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kmig init} leaves on the disk, whether it could write or not. */
class InitWritesTest {
    private static final String STARTER = "migration: shop\n";

    @TempDir
    Path dir;

    private final List<Problem> problems = new ArrayList<>();

    @Test
    void writesTheDescriptionAndTheSchemaAndNothingElse() throws IOException {
        Files.writeString(dir.resolve("kmig.schema.json"), "of an older kmig");

        int exit = init(dir.resolve("shop.yaml"));

        assertThat(exit).isZero();
        assertThat(names(dir)).containsExactly("kmig.schema.json", "shop.yaml");
        assertThat(dir.resolve("shop.yaml")).hasContent(STARTER);
        assertThat(dir.resolve("kmig.schema.json"))
                .hasContent(ConfigSchema.shipped().text());
    }

    @Test
    void aPlaceBelowAFileIsRefused() throws IOException {
        Path file = Files.writeString(dir.resolve("notes"), "mine");

        int exit = init(file.resolve("kmig.yaml"));

        assertRefused(exit, "notes/kmig.yaml");
        assertThat(names(dir)).containsExactly("notes");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aDirectoryThatIsNotThereIsRefused() throws IOException {
        int exit = init(dir.resolve("nowhere/kmig.yaml"));

        assertRefused(exit, "nowhere/kmig.yaml");
        assertThat(names(dir)).isEmpty();
    }

    @Test
    void aDirectoryInPlaceOfTheSchemaLeavesNoDescriptionBehind() throws IOException {
        Files.createDirectories(dir.resolve("kmig.schema.json/something"));

        int exit = init(dir.resolve("kmig.yaml"));

        assertRefused(exit, "kmig.schema.json");
        assertThat(names(dir)).containsExactly("kmig.schema.json");
        assertThat(dir.resolve("kmig.schema.json/something")).isDirectory();
    }

    private void assertRefused(int exit, String named) {
        assertThat(exit).isEqualTo(Exit.REFUSED.code());
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.CONFIG_UNWRITABLE);
            assertThat(problem.observed()).startsWith("cannot write ").contains(named);
            assertThat(problem.unchanged()).isEqualTo("neither file was written");
            assertThat(problem.remedy()).contains("-f");
        });
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private int init(Path description) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Sessions blue = new Sessions() {
            @Override
            public Session open(Path file, Map<String, String> overrides) {
                throw new AssertionError("not asked for");
            }

            @Override
            public String starter(Starter starter) {
                return STARTER;
            }
        };
        Terminal terminal = new Terminal(nowhere, nowhere, false, false, true, null);
        Context context = new Context(terminal, new Documents(), blue, new Operations(), Path.of("."), () -> null);
        return Main.commandLine(new KmigCommand(), context)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    KmigException failure = (KmigException) e;
                    problems.addAll(failure.problems());
                    return failure.exit().code();
                })
                .execute("init", "--blue", "b1:9092", "-f", description.toString());
    }
}
