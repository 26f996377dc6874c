package io.kmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllFindingsAtOnceTest {
    private KmigException refused;
    private ConfigFolder folder;

    @BeforeEach
    void read(@TempDir Path dir) throws IOException {
        folder = new ConfigFolder(dir)
                .with("blue.properties", ConfigFolder.resource("blue.properties"))
                .with("plain.txt", "not a program");
        refused = folder.refused(ConfigFolder.resource("wrong.yaml"), Overrides.none());
    }

    @Test
    void aFileWithManyMistakesShowsEachWithItsLineKeyAndRemedy() throws IOException {
        String shown = refused.problems().stream()
                .map(problem -> folder.local(problem.observed() + "\n    " + problem.remedy() + "\n"))
                .collect(Collectors.joining());

        assertThat(shown).isEqualTo(ConfigFolder.resource("wrong.golden.txt"));
    }

    @Test
    void everyLineMarkedWrongIsReported() throws IOException {
        List<String> lines = ConfigFolder.resource("wrong.yaml").lines().toList();

        for (int line = 1; line <= lines.size(); line++) {
            if (lines.get(line - 1).matches(".* # [0-9].*")) {
                String place = "kmig.yaml:" + line + ":";
                assertThat(refused.problems())
                        .as("a problem in line %d: %s", line, lines.get(line - 1))
                        .anySatisfy(problem ->
                                assertThat(folder.local(problem.observed())).startsWith(place));
            }
        }
    }

    @Test
    void everyProblemHasItsFourPartsAndExitsAsAUsageError() {
        assertThat(refused.exit()).isEqualTo(Exit.USAGE);
        assertThat(refused.problems()).allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
            assertThat(problem.unchanged()).isEqualTo("nothing was contacted, nothing was changed");
            assertThat(problem.remedy()).isNotBlank();
        });
    }

    @Test
    void aSecretWrittenIntoAnyOfTheFilesIsNamedNowhere() {
        assertThat(refused.problems().stream().map(Problem::observed))
                .anySatisfy(text -> assertThat(text).contains("databases[0].sink.password: a secret in plain text"));
        assertThat(refused.getMessage() + refused.problems() + refused).doesNotContain(ConfigFolder.CANARY);
    }
}
