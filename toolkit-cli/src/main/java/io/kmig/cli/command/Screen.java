package io.kmig.cli.command;

import io.kmig.cli.session.Session;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a command that changes nothing is looked at: once or again and again, by people or by programs. */
final class Screen {
    private static final Duration REFRESH = Duration.ofSeconds(2);

    @Option(names = "--watch", description = "Refresh every 2 seconds until Ctrl-C.")
    private boolean watch;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    /** @return what was shown last */
    <D> D show(Context context, Session session, Supplier<D> look, Function<D, String> human) {
        D document = look.get();
        put(context, document, human);
        while (watch) {
            session.pacer().pause(REFRESH);
            document = look.get();
            put(context, document, human);
        }
        return document;
    }

    private <D> void put(Context context, D document, Function<D, String> human) {
        switch (output) {
            case table -> {
                if (watch) {
                    context.terminal().refresh(human.apply(document));
                } else {
                    context.terminal().result(human.apply(document));
                }
            }
            case json -> context.terminal().result(context.documents().json(document));
            case yaml -> context.terminal().result(context.documents().yaml(document));
        }
    }
}
