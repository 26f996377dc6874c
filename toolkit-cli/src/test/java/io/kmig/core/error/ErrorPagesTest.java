package io.kmig.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page answers the same questions in the same order, and shows all of what is printed. */
final class ErrorPagesTest {
    private static final Path PAGES = Path.of(System.getProperty("kmig.home"), "docs", "errors");
    private static final List<String> PARTS = List.of(
            "\n**What it means.** ",
            "\n**What was not changed.** ",
            "\n**What to do.**",
            "\n**Exit code.** ",
            "\n**How it looks.**");
    private static final Pattern EXIT =
            Pattern.compile("(?m)^\\*\\*Exit code\\.\\*\\* (\\d+) \\(([a-z ]+): [^)]+\\)\\.");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```text\\n(.*?)^```$");

    /** Codes that no command ends with: they are said while it goes on. */
    private static final Set<ErrorCode> NOTES = Set.of(ErrorCode.ROLLED_BACK);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void hasItsPartsInOrder(ErrorCode code) throws IOException {
        String page = page(code);

        assertThat(page).startsWith("# " + code.id() + ": ");
        assertThat(PARTS).allSatisfy(part -> assertThat(page).containsOnlyOnce(part));
        assertThat(PARTS.stream().map(page::indexOf)).isSorted();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void namesTheExitCodeThatTheProcessEndsWith(ErrorCode code) throws IOException {
        List<MatchResult> named = EXIT.matcher(page(code)).results().toList();

        assertThat(named).singleElement().satisfies(exit -> {
            assertThat(exit.group(1)).isEqualTo(Integer.toString(code.exit().code()));
            assertThat(exit.group(2))
                    .isEqualTo(code.exit().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        });
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void showsAllThatIsPrinted(ErrorCode code) throws IOException {
        String page = page(code);
        List<String> examples = EXAMPLE.matcher(page.substring(page.indexOf(PARTS.get(4))))
                .results()
                .map(m -> m.group(1))
                .toList();

        assertThat(examples).isNotEmpty().allSatisfy(example -> {
            if (NOTES.contains(code)) {
                assertThat(example).containsPattern("note .*" + code.id() + " \\w");
            } else {
                assertThat(example)
                        .matches("(?s)" + code.id() + " [^…\n]+\n.*  not changed: [^…\n]+\n  remedy: [^\n]+\n")
                        .endsWith(" (docs/errors/" + code.id() + ".md)\n");
            }
        });
    }

    private static String page(ErrorCode code) throws IOException {
        return Files.readString(PAGES.resolve(code.id() + ".md"));
    }
}
