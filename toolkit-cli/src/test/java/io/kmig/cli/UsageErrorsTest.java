package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.cli.command.Context;
import io.kmig.cli.command.KmigCommand;
import io.kmig.cli.document.Documents;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Sessions;
import io.kmig.cli.session.Starter;
import io.kmig.cli.view.ErrorView;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is mistyped is refused before anything is done, with what was most likely meant. */
class UsageErrorsTest {
    private static final Path PAGE = Path.of(System.getProperty("kmig.home"), "docs/errors/KMIG-1005.md");

    private final StringWriter printed = new StringWriter();
    private final Terminal terminal =
            new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(printed, true), false, false, true, null);

    @ParameterizedTest
    @CsvSource({
        "stauts, did you mean `kmig status`? see `kmig --help`",
        "roll-back, did you mean `kmig rollback`? see `kmig --help`",
        "sink stats, did you mean `kmig sink status`? see `kmig sink --help`",
        "cutover --confrim=shop, did you mean --confirm? see `kmig cutover --help`",
        "plan --ouput json, did you mean --output? see `kmig plan --help`",
        "--dry-run cutover, --dry-run belongs behind `kmig cutover` or `kmig rollback`; see `kmig --help`",
    })
    void aMistypedWordIsAnsweredWithTheOneThatWasMeant(String line, String remedy) {
        Problem problem = refusal(line);

        assertThat(problem.code()).isEqualTo(ErrorCode.USAGE);
        assertThat(problem.remedy()).isEqualTo(remedy);
    }

    @ParameterizedTest
    @CsvSource({"migrate, see `kmig --help`", "plan --frobnicate, see `kmig plan --help`"})
    void whatIsLikeNothingGetsNoHint(String line, String remedy) {
        assertThat(refusal(line).remedy()).isEqualTo(remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "consumer, did you mean `kmig cutover consumers`?",
        "billing, one client's unit is named by --client billing"
    })
    void cutoverSaysWhatItTakes(String word, String hint) {
        List<Problem> problems = new ArrayList<>();

        int exit = commandLine(problems).execute("cutover", word);

        assertThat(exit).isEqualTo(2);
        assertThat(problems).singleElement().satisfies(p -> assertThat(p.remedy())
                .startsWith(hint));
    }

    @Test
    void thePageShowsWhatIsPrinted() throws IOException {
        new ErrorView(terminal).show(List.of(refusal("cutover --confrim=shop")));

        assertThat(Files.readString(PAGE)).contains(printed.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"demo --set a=b", "--set a=b demo", "sandbox status --set a=b", "init --blue b:1 --set a=b"})
    void anOverrideThatNobodyReadsIsRefused(String line) {
        CommandLine command = commandLine(new ArrayList<>());

        ParameterException refused = catchThrowableOfType(
                ParameterException.class, () -> UsageErrors.refuseUnreadOverrides(parsed(command, line)));

        assertThat(refused).hasMessageContaining("does not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "plan --set a=b", "--set a=b sink status", "sandbox up"})
    void everyOtherIsNot(String line) {
        CommandLine command = commandLine(new ArrayList<>());

        assertThatCode(() -> UsageErrors.refuseUnreadOverrides(parsed(command, line)))
                .doesNotThrowAnyException();
    }

    private static CommandLine.ParseResult parsed(CommandLine command, String line) {
        return command.parseArgs(line.split(" ", -1));
    }

    private Problem refusal(String line) {
        CommandLine command = commandLine(new ArrayList<>());
        return UsageErrors.problem(catchThrowableOfType(ParameterException.class, () -> parsed(command, line)));
    }

    private CommandLine commandLine(List<Problem> problems) {
        Sessions closed = new Sessions() {
            @Override
            public Session open(Path file, Map<String, String> overrides) {
                throw new AssertionError("opened before the command line was understood");
            }

            @Override
            public String starter(Starter starter) {
                throw new AssertionError("not asked for");
            }
        };
        Context context = new Context(terminal, new Documents(), closed, new Operations(), Path.of("."), () -> null);
        return Main.commandLine(new KmigCommand(), context).setExecutionExceptionHandler((e, command, parsed) -> {
            KmigException failure = (KmigException) e;
            problems.addAll(failure.problems());
            return failure.exit().code();
        });
    }
}
