package io.kmig.cli.command;

import io.kmig.cli.document.PlanDocument;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.PlanView;
import io.kmig.core.error.Exit;
import io.kmig.core.plan.Plan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "plan",
        description = "Compares blue and green and shows what apply would do. Changes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig plan",
            "  kmig plan --out shop.plan && kmig apply shop.plan",
            "  kmig plan --detailed-exitcode   exits 10 when changes are pending",
            "  kmig plan -o json"
        })
final class PlanCommand implements Callable<Integer> {
    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Save the plan for `kmig apply FILE`; overwrites nothing but an earlier plan.")
    private @Nullable Path out;

    @Option(names = "--detailed-exitcode", description = "Exit 10 instead of 0 when changes are pending.")
    private boolean detailedExitcode;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    PlanCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PlanDocument.Store store = new PlanDocument.Store(context.documents());
        if (out != null) {
            store.requireFree(out, root.file);
        }
        try (Session session = context.open(root)) {
            Operations.Planned planned = context.operations().plan(session);
            Plan plan = planned.plan();
            switch (output) {
                case table -> context.terminal().result(new PlanView(context.terminal()).human(plan, planned::where));
                case json -> context.terminal().result(store.json(planned));
                case yaml -> context.terminal().result(store.yaml(planned));
            }
            if (out != null) {
                store.save(planned, out);
                context.terminal().say("Saved to " + out + ". Next: kmig apply " + out);
            } else if (!plan.operations().isEmpty()) {
                context.terminal().say("Next: kmig apply");
            }
            return (detailedExitcode && !plan.operations().isEmpty() ? Exit.CHANGES_PENDING : Exit.DONE).code();
        }
    }
}
