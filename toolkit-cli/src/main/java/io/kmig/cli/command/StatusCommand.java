package io.kmig.cli.command;

import io.kmig.cli.document.StatusDocument;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.StatusView;
import io.kmig.core.error.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "status",
        description = "Phase, units, connectors and tasks, mirror progress with ETA, next command. Changes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  kmig status", "  kmig status --watch", "  kmig status -o json"})
final class StatusCommand implements Callable<Integer> {
    private static final Duration SAMPLE = Duration.ofSeconds(1);
    private static final Duration REFRESH = Duration.ofSeconds(2);

    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Option(names = "--watch", description = "Refresh every 2 seconds until Ctrl-C.")
    private boolean watch;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Session session = context.open(root)) {
            Look look = sampled(session);
            while (watch) {
                session.pacer().pause(REFRESH);
                look = shown(session, look);
            }
            return Exit.DONE.code();
        }
    }

    /** @param ended each look takes a while itself, on a large estate longer than the pause */
    private record Look(Operations.Status seen, Instant ended) {}

    /** Two looks a second apart, so that a rate and an ETA can be told. */
    private Look sampled(Session session) {
        Look first = look(session);
        if (first.seen().mirrors().stream().allMatch(m -> m.remaining() == 0)) {
            show(StatusDocument.of(session.spec(), first.seen(), first.seen(), Duration.ZERO));
            return first;
        }
        session.pacer().pause(SAMPLE);
        return shown(session, first);
    }

    private Look shown(Session session, Look before) {
        Look now = look(session);
        show(StatusDocument.of(
                session.spec(), before.seen(), now.seen(), Duration.between(before.ended(), now.ended())));
        return now;
    }

    private Look look(Session session) {
        Operations.Status seen = context.operations().status(session);
        return new Look(seen, session.pacer().now());
    }

    private void show(StatusDocument document) {
        switch (output) {
            case table -> {
                String text = new StatusView(context.terminal()).human(document);
                if (watch) {
                    context.terminal().refresh(text);
                } else {
                    context.terminal().result(text);
                }
            }
            case json -> context.terminal().result(context.documents().json(document));
            case yaml -> context.terminal().result(context.documents().yaml(document));
        }
    }
}
