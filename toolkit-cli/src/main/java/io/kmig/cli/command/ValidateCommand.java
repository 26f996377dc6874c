package io.kmig.cli.command;

import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Validation;
import io.kmig.core.error.Exit;
import io.kmig.core.port.ProofPort.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "validate",
        description = {
            "Compares green with blue record by record, up to where blue ends now, and writes report files.",
            "Exit 0 when all is equal, 4 when a difference is proved, 6 when neither is."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig validate",
            "  kmig validate --wait --timeout 10m --report target/kmig   in CI: junit.xml, summary.md, mismatches.ndjson",
            "  kmig validate -o json"
        })
final class ValidateCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Option(names = "--wait", description = "Wait up to 10 minutes for mirror and validator, instead of one.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Wait this long, for example 90s or 10m; then the verdict is INCONCLUSIVE.")
    private @Nullable Duration timeout;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Where the files go (default: report.dir of kmig.yaml).")
    private @Nullable Path report;

    @Option(
            names = "--show-keys",
            description = "Write keys of differing records as they are instead of salted hashes.")
    private boolean showKeys;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    ValidateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Session session = context.open(root)) {
            Path directory = report == null ? session.spec().reportDir() : report;
            // a verdict may take minutes, and is worth nothing to CI without its files
            ReportDocument.requireWritable(directory);
            context.terminal().progress("starting the validator …");
            Proof proof = new Validation()
                    .verdict(
                            session,
                            within(),
                            directory,
                            showKeys,
                            (decided, partitions, waitingFor) -> context.terminal()
                                    .progress(decided + " of " + partitions + " partitions decided"
                                            + (waitingFor.isEmpty() ? "" : "; waiting for " + waitingFor.get(0))));
            switch (output) {
                case table -> context.terminal().result(text(proof));
                case json -> context.terminal().result(context.documents().json(Document.of(session, proof)));
                case yaml -> context.terminal().result(context.documents().yaml(Document.of(session, proof)));
            }
            context.terminal()
                    .say("Files: " + directory.resolve("junit.xml") + ", summary.md, mismatches.ndjson, verdict.json");
            return exit(proof).code();
        }
    }

    private Duration within() {
        return timeout != null ? timeout : wait ? Duration.ofMinutes(10) : Duration.ofMinutes(1);
    }

    private static Exit exit(Proof proof) {
        return switch (proof.result()) {
            case PASS -> Exit.DONE;
            case FAIL -> Exit.DIVERGED;
            case INCONCLUSIVE, WAIVED -> Exit.INCONCLUSIVE;
        };
    }

    private static String text(Proof proof) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s  %d records equal and in order, coverage %.2f %%, error bound %.1e",
                proof.result(),
                proof.records(),
                proof.coveragePercent(),
                proof.errorBound()));
        proof.waivers().forEach(w -> text.append(String.format("%n  waived: %s", w)));
        proof.reasons().stream().limit(SHOWN).forEach(r -> text.append(String.format("%n  %s", r)));
        if (proof.reasons().size() > SHOWN) {
            text.append(String.format(
                    "%n  … %d more in mismatches.ndjson", proof.reasons().size() - SHOWN));
        }
        return text.toString();
    }

    /** What {@code -o json} shows. */
    record Document(
            int schemaVersion,
            String migration,
            String result,
            long records,
            double coveragePercent,
            double errorBound,
            List<String> waivers,
            List<String> reasons) {
        static Document of(Session session, Proof proof) {
            return new Document(
                    1,
                    session.spec().name(),
                    proof.result().name(),
                    proof.records(),
                    proof.coveragePercent(),
                    proof.errorBound(),
                    proof.waivers(),
                    proof.reasons());
        }
    }
}
