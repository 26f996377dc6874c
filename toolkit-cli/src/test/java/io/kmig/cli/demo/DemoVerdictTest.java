package io.kmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.ledger.database.Counts;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.database.WriterLedger;
import io.kmig.ledger.judge.ClientLedger;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Requirements;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.rows.RowsReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    @Test
    void loadFromBeforeTheMoveDoesNotStandForLoadOnBlueAfterARollback() {
        for (long again : new long[] {499, 500}) {
            ClientLedger till =
                    new ClientLedger("till", "producer", null, 5000L, null, 4000, 1000, 1000L, again, 0L, 0L, 0L, 0L);

            List<Problem> problems = DemoVerdict.problems(
                    new DemoLedger(
                            ledger(Cluster.BLUE, List.of(till), 100L, 0, 0, 0, 0, 100L, 100L),
                            rows(0, 0, 0, 0, 500),
                            new RowsReport(List.of(), 1000, 0)),
                    900L,
                    new Requirements(100, 500, 500),
                    Path.of("report.json"));

            assertThat(problems)
                    .extracting(Problem::observed)
                    .isEqualTo(
                            again == 500
                                    ? List.of()
                                    : List.of(
                                            "till: acknowledged on blue since it moved there: 499, at least 500 required"));
        }
    }

    @Test
    void aRowThatIsNotWhatItHasToBeExitsFourAndNamesTheReport() {
        for (DatabaseReport flawed :
                List.of(rows(1, 0, 0, 0, 500), rows(0, 1, 0, 0, 500), rows(0, 0, 1, 0, 500), rows(0, 0, 0, 1, 500))) {
            List<Problem> problems = problems(ledger(100L, 0, 0, 0, 0, 100L, 100L), flawed);

            assertThat(problems).extracting(Problem::code).containsExactly(ErrorCode.DEMO_DIVERGED);
            assertThat(problems.get(0).observed()).contains("rows");
            assertThat(problems.get(0).remedy()).contains("report.json");
        }
    }

    @Test
    void aDatabaseThatDoesNotFollowTheOtherIsADivergence() {
        assertThat(problems(ledger(100L, 0, 0, 0, 0, 100L, 100L), rows(0, 0, 0, 0, 500), 3))
                .extracting(Problem::observed)
                .singleElement()
                .satisfies(o -> assertThat(o).contains("differ in 3 of 1000 rows"));
    }

    @Test
    void aComparisonThatLeftRowsOutIsADivergence() {
        for (Long compared : new Long[] {899L, null}) {
            assertThat(problems(
                            ledger(100L, 0, 0, 0, 0, 100L, 100L),
                            rows(0, 0, 0, 0, 500),
                            new RowsReport(List.of(), 1000, 0),
                            compared))
                    .extracting(Problem::observed)
                    .containsExactly("kmig compared " + compared + " rows where 900 were when the writers moved");
        }
    }

    @Test
    void anUnknownNumberOfRowsAtTheMoveFailsInsteadOfPassing() {
        DatabaseReport unknown = rows(0, 0, 0, 0, 500, null);

        assertThat(problems(ledger(100L, 0, 0, 0, 0, 100L, 100L), unknown))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.code()).isEqualTo(ErrorCode.DEMO_SHORTFALL);
                    assertThat(p.observed()).contains("a commit was never answered");
                });
    }

    @Test
    void aDamageThatNobodyFindsIsADivergenceOfItsOwn() {
        Problem problem = DemoVerdict.overlooked("drop of shop.receipts-1 offset 7");

        assertThat(problem.code().exit()).isEqualTo(Exit.DIVERGED);
        assertThat(problem.observed()).contains("shop.receipts-1 offset 7", "neither the validator nor the ledger");
    }

    @Test
    void tooFewChangesOfRowsFailInsteadOfPassing() {
        assertThat(problems(ledger(100L, 0, 0, 0, 0, 100L, 100L), rows(0, 0, 0, 0, 19)))
                .hasSize(3)
                .extracting(Problem::code)
                .containsOnly(ErrorCode.DEMO_SHORTFALL);
    }

    @Test
    void aCaptureThatDoesNotPassOnIsExplainedByItsFailedTask() {
        KmigException refused = refused(ErrorCode.CAPTURE_INCOMPLETE);

        assertThat(DemoVerdict.explained(refused, Optional.of("record too large"))
                        .problems())
                .hasSize(2)
                .startsWith(refused.problems().get(0))
                .last()
                .satisfies(p -> assertThat(p.observed()).isEqualTo("Debezium's task failed: record too large"));
        assertThat(DemoVerdict.explained(refused, Optional.empty())).isSameAs(refused);
        KmigException other = refused(ErrorCode.SINK_BEHIND);
        assertThat(DemoVerdict.explained(other, Optional.of("not its matter"))).isSameAs(other);
    }

    private static KmigException refused(ErrorCode code) {
        return new KmigException(new Problem(code, "observed", "nothing", "again"));
    }

    private static List<Problem> problems(LedgerReport ledger) {
        return problems(ledger, rows(0, 0, 0, 0, 500));
    }

    private static List<Problem> problems(LedgerReport ledger, DatabaseReport rows) {
        return problems(ledger, rows, 0);
    }

    private static List<Problem> problems(LedgerReport ledger, DatabaseReport rows, long different) {
        RowsReport both = new RowsReport(List.of(), 1000, different);
        return problems(ledger, rows, both, 900L);
    }

    private static List<Problem> problems(
            LedgerReport ledger, DatabaseReport rows, RowsReport both, @Nullable Long compared) {
        return DemoVerdict.problems(new DemoLedger(ledger, rows, both), compared, REQUIRED, Path.of("report.json"));
    }

    /** @param each inserts, updates and deletes since apply began */
    private static DatabaseReport rows(long lost, long resurrected, long wrong, long foreign, long each) {
        return rows(lost, resurrected, wrong, foreign, each, 900L);
    }

    private static DatabaseReport rows(
            long lost, long resurrected, long wrong, long foreign, long each, @Nullable Long atMove) {
        Counts changes = new Counts(each, each, each);
        return new DatabaseReport(
                Cluster.GREEN,
                400,
                changes,
                changes,
                atMove,
                1000,
                1000,
                lost,
                resurrected,
                wrong,
                foreign,
                List.of(),
                List.of(new WriterLedger("office", 400, 200, 200, 200L, 200L, 0, 1L, 2L, 1L)),
                List.of());
    }

    private static LedgerReport ledger(
            @Nullable Long produced,
            long lost,
            long duplicated,
            long reordered,
            long foreign,
            @Nullable Long onBlue,
            @Nullable Long onGreen) {
        return ledger(Cluster.GREEN, List.of(), produced, lost, duplicated, reordered, foreign, onBlue, onGreen);
    }

    private static LedgerReport ledger(
            Cluster home,
            List<ClientLedger> clients,
            @Nullable Long produced,
            long lost,
            long duplicated,
            long reordered,
            long foreign,
            @Nullable Long onBlue,
            @Nullable Long onGreen) {
        return new LedgerReport(
                home,
                produced,
                100L,
                lost,
                duplicated,
                reordered,
                foreign,
                0,
                onBlue,
                onGreen,
                clients,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
