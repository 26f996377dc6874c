package io.kmig.cli.command;

import io.kmig.cli.session.Rollbacks;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.ErrorView;
import io.kmig.cli.view.MoveView;
import io.kmig.core.error.Exit;
import io.kmig.core.error.Problem;
import io.kmig.core.migration.Rollback;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "rollback",
        description = {
            "Takes every unit back to blue, the moves backwards; what was written on green is kept.",
            "Journaled and resumable: after a kill run it again. Until a unit is started on blue any failure",
            "starts it on green again."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig rollback --dry-run          which units, in which order, and what becomes of each",
            "  kmig rollback --confirm=shop"
        })
final class RollbackCommand implements Callable<Integer> {
    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Option(names = "--dry-run", description = "Say what would be done; stop nothing.")
    private boolean dryRun;

    @Mixin
    private AbortHanging abortHanging = new AbortHanging();

    @Option(
            names = "--confirm",
            paramLabel = "MIGRATION",
            description = "The migration's name, instead of typing it; needed off a terminal.")
    private @Nullable String confirm;

    RollbackCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Session session = context.open(root)) {
            Rollbacks rollbacks = new Rollbacks(context.operations());
            if (dryRun) {
                List<Rollback.Step> steps = rollbacks.intend(session);
                List<Problem> obstacles = rollbacks.obstacles(session, steps);
                if (obstacles.isEmpty()) {
                    context.terminal().result(intended(steps));
                }
                new ErrorView(context.terminal()).show(obstacles);
                return (obstacles.isEmpty() ? Exit.DONE : Exit.REFUSED).code();
            }
            Confirmation.require(context.terminal(), session.spec().name(), confirm, "stop clients and take them back");
            List<Rollback.Step> done = rollbacks.rollback(
                    session, abortHanging.chosen(), new MoveView(context.terminal()), context.reporter(session));
            context.terminal()
                    .result(
                            done.isEmpty()
                                    ? "Nothing to take back: every unit is on blue."
                                    : "On blue: "
                                            + done.stream()
                                                    .map(s -> s.unit().name())
                                                    .collect(Collectors.joining(", ")));
            context.terminal().say("Next: kmig status");
            return Exit.DONE.code();
        }
    }

    private static String intended(List<Rollback.Step> steps) {
        if (steps.isEmpty()) {
            return "Nothing would be taken back: every unit is on blue.";
        }
        StringBuilder text = new StringBuilder("Would be taken back, in this order:");
        steps.forEach(s -> text.append(
                String.format("%n  %-16s %s", s.unit().name(), s.way().words())));
        return text.append(String.format(
                        "%nNothing born on green is given up; after the rollback green follows blue again."))
                .toString();
    }
}
