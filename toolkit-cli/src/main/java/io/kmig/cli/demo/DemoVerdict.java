package io.kmig.cli.demo;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Problem;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Requirements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the ledger's findings mean for the demo: nothing, or what it fails with. */
final class DemoVerdict {
    private static final int SHOWN = 5;

    private DemoVerdict() {}

    /** @param report where the findings can be read in full */
    static List<Problem> problems(LedgerReport ledger, Requirements required, Path report) {
        List<Problem> problems = new ArrayList<>();
        if (!ledger.isFlawless()) {
            problems.add(new Problem(
                    ErrorCode.DEMO_DIVERGED,
                    "the ledger found " + ledger.lost() + " lost, " + ledger.duplicated() + " duplicated, "
                            + ledger.reordered() + " reordered and " + ledger.foreign() + " foreign records: "
                            + ledger.findings().stream()
                                    .limit(SHOWN)
                                    .map(Object::toString)
                                    .collect(Collectors.joining("; ")),
                    "the sandbox is only a sandbox",
                    "look at ledger.findings in " + report));
        }
        if (ledger.visibleOnBlue() == null || !ledger.visibleOnBlue().equals(ledger.visibleOnGreen())) {
            problems.add(new Problem(
                    ErrorCode.DEMO_DIVERGED,
                    "the way back: blue shows " + ledger.visibleOnBlue() + " records, green " + ledger.visibleOnGreen(),
                    "the sandbox is only a sandbox",
                    "look at the reverse mirrors' tasks in the worker's log"));
        }
        ledger.shortfalls(required)
                .forEach(shortfall -> problems.add(new Problem(
                        ErrorCode.DEMO_SHORTFALL,
                        shortfall,
                        "the ledger's verdict does not count",
                        "run `kmig demo` again with a higher --rate")));
        return problems;
    }
}
