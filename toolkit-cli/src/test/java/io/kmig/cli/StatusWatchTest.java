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
import io.kmig.core.migration.SessionOfWorld;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often {@code kmig status --watch} shows something new, against what its help says. */
class StatusWatchTest {
    private final StringWriter out = new StringWriter();

    @Test
    void refreshesEveryTwoSecondsOnceTheMirrorsAreCaughtUp() {
        Map<Duration, Integer> shown = watched(SessionOfWorld.ofBoth().caughtUp());

        assertThat(shown)
                .as("%s", out)
                .containsExactly(
                        Map.entry(Duration.ofSeconds(2), 1),
                        Map.entry(Duration.ofSeconds(4), 2),
                        Map.entry(Duration.ofSeconds(6), 3));
    }

    @Test
    void refreshesEveryTwoSecondsAfterTheFirstSampleOfAMirrorThatIsBehind() {
        Map<Duration, Integer> shown = watched(SessionOfWorld.ofBoth());

        assertThat(shown)
                .as("%s", out)
                .containsExactly(
                        Map.entry(Duration.ofSeconds(1), 0),
                        Map.entry(Duration.ofSeconds(3), 1),
                        Map.entry(Duration.ofSeconds(5), 2));
    }

    /** How many documents were out at the end of each of the first three pauses. */
    private Map<Duration, Integer> watched(SessionOfWorld session) {
        Instant begun = session.pacer().now();
        Map<Duration, Integer> shown = new LinkedHashMap<>();
        session.during(() -> {
            shown.put(Duration.between(begun, session.pacer().now()), documents());
            if (shown.size() == 3) {
                throw new IllegalStateException("seen enough");
            }
        });

        Main.commandLine(new KmigCommand(), context(session))
                .setErr(new PrintWriter(new StringWriter()))
                .execute("status", "--watch", "-o", "json");
        return shown;
    }

    private int documents() {
        return out.toString().split("\"schemaVersion\"", -1).length - 1;
    }

    private Context context(Session session) {
        Sessions one = new Sessions() {
            @Override
            public Session open(Path description, Map<String, String> overrides) {
                return session;
            }

            @Override
            public String starter(Starter starter) {
                throw new AssertionError("not asked for");
            }
        };
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Terminal terminal = new Terminal(new PrintWriter(out, true), nowhere, false, false, true, null);
        return new Context(terminal, new Documents(), one, new Operations(), Path.of("."), () -> {
            throw new AssertionError("not asked for");
        });
    }
}
