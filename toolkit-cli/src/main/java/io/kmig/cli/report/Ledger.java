package io.kmig.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.cli.report.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The demo's independent count, read by the names it has in report.json: the page knows the documented keys, not the
 * ledger's classes. A key that is missing or null was not measured.
 */
record Ledger(JsonNode json) {
    private static final List<String> FLAWS = List.of("lost", "duplicated", "reordered", "foreign");

    boolean present() {
        return json.isObject();
    }

    /** What must be zero and isn't, in words. */
    List<String> flaws() {
        List<String> flaws = new ArrayList<>();
        for (String flaw : FLAWS) {
            Long count = figure(json, flaw);
            if (count != null && count > 0) {
                flaws.add(Words.count(count) + " " + flaw);
            }
        }
        Long blue = figure(json, "visibleOnBlue");
        Long green = figure(json, "visibleOnGreen");
        if (blue != null && green != null && !blue.equals(green)) {
            flaws.add("blue shows " + Words.count(blue) + " records, green " + Words.count(green));
        }
        return flaws;
    }

    /** Every figure that a clean ledger rests on is there. */
    boolean complete() {
        return FLAWS.stream().allMatch(f -> figure(json, f) != null)
                && figure(json, "produced") != null
                && figure(json, "visibleOnBlue") != null
                && figure(json, "visibleOnGreen") != null;
    }

    Section section() {
        if (!present()) {
            return Section.figures(
                    "ledger",
                    "Ledger",
                    "An independent count of every record. Only the demo has one, at its end: " + Words.NOT_MEASURED
                            + " here.",
                    List.of());
        }
        return new Section(
                "ledger",
                "Ledger",
                "The demo's own applications wrote down what they were acknowledged and what they processed; the ledger,"
                        + " which shares no code with kmig, compares that with both clusters.",
                figures(),
                "",
                List.of(),
                List.of(clients(), groups(), findings()));
    }

    private List<Figure> figures() {
        return List.of(
                plain("produced", "Produced", "records acknowledged to the applications"),
                plain("processed", "Processed", "records handled by consumers, repetitions included"),
                flaw("lost", "Lost", "acknowledged and gone, or never processed"),
                flaw("duplicated", "Duplicated", "visible or processed more than once"),
                flaw("reordered", "Reordered", "visible or processed after a later record of the same key"),
                flaw("foreign", "Foreign", "visible though nobody can have written them"),
                plain("visibleOnBlue", "Visible on blue", "records a reader finds there"),
                plain("visibleOnGreen", "Visible on green", "the same count when the way back holds everything"));
    }

    private Figure plain(String key, String name, String meaning) {
        return new Figure(name, Words.count(figure(json, key)), meaning);
    }

    private Figure flaw(String key, String name, String meaning) {
        Long count = figure(json, key);
        return new Figure(name, Words.count(count) + (count != null && count > 0 ? " (must be 0)" : ""), meaning);
    }

    private Table clients() {
        return table(
                "clients",
                "Clients",
                json.path("clients"),
                Bounds.ROWS,
                List.of(
                        Cell.text("name", "Client"),
                        Cell.text("kind", "Kind"),
                        Cell.figure("produced", "Produced"),
                        Cell.figure("processed", "Processed"),
                        Cell.figure("onBlue", "On blue"),
                        Cell.figure("onGreen", "On green"),
                        Cell.figure("lost", "Lost"),
                        Cell.figure("duplicated", "Duplicated"),
                        Cell.figure("reordered", "Reordered")));
    }

    private Table groups() {
        return table(
                "groups",
                "Consumer groups",
                json.path("groups"),
                Bounds.ROWS,
                List.of(
                        Cell.text("group", "Group"),
                        Cell.figure("expected", "Expected"),
                        Cell.figure("processed", "Processed"),
                        Cell.figure("lost", "Lost"),
                        Cell.figure("duplicated", "Duplicated"),
                        Cell.figure("reordered", "Reordered"),
                        Cell.figure("foreign", "Foreign")));
    }

    private Table findings() {
        return table(
                "findings",
                "Findings",
                json.path("findings"),
                Bounds.FINDINGS,
                List.of(
                        Cell.text("kind", "Finding"),
                        Cell.text("who", "Client or group"),
                        Cell.text("topic", "Topic"),
                        Cell.figure("partition", "Partition"),
                        Cell.figure("offset", "Offset"),
                        Cell.text("key", "Key"),
                        Cell.text("detail", "Detail")));
    }

    /** The pauses of the single partitions, from which the percentiles were taken. */
    Table writePauses() {
        return table(
                "write-pauses",
                "Write pause of each partition",
                json.path("writePauses"),
                Bounds.ROWS,
                List.of(
                        Cell.text("topic", "Topic"),
                        Cell.figure("partition", "Partition"),
                        Cell.figure("ms", "Pause, ms"),
                        Cell.figure("moves", "Moves")));
    }

    Table consumerPauses() {
        return table(
                "consumer-pauses",
                "Pause of each group",
                json.path("consumerPauses"),
                Bounds.ROWS,
                List.of(Cell.text("group", "Group"), Cell.figure("ms", "Pause, ms")));
    }

    private record Cell(String key, Column column) {
        static Cell text(String key, String name) {
            return new Cell(key, Column.text(name));
        }

        static Cell figure(String key, String name) {
            return new Cell(key, Column.figure(name));
        }

        String of(JsonNode row) {
            JsonNode value = row.path(key);
            if (value.isMissingNode() || value.isNull()) {
                return "–";
            }
            return value.isIntegralNumber() ? Words.count(value.asLong()) : Words.text(value.asText());
        }
    }

    private static Table table(String id, String caption, JsonNode list, int most, List<Cell> cells) {
        List<List<String>> rows = StreamSupport.stream(list.spliterator(), false)
                .limit(most)
                .map(row -> cells.stream().map(c -> c.of(row)).toList())
                .toList();
        return new Table(
                id,
                caption,
                cells.stream().map(Cell::column).toList(),
                rows,
                Bounds.remark(list.size(), most, "first"));
    }

    private static @Nullable Long figure(JsonNode json, String key) {
        JsonNode value = json.path(key);
        return value.isIntegralNumber() ? value.asLong() : null;
    }
}
