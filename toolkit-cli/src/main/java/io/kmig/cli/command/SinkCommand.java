package io.kmig.cli.command;

import io.kmig.cli.document.SinkDocument;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.SinkOperations;
import io.kmig.cli.view.SinkView;
import io.kmig.core.error.Exit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "sink",
        description = "The connectors that keep green's databases, one per entry of databases in kmig.yaml.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(deploy | status | delete)",
        subcommands = {SinkCommand.Deploy.class, SinkCommand.Status.class, SinkCommand.Delete.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig sink deploy            every database's sink, as kmig.yaml describes it",
            "  kmig sink status -o json",
            "  kmig sink delete shop --confirm=NAME"
        })
final class SinkCommand {
    @ParentCommand
    private KmigCommand root = new KmigCommand();

    private SinkCommand() {}

    @Command(
            name = "deploy",
            description = {
                "Creates or updates sink connectors and waits until they run.",
                "Safe to run again; a sink whose clients run on green stays stopped."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  kmig sink deploy", "  kmig sink deploy shop"})
    static final class Deploy implements Callable<Integer> {
        private final Context context;

        @ParentCommand
        private SinkCommand sink = new SinkCommand();

        @Parameters(arity = "0..1", paramLabel = "DATABASE", description = "Only this one of kmig.yaml's databases.")
        private @Nullable String database;

        Deploy(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            try (Session session = context.open(sink.root)) {
                new SinkOperations()
                        .deploy(session, Optional.ofNullable(database))
                        .forEach((name, done) -> context.terminal().result(name + ": " + done.label()));
                context.terminal().say("Next: kmig sink status, then kmig cutover");
                return Exit.DONE.code();
            }
        }
    }

    @Command(
            name = "status",
            description = "State, tasks with their errors, and what was applied of each partition. Changes nothing.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  kmig sink status", "  kmig sink status shop -o json"})
    static final class Status implements Callable<Integer> {
        private final Context context;

        @ParentCommand
        private SinkCommand sink = new SinkCommand();

        @Parameters(arity = "0..1", paramLabel = "DATABASE", description = "Only this one of kmig.yaml's databases.")
        private @Nullable String database;

        @Option(
                names = {"-o", "--output"},
                defaultValue = "table",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Format output = Format.table;

        Status(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            try (Session session = context.open(sink.root)) {
                SinkDocument document = SinkDocument.of(
                        session.spec().name(), new SinkOperations().status(session, Optional.ofNullable(database)));
                switch (output) {
                    case table -> context.terminal().result(new SinkView().human(document));
                    case json -> context.terminal().result(context.documents().json(document));
                    case yaml -> context.terminal().result(context.documents().yaml(document));
                }
                return Exit.DONE.code();
            }
        }
    }

    @Command(
            name = "delete",
            description = {
                "Deletes a sink connector. What it applied, and how far, stays in the green database:",
                "deployed again it goes on from there."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  kmig sink delete shop --confirm=NAME")
    static final class Delete implements Callable<Integer> {
        private final Context context;

        @ParentCommand
        private SinkCommand sink = new SinkCommand();

        @Parameters(paramLabel = "DATABASE", description = "One of kmig.yaml's databases.")
        private String database = "";

        @Option(
                names = "--confirm",
                paramLabel = "MIGRATION",
                description = "The migration's name, instead of typing it; needed off a terminal.")
        private @Nullable String confirm;

        Delete(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            try (Session session = context.open(sink.root)) {
                Confirmation.require(
                        context.terminal(), session.spec().name(), confirm, "delete the sink of " + database);
                boolean there = new SinkOperations().delete(session, database);
                context.terminal().result(database + (there ? ": deleted" : ": there was none"));
                return Exit.DONE.code();
            }
        }
    }
}
