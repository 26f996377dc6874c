package io.kmig.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Database;
import io.kmig.cli.document.ReportDocument.Offsets;
import io.kmig.cli.document.ReportDocument.Pause;
import io.kmig.cli.document.ReportDocument.Stage;
import io.kmig.cli.document.ReportDocument.Verdict;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** Documents and the pages made of them. */
final class Pages {
    static final Instant BEGAN = Instant.parse("2026-11-21T10:04:28.163Z");
    static final Origin ORIGIN = new Origin("0.1.0", Instant.parse("2026-11-21T10:06:00Z"), "ab".repeat(32));
    static final Verdict UNJUDGED = new Verdict(null, null, null, List.of(), null, null);

    private Pages() {}

    static Verdict verdict(String result, Double coveragePercent, Double errorBound, List<String> waivers) {
        return new Verdict(result, coveragePercent, errorBound, waivers, Verdict.FORWARD, BEGAN);
    }

    /** Nothing measured yet. */
    static ReportDocument document(Stage... stages) {
        return document("shop", UNJUDGED, List.of(stages), new Database(null, null));
    }

    static ReportDocument judged(Verdict verdict) {
        return document("shop", verdict, List.of(), new Database(null, null));
    }

    static ReportDocument document(String migration, Verdict verdict, List<Stage> stages, Database database) {
        return new ReportDocument(
                1,
                migration,
                "Moving",
                verdict,
                stages,
                new Offsets(null, null, null, null),
                Pause.unknown(),
                Pause.unknown(),
                database,
                null);
    }

    static ReportDocument in(String phase, ReportDocument document) {
        return new ReportDocument(
                document.schemaVersion(),
                document.migration(),
                phase,
                document.verdict(),
                document.stages(),
                document.offsets(),
                document.writePauseMs(),
                document.consumerPauseMs(),
                document.database(),
                document.ledger());
    }

    static Stage done(String name, long afterMillis, long ms) {
        return new Stage(name, BEGAN.plusMillis(afterMillis), ms, "done");
    }

    static Stage unfinished(String name, long afterMillis) {
        return new Stage(name, BEGAN.plusMillis(afterMillis), null, "not finished");
    }

    static Stage undone(String unit, long afterMillis, String reason) {
        return new Stage(unit + " undone", BEGAN.plusMillis(afterMillis), null, reason);
    }

    static Stage turnedBack(String unit, long afterMillis) {
        return new Stage(unit + " turned back", BEGAN.plusMillis(afterMillis), null, "begun");
    }

    static ReportPage page(ReportDocument document) {
        return ReportPage.of(document, json("null"), ORIGIN);
    }

    static ReportPage page(ReportDocument document, String ledger) {
        return ReportPage.of(document, json(ledger), ORIGIN);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final String CLEAN_LEDGER = """
            {"produced": 20013, "processed": 27605, "lost": 0, "duplicated": 0, "reordered": 0, "foreign": 0,
             "visibleOnBlue": 20013, "visibleOnGreen": 20013,
             "clients": [
               {"name": "till", "kind": "producer", "group": null, "produced": 4771, "processed": null,
                "onBlue": 3646, "onGreen": 1125, "lost": 0, "duplicated": 0, "reordered": 0}],
             "groups": [
               {"group": "audit", "clients": ["audit"], "expected": 7592, "processed": 7592,
                "lost": 0, "duplicated": 0, "reordered": 0, "superseded": 0, "foreign": 0}],
             "writePauses": [{"topic": "shop.orders", "partition": 0, "ms": 2341, "moves": 1}],
             "consumerPauses": [{"group": "audit", "topic": null, "partition": null, "ms": 1289}],
             "findings": []}
            """;
}
