package io.kmig.cli.command;

import io.kmig.cli.demo.SandboxDesk;
import io.kmig.core.error.Exit;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sandbox",
        description =
                "Two real Kafka clusters and Connect workers on loopback, with --postgres a database too, as child processes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(up | status | down)",
        subcommands = {SandboxCommand.Up.class, SandboxCommand.Status.class, SandboxCommand.Down.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig sandbox up                       start it and print what to connect to",
            "  kmig sandbox up --blue-version 2.8.2  an old blue cluster, with ZooKeeper",
            "  kmig sandbox status",
            "  kmig sandbox down"
        })
final class SandboxCommand {
    private SandboxCommand() {}

    /** Where the sandbox keeps its data, logs and sandbox.json. */
    static final class Place {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                defaultValue = ".kmig/sandbox",
                description = "Its state: data, logs, sandbox.json (default: ${DEFAULT-VALUE}).")
        Path directory = Path.of(".kmig/sandbox");
    }

    @Command(
            name = "up",
            description = "Starts it in the background.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  kmig sandbox up", "  kmig sandbox up --dir /tmp/sandbox --blue-version 2.8.2"})
    static final class Up implements Callable<Integer> {

        private final Context context;

        @Mixin
        private Place place = new Place();

        @Option(
                names = "--blue-version",
                defaultValue = "4.3.1",
                description = "4.3.1 or 2.8.2 with ZooKeeper (default: ${DEFAULT-VALUE}).")
        private String blueVersion = "4.3.1";

        @Option(
                names = "--nodes",
                defaultValue = "1",
                description = "Brokers a cluster, 1 or 3 (default: ${DEFAULT-VALUE}).")
        private int nodes;

        @Option(
                names = "--postgres",
                description = "Also a PostgreSQL with wal_level=logical, and a Connect worker on blue with Debezium.")
        private boolean postgres;

        Up(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            Usage.requireBlueVersion(blueVersion);
            Usage.require(nodes == 1 || nodes == 3, "--nodes is 1 or 3, not " + nodes);
            SandboxDesk desk = new SandboxDesk(context.terminal());
            context.terminal().result(desk.up(place.directory, blueVersion, nodes, postgres));
            return Exit.DONE.code();
        }
    }

    @Command(
            name = "status",
            description = "What runs and where.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  kmig sandbox status --dir /tmp/sandbox")
    static final class Status implements Callable<Integer> {
        private final Context context;

        @Mixin
        private Place place = new Place();

        Status(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            context.terminal().result(new SandboxDesk(context.terminal()).status(place.directory));
            return Exit.DONE.code();
        }
    }

    @Command(
            name = "down",
            description = "Stops it and removes its data.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  kmig sandbox down --dir /tmp/sandbox")
    static final class Down implements Callable<Integer> {
        private final Context context;

        @Mixin
        private Place place = new Place();

        Down(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            context.terminal().result(new SandboxDesk(context.terminal()).down(place.directory));
            return Exit.DONE.code();
        }
    }
}
