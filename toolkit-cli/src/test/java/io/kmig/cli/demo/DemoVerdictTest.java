package io.kmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.Problem;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Requirements;
import io.kmig.ledger.record.Cluster;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemoVerdictTest {
    private static final Requirements REQUIRED = new Requirements(100, 0, 0);

    @Test
    void aFlawlessLedgerWithEnoughRecordsHasNoProblems() {
        assertThat(problems(ledger(100L, 0, 0, 0, 0, 100L, 100L))).isEmpty();
    }

    @Test
    void anyLostRepeatedReorderedOrForeignRecordExitsFourAndNamesTheReport() {
        for (LedgerReport flawed : List.of(
                ledger(100L, 1, 0, 0, 0, 100L, 100L),
                ledger(100L, 0, 1, 0, 0, 100L, 100L),
                ledger(100L, 0, 0, 1, 0, 100L, 100L),
                ledger(100L, 0, 0, 0, 1, 100L, 100L))) {
            List<Problem> problems = problems(flawed);

            assertThat(problems).extracting(Problem::code).containsExactly(ErrorCode.DEMO_DIVERGED);
            assertThat(problems.get(0).code().exit()).isEqualTo(Exit.DIVERGED);
            assertThat(problems.get(0).remedy()).contains("report.json");
        }
    }

    @Test
    void aWayBackThatLostRecordsOrWasNotReadIsADivergence() {
        assertThat(problems(ledger(100L, 0, 0, 0, 0, 99L, 100L)))
                .extracting(Problem::observed)
                .containsExactly("the way back: blue shows 99 records, green 100");
        assertThat(problems(ledger(100L, 0, 0, 0, 0, null, 100L)))
                .extracting(Problem::code)
                .contains(ErrorCode.DEMO_DIVERGED);
    }

    @Test
    void aShortfallOrAnUnknownCountFailsInsteadOfPassing() {
        for (Long produced : new Long[] {99L, null}) {
            List<Problem> problems = problems(ledger(produced, 0, 0, 0, 0, 100L, 100L));

            assertThat(problems).extracting(Problem::code).containsExactly(ErrorCode.DEMO_SHORTFALL);
            assertThat(problems.get(0).code().exit()).isEqualTo(Exit.FAILURE);
        }
    }

    private static List<Problem> problems(LedgerReport ledger) {
        return DemoVerdict.problems(ledger, REQUIRED, Path.of("report.json"));
    }

    private static LedgerReport ledger(
            @Nullable Long produced,
            long lost,
            long duplicated,
            long reordered,
            long foreign,
            @Nullable Long onBlue,
            @Nullable Long onGreen) {
        return new LedgerReport(
                Cluster.GREEN,
                produced,
                100L,
                lost,
                duplicated,
                reordered,
                foreign,
                0,
                onBlue,
                onGreen,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
