package io.kmig.cli.command;

import io.kmig.cli.document.StatusDocument;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.StatusView;
import io.kmig.core.error.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "status",
        description = "Phase, units, connectors and tasks, mirror progress with ETA, next command. Changes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  kmig status", "  kmig status --watch", "  kmig status -o json"})
final class StatusCommand implements Callable<Integer> {
    private static final Duration SAMPLE = Duration.ofSeconds(1);

    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Mixin
    private Screen screen = new Screen();

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Session session = context.open(root)) {
            Looks looks = new Looks(session);
            screen.show(context, session, looks::next, d -> new StatusView(context.terminal()).human(d));
            return Exit.DONE.code();
        }
    }

    /** Each compared with the one before, so that a rate and an ETA can be told. */
    private final class Looks {
        private final Session session;
        private Operations.@Nullable Status before;
        /** When that look was over: each takes a while itself, on a large estate longer than the pause. */
        private Instant ended = Instant.MIN;

        Looks(Session session) {
            this.session = session;
        }

        StatusDocument next() {
            if (before == null) {
                Operations.Status first = look();
                if (first.mirrors().stream().allMatch(m -> m.remaining() == 0)) {
                    return StatusDocument.of(session.spec(), first, first, Duration.ZERO);
                }
                session.pacer().pause(SAMPLE);
            }
            Operations.Status last = Objects.requireNonNull(before);
            Instant lastEnded = ended;
            Operations.Status now = look();
            return StatusDocument.of(session.spec(), last, now, Duration.between(lastEnded, ended));
        }

        private Operations.Status look() {
            Operations.Status seen = context.operations().status(session);
            before = seen;
            ended = session.pacer().now();
            return seen;
        }
    }
}
