package io.kmig.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, with the options every verb knows. */
@Command(
        name = "kmig",
        mixinStandardHelpOptions = true,
        versionProvider = VersionLine.class,
        description = "Moves a live Apache Kafka estate from one cluster (blue) to another (green).",
        subcommands = {
            InitCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            StatusCommand.class,
            LagCommand.class,
            OffsetsCommand.class,
            ValidateCommand.class,
            CutoverCommand.class,
            RollbackCommand.class,
            SinkCommand.class,
            SandboxCommand.class,
            DemoCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failure",
            "2:usage or kmig.yaml",
            "3:precondition refused, nothing changed",
            "4:divergence found",
            "5:stopped at a safe point",
            "6:inconclusive",
            "7:rolled back by itself",
            "10:changes pending (plan --detailed-exitcode)",
            "130:interrupted"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig demo                      a whole migration on this machine, under load",
            "  kmig init --blue b1:9092       write a starter kmig.yaml",
            "  kmig plan                      what apply would do, and the order of clients",
            "  kmig apply && kmig status      replicate",
            "  kmig cutover consumers         move everything that only reads"
        })
public final class KmigCommand {
    @Option(
            names = {"-f", "--file"},
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            defaultValue = "kmig.yaml",
            description = "The migration (default: ${DEFAULT-VALUE}).")
    Path file = Path.of("kmig.yaml");

    @Option(
            names = "--set",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY=VALUE",
            description = "Override a key of kmig.yaml, for example --set cutover.maxWritePause=10s.")
    Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colour, also with NO_COLOR or TERM=dumb.")
    boolean noColor;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error; it is in the log file anyway.")
    boolean stacktrace;

    public boolean noColor() {
        return noColor;
    }

    public boolean stacktrace() {
        return stacktrace;
    }
}
