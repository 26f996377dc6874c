package io.kmig.cli.demo;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.database.DatabaseRequirements;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Requirements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the ledger's findings mean for the demo: nothing, or what it fails with. */
public final class DemoVerdict {
    private static final int SHOWN = 5;

    private DemoVerdict() {}

    /**
     * @param rowsCompared by kmig in the last move of the database
     * @param report where the findings can be read in full
     */
    static List<Problem> problems(DemoLedger ledger, @Nullable Long rowsCompared, Requirements required, Path report) {
        List<Problem> problems = new ArrayList<>(records(ledger.records(), report));
        rows(ledger.database(), report).ifPresent(problems::add);
        Long there = ledger.database().rowsAtMove();
        if (there != null && !there.equals(rowsCompared)) {
            problems.add(diverged(
                    "kmig compared " + rowsCompared + " rows where " + there + " were when the writers moved",
                    "look at ledger.database in " + report));
        }
        if (!ledger.databases().isEqual()) {
            problems.add(diverged(
                    "the two databases differ in " + ledger.databases().rowsDifferent() + " of "
                            + ledger.databases().rowsCompared() + " rows, and these tables could not be compared: "
                            + ledger.databases().refused(),
                    "look at ledger.databases in " + report));
        }
        List<String> shortfalls = new ArrayList<>(ledger.records().shortfalls(required));
        shortfalls.addAll(ledger.database().shortfalls(DatabaseRequirements.ofTheDemo()));
        if (there == null) {
            shortfalls.add("how many rows there were when the writers moved is unknown: a commit was never answered");
        }
        shortfalls.forEach(
                shortfall -> problems.add(
                        new Problem(
                                ErrorCode.DEMO_SHORTFALL,
                                shortfall,
                                "the ledger's verdict does not count",
                                "run `kmig demo` again with a higher --rate; with --blue-sql, tables need rows that can be inserted, updated and deleted")));
        return problems;
    }

    /** A proof that finds nothing where something was damaged is worth nothing. */
    static Problem overlooked(String damage) {
        return new Problem(
                ErrorCode.DEMO_DIVERGED,
                damage + " was damaged on purpose, and neither the validator nor the ledger found it",
                "the sandbox is only a sandbox",
                "report this with its --seed: a checker that overlooks damage is broken");
    }

    /**
     * kmig sees that capture does not pass on; why, the workers on blue know, which are the demo's.
     *
     * @param failure of Debezium's task, if it failed
     */
    static KmigException explained(KmigException refused, Optional<String> failure) {
        if (!refused.has(ErrorCode.CAPTURE_INCOMPLETE)) {
            return refused;
        }
        return failure.map(why -> refused.and(new Problem(
                        ErrorCode.CAPTURE_INCOMPLETE,
                        "Debezium's task failed: " + why,
                        "nothing was handed off",
                        "run `kmig demo` again; with --keep the workers' logs stay")))
                .orElse(refused);
    }

    /** @param report where the findings can be read in full */
    public static List<Problem> records(LedgerReport ledger, Path report) {
        List<Problem> problems = new ArrayList<>();
        if (!ledger.isFlawless()) {
            problems.add(diverged(
                    "the ledger found " + ledger.lost() + " lost, " + ledger.duplicated() + " duplicated, "
                            + ledger.reordered() + " reordered and " + ledger.foreign() + " foreign records: "
                            + examples(ledger.findings()),
                    "look at ledger.findings in " + report));
        }
        if (ledger.visibleOnBlue() == null || !ledger.visibleOnBlue().equals(ledger.visibleOnGreen())) {
            problems.add(diverged(
                    "the way back: blue shows " + ledger.visibleOnBlue() + " records, green " + ledger.visibleOnGreen(),
                    "look at the reverse mirrors' tasks in the worker's log"));
        }
        return problems;
    }

    private static Optional<Problem> rows(DatabaseReport ledger, Path report) {
        return ledger.isFlawless()
                ? Optional.empty()
                : Optional.of(diverged(
                        "the ledger found " + ledger.lost() + " lost, " + ledger.resurrected() + " resurrected, "
                                + ledger.wrong() + " wrong and " + ledger.foreign() + " foreign rows: "
                                + examples(ledger.findings()),
                        "look at ledger.database.findings in " + report));
    }

    /** @param flaws what a stopped demo's writers were told and is not so, in words; not empty */
    static Problem flawed(List<String> flaws) {
        return diverged(
                "after the stop the ledger found: " + String.join("; ", flaws),
                "run `kmig demo` again with --keep, and look at `kmig status` and the workers' logs");
    }

    private static Problem diverged(String observed, String remedy) {
        return new Problem(ErrorCode.DEMO_DIVERGED, observed, "the sandbox is only a sandbox", remedy);
    }

    private static String examples(List<?> findings) {
        return findings.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining("; "));
    }
}
