package io.kmig.cli.command;

import io.kmig.cli.document.LagDocument;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.LagView;
import io.kmig.core.error.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "lag",
        description = "Consumer lag on both sides, in records up to the last stable offset. Changes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  kmig lag", "  kmig lag --partitions", "  kmig lag --watch", "  kmig lag -o json"})
final class LagCommand implements Callable<Integer> {
    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Mixin
    private Screen screen = new Screen();

    @Option(names = "--partitions", description = "A line a partition instead of a line a topic.")
    private boolean partitions;

    LagCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Session session = context.open(root)) {
            screen.show(context, session, () -> look(session), d -> new LagView().human(d, partitions));
            return Exit.DONE.code();
        }
    }

    private LagDocument look(Session session) {
        Operations.Status status = context.operations().status(session);
        return LagDocument.of(
                session.spec().name(),
                session.pacer().now(),
                context.operations().lag(session),
                Operations.groupsOnGreen(status.planned(), status.history()),
                status.mirrors());
    }
}
