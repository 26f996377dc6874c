package io.kmig.cli.demo;

import io.kmig.core.error.Problem;
import java.util.List;

/**
 * How a demo ended.
 *
 * @param summary for stdout
 * @param problems empty when the ledger is clean and nothing fell short
 */
public record DemoOutcome(String summary, List<Problem> problems) {
    public DemoOutcome {
        problems = List.copyOf(problems);
    }
}
