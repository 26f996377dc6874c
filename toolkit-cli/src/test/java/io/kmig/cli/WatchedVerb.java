package io.kmig.cli;

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

/** A verb with {@code --watch -o json}, for its first three pauses. */
final class WatchedVerb {
    private final StringWriter out = new StringWriter();

    /** How many documents were out at the end of each pause, by the time since it began. */
    Map<Duration, Integer> documents(SessionOfWorld session, String verb, Runnable inEachPause) {
        Instant begun = session.pacer().now();
        Map<Duration, Integer> shown = new LinkedHashMap<>();
        session.during(() -> {
            shown.put(Duration.between(begun, session.pacer().now()), documents());
            if (shown.size() == 3) {
                throw new IllegalStateException("seen enough");
            }
            inEachPause.run();
        });
        Main.commandLine(new KmigCommand(), context(session))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(verb, "--watch", "-o", "json");
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

    @Override
    public String toString() {
        return out.toString();
    }
}
