package io.kmig.cli.command;

import io.kmig.cli.document.PlanDocument;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.ApplyView;
import io.kmig.cli.view.PlanView;
import io.kmig.core.error.Exit;
import io.kmig.core.plan.Apply;
import io.kmig.core.plan.Plan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "apply",
        description = {
            "Carries a plan out: topics, configs, mirror connectors. Blue is only read.",
            "Safe to run again at any time; a killed apply simply goes on."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  kmig apply", "  kmig apply shop.plan   refuses (exit 3) when the plan no longer fits"})
final class ApplyCommand implements Callable<Integer> {
    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "A plan saved by `kmig plan --out`.")
    private @Nullable Path saved;

    ApplyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Plan known = saved == null ? null : new PlanDocument.Store(context.documents()).read(saved);
        try (Session session = context.open(root)) {
            Operations.Planned planned = context.operations().plan(session);
            Plan plan = planned.plan();
            if (known != null) {
                Apply.refuseStale(known, plan);
            }
            context.operations().apply(session, plan, new ApplyView(context.terminal()), context.reporter(session));
            context.terminal()
                    .result(
                            plan.operations().isEmpty()
                                    ? "No changes. Green is as it should be."
                                    : new PlanView(context.terminal()).applied(plan));
            planned.halfMoved().forEach(h -> context.terminal().say("Note: " + h.says()));
            context.terminal()
                    .say("Next: "
                            + (planned.halfMoved().isEmpty()
                                    ? "kmig status, then kmig cutover"
                                    : planned.halfMoved().get(0).next()));
            return Exit.DONE.code();
        }
    }
}
