package io.kmig.cli.command;

import io.kmig.cli.document.LagDocument;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.LagView;
import io.kmig.core.error.Exit;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "lag",
        description = "Consumer lag on both sides, in records up to the last stable offset. Changes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  kmig lag", "  kmig lag --partitions", "  kmig lag --watch", "  kmig lag -o json"})
final class LagCommand implements Callable<Integer> {
    private static final Duration REFRESH = Duration.ofSeconds(2);

    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Option(names = "--watch", description = "Refresh every 2 seconds until Ctrl-C.")
    private boolean watch;

    @Option(names = "--partitions", description = "A line a partition instead of a line a topic.")
    private boolean partitions;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    LagCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Session session = context.open(root)) {
            show(session);
            while (watch) {
                session.pacer().pause(REFRESH);
                show(session);
            }
            return Exit.DONE.code();
        }
    }

    private void show(Session session) {
        Operations.Status status = context.operations().status(session);
        LagDocument document = LagDocument.of(
                session.spec().name(),
                session.pacer().now(),
                context.operations().lag(session),
                Operations.groupsOnGreen(status.planned(), status.history()),
                status.mirrors());
        switch (output) {
            case table -> {
                String text = new LagView().human(document, partitions);
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
