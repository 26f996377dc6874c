package io.kmig.cli.command;

import io.kmig.cli.demo.DemoOutcome;
import io.kmig.cli.demo.DemoSpec;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.view.ErrorView;
import io.kmig.core.error.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "A whole migration on this machine, under load, judged by an independent ledger.",
            "Two real Kafka clusters, Connect workers, a database with Debezium, producers and consumers; plan, apply",
            "and cutover as an operator would run them. Exit 4 when anything was lost, repeated or reordered."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig demo",
            "  kmig demo --report target/demo   also writes report.json there",
            "  kmig demo --keep                 leaves the world up; take it down with kmig sandbox down",
            "  kmig demo --inject swap          two records change places in the mirror: exit 4 names them",
            "  kmig demo --rollback             and back to blue again, nothing lost",
            "  kmig demo --blue-sql shop.sql    the database is what the script makes of it",
            "  kmig demo --blue-version 2.8.2   blue is an old cluster with ZooKeeper",
            "  kmig demo --rate 2000 --records 100000"
        })
final class DemoCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "Records a second of the busiest producer; others write half as many (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "20000",
            description = {
                "Produce at least this many (default: ${DEFAULT-VALUE}).",
                "The load goes on until the last unit is on green, so that it is usually more."
            })
    private long records;

    @Option(
            names = "--blue-version",
            paramLabel = "VERSION",
            defaultValue = "4.3.1",
            description = "Blue's Kafka: 4.3.1, or 2.8.2 with ZooKeeper (default: ${DEFAULT-VALUE}).")
    private String blueVersion = "4.3.1";

    @Option(
            names = "--blue-sql",
            paramLabel = "FILE",
            description = {
                "SQL script for PostgreSQL that makes and fills the database, run as psql would run it,",
                "instead of the generated shop."
            })
    private @Nullable Path blueSql;

    @Option(names = "--rollback", description = "Then take everything back to blue, under load, green's writes kept.")
    private boolean rollback;

    @Option(
            names = "--inject",
            paramLabel = "KIND",
            description = "Damage one record in the mirror: drop, duplicate, swap or mutate. Ends with exit 4.")
    private @Nullable String inject;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "20261121",
            description = "Of the load and of the damaged place (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--no-validator", description = "Let no verdict gate the hand-offs: the ledger judges alone.")
    private boolean noValidator;

    @Option(
            names = "--keep",
            description = "Leave clusters, workers, databases and applications up, under load, for other commands.")
    private boolean keep;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "report",
            description = "Where report.json, report.html and the validator's files go (default: ${DEFAULT-VALUE}).")
    private Path report = Path.of("report");

    DemoCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Usage.require(rate >= 1, "--rate is at least 1 record a second, not " + rate);
        Usage.requireBlueVersion(blueVersion);
        Usage.require(
                inject == null || DemoSpec.DAMAGES.contains(inject),
                "--inject is " + String.join(", ", DemoSpec.DAMAGES) + "; not " + inject);
        Usage.require(
                blueSql == null || Files.isReadable(blueSql),
                "--blue-sql is a file that can be read, which " + blueSql + " is not");
        Usage.require(records >= 1, "--records is at least 1, not " + records);
        // the report is the last thing the demo writes, which is late to hear of it
        ReportDocument.requireWritable(report);
        DemoOutcome outcome = context.demo()
                .get()
                .run(new DemoSpec(
                        rate, records, blueVersion, blueSql, rollback, inject, seed, !noValidator, keep, report));
        context.terminal().result(outcome.summary());
        new ErrorView(context.terminal()).show(outcome.problems());
        return outcome.problems().stream()
                .map(p -> p.code().exit())
                .reduce(Exit.DONE, Exit::and)
                .code();
    }
}
