package io.kmig.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Pause;
import io.kmig.cli.report.Table.Column;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the page says, in the order it says it. Pure: no file, no clock, no markup. */
public record ReportPage(
        String migration,
        String phase,
        String phaseMeaning,
        Overall overall,
        Timeline timeline,
        Table stages,
        List<Section> sections,
        Origin origin) {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** @param ledger the document's ledger as it stands in report.json; null or missing when there is none */
    public static ReportPage of(ReportDocument document, JsonNode ledger, Origin origin) {
        List<ShownStage> stages = ShownStage.of(document.stages());
        Ledger count = new Ledger(ledger);
        return new ReportPage(
                Words.text(document.migration()),
                Words.text(document.phase()),
                meaning(document.phase()),
                Overall.of(document, count, stages),
                Timeline.of(stages),
                table(stages),
                List.of(
                        verdict(document.verdict()),
                        pauses(document, count),
                        offsets(document.offsets()),
                        count.section(),
                        database(document.database())),
                origin);
    }

    /** As a window's or tab's title. */
    public String title() {
        String word = overall.word().label();
        return migration + ": " + phase + ", " + (overall.word().place() ? word : "verdict " + word) + " – kmig report";
    }

    public String generatedAt() {
        return origin.generatedAt().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String meaning(String phase) {
        return switch (phase) {
            case "Planned" -> "Nothing was changed on either side yet.";
            case "Replicating" -> "The mirrors run; blue's past is still being copied.";
            case "CaughtUp" -> "The mirrors reached blue's ends; every client runs on blue.";
            case "Moving" -> "Units move from blue to green, one by one.";
            case "OnGreen" -> "Every unit runs on green; the reverse mirrors keep the way back open.";
            case "RollingBack" -> "Units go back to blue, one by one.";
            case "OnBlue" -> "Every unit was rolled back and runs on blue.";
            default -> "";
        };
    }

    private static Table table(List<ShownStage> stages) {
        return new Table(
                "stages",
                "Stages, in the order they began",
                List.of(
                        Column.text("Stage"),
                        // what a narrow screen shows without moving the table
                        Column.text("Outcome"),
                        Column.figure("Took"),
                        Column.moment("Started at, UTC")),
                Bounds.last(stages, Bounds.STAGES).stream()
                        .map(s -> List.of(
                                Words.text(s.name()),
                                s.fate(),
                                s.ms() != null ? Words.millis(s.ms()) : s.kind().moment() ? "–" : Words.NOT_MEASURED,
                                MOMENT.format(s.startedAt())))
                        .toList(),
                Bounds.remark(stages.size(), Bounds.STAGES, "latest"));
    }

    private static Section verdict(ReportDocument.Verdict verdict) {
        List<String> waivers = verdict.waivers();
        List<String> lines = new ArrayList<>(
                Bounds.first(waivers, Bounds.WAIVERS).stream().map(Words::text).toList());
        if (waivers.size() > Bounds.WAIVERS) {
            lines.add(Bounds.remark(waivers.size(), Bounds.WAIVERS, "first"));
        }
        return new Section(
                "verdict",
                "Validator",
                "Whether green holds what blue holds, record for record.",
                List.of(
                        new Figure("Result", Words.text(verdict.result()), "PASS, FAIL or INCONCLUSIVE"),
                        new Figure(
                                "Given at",
                                verdict.at() == null ? Words.NOT_MEASURED : Words.moment(verdict.at()),
                                "of the way from blue to green; a rollback has no verdict"),
                        new Figure(
                                "Coverage",
                                Words.percent(verdict.coveragePercent()),
                                "of the records in scope compared"),
                        new Figure(
                                "Error bound",
                                Words.number(verdict.errorBound()),
                                "probability that a difference was overlooked"),
                        new Figure(
                                "Waivers",
                                verdict.result() == null && waivers.isEmpty()
                                        ? Words.NOT_MEASURED
                                        : Words.count(waivers.size()),
                                "differences that were declared acceptable")),
                "Waived",
                lines,
                List.of());
    }

    private static Section pauses(ReportDocument document, Ledger ledger) {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(pause("Write pause", document.writePauseMs(), "written partitions"));
        figures.addAll(pause("Consumer pause", document.consumerPauseMs(), "consumer groups"));
        return new Section(
                "pauses",
                "Pauses",
                "Write pause: from a partition's last acknowledgement on the side that was left to the first on the other;"
                        + " nothing is subtracted. Consumer pause: from a group's last record processed on the one side"
                        + " to the first on the other. Only the demo's ledger can measure them.",
                figures,
                "",
                List.of(),
                ledger.present() ? List.of(ledger.writePauses(), ledger.consumerPauses()) : List.of());
    }

    private static List<Figure> pause(String name, Pause pause, String of) {
        Integer n = pause.n();
        return List.of(
                new Figure(name + ", median", Words.millis(pause.p50()), "p50: half of them were no longer"),
                new Figure(name + ", p99", Words.millis(pause.p99()), "99 of 100 were no longer"),
                new Figure(name + ", longest", Words.millis(pause.max()), "max"),
                new Figure(name + "s measured", Words.count(toLong(n)), of));
    }

    private static @Nullable Long toLong(@Nullable Integer value) {
        return value == null ? null : value.longValue();
    }

    private static Section offsets(ReportDocument.Offsets offsets) {
        return Section.figures(
                "offsets",
                "Offsets",
                "Where consumer groups resume on green.",
                List.of(
                        new Figure(
                                "Exact",
                                Words.count(offsets.exact()),
                                "positions written, each proved record by record"),
                        new Figure(
                                "Bounded",
                                Words.count(offsets.bounded()),
                                "known only between two offsets; never written"),
                        new Figure("Unresolved", Words.count(offsets.unresolved()), "not found; never written"),
                        new Figure(
                                "Re-reading avoided",
                                Words.count(offsets.rereadAvoided()),
                                "offsets between MirrorMaker's own checkpoints and the exact positions, transaction"
                                        + " markers included")));
    }

    private static Section database(ReportDocument.Database database) {
        Long different = database.rowsDifferent();
        return Section.figures(
                "database",
                "Databases",
                "Rows of the blue database beside those of the green one.",
                List.of(
                        new Figure("Rows compared", Words.count(database.rowsCompared()), "on both sides"),
                        new Figure(
                                "Rows different",
                                Words.count(different) + (different != null && different > 0 ? " (must be 0)" : ""),
                                "missing, too many or unequal")));
    }
}
