package io.kmig.cli.command;

import io.kmig.cli.document.OffsetsDocument;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.OffsetsView;
import io.kmig.core.error.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "offsets",
        description = {
            "Where each described group would resume on green, proved by content. Changes nothing.",
            "A group that has moved is shown where it stands there. Exit 6 while a position cannot be proved yet."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  kmig offsets", "  kmig offsets -o json"})
final class OffsetsCommand implements Callable<Integer> {
    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    OffsetsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Session session = context.open(root)) {
            OffsetsDocument document = OffsetsDocument.of(
                    session.spec().name(), context.operations().offsets(session));
            switch (output) {
                case table -> context.terminal().result(new OffsetsView().human(document));
                case json -> context.terminal().result(context.documents().json(document));
                case yaml -> context.terminal().result(context.documents().yaml(document));
            }
            return (document.bounded() + document.unresolved() == 0 ? Exit.DONE : Exit.INCONCLUSIVE).code();
        }
    }
}
