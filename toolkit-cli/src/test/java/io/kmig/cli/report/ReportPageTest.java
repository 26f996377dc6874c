package io.kmig.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Database;
import io.kmig.cli.document.ReportDocument.Pause;
import io.kmig.cli.document.ReportDocument.Stage;
import io.kmig.cli.document.ReportDocument.Verdict;
import io.kmig.cli.report.Overall.Word;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPageTest {
    @Test
    void whatIsNotKnownIsCalledNotMeasuredAndNeverZero() {
        ReportPage page = Pages.page(Pages.document());

        assertThat(page.sections().stream().flatMap(s -> s.figures().stream()))
                .hasSizeGreaterThan(10)
                .allSatisfy(f -> assertThat(f.value()).as(f.name()).isEqualTo("not measured"));
        assertThat(page.overall().word()).isEqualTo(Word.UNKNOWN);
        assertThat(page.title()).contains("shop", "Moving", "verdict unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, PASS",
        "pass, PASS",
        "FAIL, FAIL",
        "INCONCLUSIVE, INCONCLUSIVE",
        "something new, UNKNOWN",
    })
    void theValidatorsWordIsTheHeadline(String result, Word word) {
        ReportPage page = Pages.page(Pages.judged(Pages.verdict(result, 99.5, 1e-9, List.of())));

        assertThat(page.overall().word()).isEqualTo(word);
        assertThat(page.overall().reasons())
                .contains("The validator's verdict, blue to green, at 2026-11-21 10:04:28 UTC: " + result + ".");
        assertThat(value(page, "verdict", "Coverage")).isEqualTo("99.5 %");
        assertThat(value(page, "verdict", "Error bound")).isEqualTo("1.0E-9");
    }

    @Test
    void theHeadlineSaysOfWhichDirectionAndTimeTheVerdictIs() {
        ReportPage page = Pages.page(Pages.judged(Pages.verdict("PASS", 100.0, 0.0, List.of())));

        assertThat(page.overall().about()).isEqualTo("Verdict, blue to green, at 2026-11-21 10:04:28 UTC");
        assertThat(value(page, "verdict", "Given at")).isEqualTo("2026-11-21 10:04:28 UTC");
    }

    @ParameterizedTest
    @CsvSource({"RollingBack, RETURNING, going back to blue", "OnBlue, RETURNED, 'rolled back, on blue'"})
    void onTheWayBackTheHeadlineIsWhereTheEstateIsAndNotTheVerdictOfTheWayForward(
            String phase, Word word, String label) {
        ReportDocument passed = Pages.judged(Pages.verdict("PASS", 100.0, 0.0, List.of()));

        ReportPage page = Pages.page(Pages.in(phase, passed));

        assertThat(page.overall().word()).isEqualTo(word);
        assertThat(page.overall().about()).isEqualTo("Where the estate is");
        assertThat(page.title()).contains(label).doesNotContain("PASS", "verdict");
        assertThat(page.overall().reasons())
                .contains("The validator's verdict, blue to green, at 2026-11-21 10:04:28 UTC: PASS. It is of the way"
                        + " forward, before the rollback, and proves nothing of what came after.");
    }

    @Test
    void aVerdictFromBeforeARollbackDoesNotPassWhatIsMovedAgain() {
        Verdict passed = Pages.verdict("PASS", 100.0, 0.0, List.of());
        List<Stage> stages = List.of(Pages.turnedBack("shop", 900), Pages.done("shop prepare", 2000, 10));

        ReportPage page =
                Pages.page(Pages.in("OnGreen", Pages.document("shop", passed, stages, new Database(null, null))));

        assertThat(page.overall().word()).isEqualTo(Word.UNKNOWN);
        assertThat(page.overall().about()).isEqualTo("Verdict");
        assertThat(page.overall().reasons().get(0)).contains("PASS", "before the rollback");
    }

    @Test
    void aWitnessAgainstItFailsARollbackToo() {
        Verdict passed = Pages.verdict("PASS", 100.0, 0.0, List.of());

        ReportPage page =
                Pages.page(Pages.in("OnBlue", Pages.document("shop", passed, List.of(), new Database(50L, 2L))));

        assertThat(page.overall().word()).isEqualTo(Word.FAIL);
        assertThat(page.overall().about()).isEqualTo("Verdict");
    }

    @Test
    void aCleanLedgerAloneDoesNotPassAMigration() {
        ReportPage page = Pages.page(Pages.document(), Pages.CLEAN_LEDGER);

        assertThat(page.overall().word()).isEqualTo(Word.UNKNOWN);
        assertThat(page.overall().reasons())
                .contains("The demo's ledger found no record lost, duplicated, reordered or foreign.");
    }

    @Test
    void aLedgerThatDidNotMeasureEverythingIsNotCalledClean() {
        ReportPage page = Pages.page(
                Pages.document(), Pages.CLEAN_LEDGER.replace("\"visibleOnBlue\": 20013", "\"visibleOnBlue\": null"));

        assertThat(page.overall().reasons())
                .contains("The demo's ledger found nothing wrong, but did not measure everything.");
        assertThat(value(page, "ledger", "Visible on blue")).isEqualTo("not measured");
    }

    @Test
    void aFlawInTheLedgerFailsEvenWhatTheValidatorPassed() {
        ReportDocument passed = Pages.judged(Pages.verdict("PASS", 100.0, 0.0, List.of()));

        ReportPage page = Pages.page(passed, Pages.CLEAN_LEDGER.replaceFirst("\"lost\": 0", "\"lost\": 1200"));

        assertThat(page.overall().word()).isEqualTo(Word.FAIL);
        assertThat(page.overall().reasons()).contains("The demo's ledger found: 1,200 lost.");
        assertThat(value(page, "ledger", "Lost")).isEqualTo("1,200 (must be 0)");
    }

    @Test
    void aWayBackThatDoesNotHoldEverythingFails() {
        ReportPage page = Pages.page(
                Pages.document(), Pages.CLEAN_LEDGER.replace("\"visibleOnBlue\": 20013", "\"visibleOnBlue\": 20000"));

        assertThat(page.overall().word()).isEqualTo(Word.FAIL);
        assertThat(page.overall().reasons().toString()).contains("blue shows 20,000 records, green 20,013");
    }

    @Test
    void differentRowsFailAndEqualOnesAreToldWithTheirNumber() {
        Verdict passed = Pages.verdict("PASS", 100.0, 0.0, List.of());

        ReportPage different = Pages.page(Pages.document("shop", passed, List.of(), new Database(5000L, 2L)));
        ReportPage equal = Pages.page(Pages.document("shop", passed, List.of(), new Database(5000L, 0L)));

        assertThat(different.overall().word()).isEqualTo(Word.FAIL);
        assertThat(value(different, "database", "Rows different")).isEqualTo("2 (must be 0)");
        assertThat(equal.overall().word()).isEqualTo(Word.PASS);
        assertThat(equal.overall().reasons()).contains("The databases agree in 5,000 rows.");
    }

    @Test
    void pausesHaveTheirUnitAndTheirNumber() {
        ReportDocument measured =
                Pages.document().witnessed(Pause.of(List.of(1200L, 2341L, 2668L)), Pause.unknown(), "");

        ReportPage page = Pages.page(measured);

        assertThat(value(page, "pauses", "Write pause, median")).isEqualTo("2,341 ms");
        assertThat(value(page, "pauses", "Write pause, longest")).isEqualTo("2,668 ms");
        assertThat(value(page, "pauses", "Write pauses measured")).isEqualTo("3");
        assertThat(value(page, "pauses", "Consumer pause, p99")).isEqualTo("not measured");
    }

    @Test
    void anUndoneAttemptSaysSoAtEachOfItsStagesAndNowhereElse() {
        ReportPage page = Pages.page(Pages.document(
                Pages.done("shop prepare", 0, 10),
                Pages.done("shop stop", 20, 100),
                Pages.done("billing stop", 130, 10),
                Pages.unfinished("shop fence", 150),
                Pages.done("shop undo", 400, 80),
                Pages.undone("shop", 500, "a producer still writes"),
                Pages.done("shop prepare", 1000, 10),
                Pages.done("shop hand off", 1020, 15)));

        assertThat(column(page, 1))
                .containsExactly(
                        "done, later undone",
                        "done, later undone",
                        "done",
                        "not finished, later undone",
                        "done",
                        "undone: a producer still writes",
                        "done",
                        "done");
        assertThat(column(page, 2))
                .containsExactly("10 ms", "100 ms", "10 ms", "not measured", "80 ms", "–", "10 ms", "15 ms");
        assertThat(page.overall().reasons())
                .contains("1 stage did not finish.", "1 attempt at moving a unit was undone.");
        assertThat(page.timeline().bars().stream().map(Timeline.Bar::kind))
                .containsExactly(
                        "done taken-back",
                        "done taken-back",
                        "done",
                        "unfinished taken-back",
                        "done",
                        "undone",
                        "done",
                        "done");
    }

    @Test
    void undoingAWayBackDoesNotUndoTheMoveBeforeIt() {
        ReportPage page = Pages.page(Pages.document(
                Pages.done("shop prepare", 0, 10),
                Pages.done("shop start", 20, 100),
                Pages.turnedBack("shop", 900),
                Pages.done("shop stop", 920, 30),
                Pages.undone("shop", 1000, "a hook failed")));

        assertThat(column(page, 1))
                .containsExactly("done", "done", "turned back: begun", "done, later undone", "undone: a hook failed");
    }

    @Test
    void ofVeryManyStagesTheLatestAreShownAndTheOthersCounted() {
        Stage[] many = IntStream.range(0, 1000)
                .mapToObj(i -> Pages.done("unit" + i + " stop", i * 100L, 90))
                .toArray(Stage[]::new);

        ReportPage page = Pages.page(Pages.document(many));

        assertThat(column(page, 0))
                .hasSize(Bounds.STAGES)
                .contains("unit999 stop")
                .doesNotContain("unit0 stop");
        assertThat(page.timeline().bars()).hasSize(Bounds.STAGES);
        assertThat(page.stages().remark())
                .isEqualTo("The latest 120 of 1,000 are shown; report.json has the other 880.");
    }

    @Test
    void ofVeryManyFindingsTheFirstAreShownAndTheOthersCounted() {
        String findings = IntStream.range(0, 350)
                .mapToObj(i -> "{\"kind\": \"lost\", \"who\": \"till\", \"offset\": " + i + "}")
                .collect(Collectors.joining(", ", "[", "]"));

        ReportPage page = Pages.page(
                Pages.document(), Pages.CLEAN_LEDGER.replace("\"findings\": []", "\"findings\": " + findings));

        Table table = section(page, "ledger").tables().get(2);
        assertThat(table.rows()).hasSize(Bounds.FINDINGS);
        assertThat(table.rows().get(7)).containsExactly("lost", "till", "–", "–", "7", "–", "–");
        assertThat(table.remark()).contains("100 of 350").contains("other 250");
    }

    @Test
    void waiversAreListed() {
        ReportPage page =
                Pages.page(Pages.judged(Pages.verdict("PASS", 100.0, 0.0, List.of("audit.log: header dropped"))));

        assertThat(section(page, "verdict").lines()).containsExactly("audit.log: header dropped");
        assertThat(value(page, "verdict", "Waivers")).isEqualTo("1");
    }

    @Test
    void aLongTextIsCutAndWhatWouldDeceiveAReaderIsMadeVisible() {
        String hook = "x".repeat(1000);

        assertThat(Words.text(hook))
                .startsWith("x".repeat(Bounds.TEXT) + "…")
                .endsWith("(700 more characters in report.json)");
        assertThat(Words.text("a\u202Eb\u0000c\uD800d\ne")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd e");
    }

    private static String value(ReportPage page, String section, String figure) {
        return section(page, section).figures().stream()
                .filter(f -> f.name().equals(figure))
                .map(Figure::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + figure + " in " + section(page, section)));
    }

    private static Section section(ReportPage page, String id) {
        return page.sections().stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + id));
    }

    private static List<String> column(ReportPage page, int column) {
        return page.stages().rows().stream().map(r -> r.get(column)).toList();
    }
}
