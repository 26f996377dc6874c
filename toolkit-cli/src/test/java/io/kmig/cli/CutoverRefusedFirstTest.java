package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.command.Context;
import io.kmig.cli.command.KmigCommand;
import io.kmig.cli.document.Documents;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Sessions;
import io.kmig.cli.session.Starter;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.migration.SessionOfWorld;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a cutover can't do is said before it asks for a word, and before it says what would move. */
class CutoverRefusedFirstTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter both = new StringWriter();
    private final List<Problem> problems = new ArrayList<>();

    @Test
    void aKindOfCutoverThatIsNotCarriedOutIsRefusedBeforeTheConfirmationIsAskedFor() {
        int exit = cutover(SessionOfWorld.ofBoth().rolling());

        assertThat(exit).isEqualTo(5);
        assertThat(problems).extracting(Problem::code).containsExactly(ErrorCode.GATE_CLOSED);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aRehearsalThatIsRefusedSaysSoBeforeWhatItWouldHaveMoved() {
        int exit = cutover(SessionOfWorld.ofBoth().rolling(), "--dry-run");

        assertThat(exit).isEqualTo(3);
        assertThat(both.toString())
                .containsSubsequence(
                        "KMIG-4001 cutover.mode rolling",
                        "Would be refused. When nothing stands in the way, would move: app");
    }

    @Test
    void aRehearsalThatIsRefusedNeverSaysThatNothingWouldMove() {
        int exit = cutover(SessionOfWorld.ofBoth().moved().rolling(), "--dry-run");

        assertThat(exit).isEqualTo(3);
        assertThat(out).hasToString("Would be refused.");
    }

    @Test
    void aRehearsalOfWhatIsOnGreenSaysThatItIsThere() {
        int exit = cutover(SessionOfWorld.ofBoth().moved(), "--dry-run");

        assertThat(exit).isZero();
        assertThat(out).hasToString("Nothing would move: the selection is on green already.");
    }

    private int cutover(SessionOfWorld session, String... options) {
        Sessions sessions = new Sessions() {
            @Override
            public Session open(Path file, Map<String, String> overrides) {
                return session;
            }

            @Override
            public String starter(Starter starter) {
                throw new AssertionError("not asked for");
            }
        };
        Terminal terminal = new Terminal(
                new PrintWriter(new Tee(out, both), true), new PrintWriter(both, true), false, false, true, null);
        Context context = new Context(terminal, new Documents(), sessions, new Operations(), Path.of("."), () -> null);
        List<String> line = new ArrayList<>(List.of("cutover"));
        line.addAll(List.of(options));
        return Main.commandLine(new KmigCommand(), context)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    KmigException failure = (KmigException) e;
                    problems.addAll(failure.problems());
                    return failure.exit().code();
                })
                .execute(line.toArray(String[]::new));
    }

    private static final class Tee extends StringWriter {
        private final StringWriter one;
        private final StringWriter other;

        Tee(StringWriter one, StringWriter other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public void write(String text, int from, int length) {
            one.write(text, from, length);
            other.write(text, from, length);
        }

        @Override
        public void write(char[] text, int from, int length) {
            one.write(text, from, length);
            other.write(text, from, length);
        }

        @Override
        public void write(int c) {
            one.write(c);
            other.write(c);
        }
    }
}
