package io.kmig.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.cli.document.Documents;
import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Pause;
import io.kmig.cli.document.ReportDocument.Stage;
import io.kmig.ledger.judge.ClientLedger;
import io.kmig.ledger.judge.Finding;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.record.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
    @TempDir
    private Path directory;

    private final ReportFiles files =
            new ReportFiles(new Documents(), InstantSource.fixed(Instant.parse("2026-11-21T10:06:00.5Z")));

    @Test
    void thePageNamesTheReportItWasWrittenWith() throws Exception {
        Path report = directory.resolve("deep").resolve("report");

        Path json = files.write(Pages.document(Pages.done("shop stop", 0, 10)), report);

        assertThat(json).isEqualTo(report.resolve("report.json"));
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(json)));
        Document page = page(report);
        assertThat(page.selectFirst("footer code").text()).isEqualTo(hash);
        assertThat(page.selectFirst("footer time").text()).isEqualTo("2026-11-21T10:06:00Z");
        assertThat(names(report)).containsExactly("report.html", "report.json");
    }

    @Test
    void aLaterStageReplacesBoth() throws IOException {
        files.write(Pages.document(), directory);

        files.write(Pages.document(Pages.done("shop stop", 0, 10)), directory);

        assertThat(page(directory).select("#stages tbody tr")).hasSize(1);
        assertThat(new ObjectMapper()
                        .readTree(directory.resolve("report.json").toFile())
                        .path("stages"))
                .hasSize(1);
        assertThat(names(directory)).containsExactly("report.html", "report.json");
    }

    @Test
    void theLedgersOwnReportIsShown() throws IOException {
        LedgerReport ledger = new LedgerReport(
                Cluster.GREEN,
                1000L,
                900L,
                1,
                0,
                0,
                0,
                0,
                1000L,
                999L,
                List.of(new ClientLedger("till", "producer", null, 1000L, null, 600, 400, 500L, 400L, 0L, 1L, 0L, 0L)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new Finding(
                        Finding.Kind.LOST,
                        "till",
                        "shop.receipts",
                        1,
                        77L,
                        "k9",
                        "till",
                        5L,
                        "acknowledged on green")));

        files.write(Pages.document().witnessed(Pause.of(List.of(7L)), Pause.unknown(), ledger), directory);

        Document page = page(directory);
        assertThat(page.selectFirst(".verdict").text()).contains("FAIL", "1 lost");
        assertThat(page.select("#clients tbody tr").eachText()).containsExactly("till producer 1,000 – 600 400 1 0 0");
        assertThat(page.select("#findings tbody tr").eachText())
                .containsExactly("lost till shop.receipts 1 77 k9 acknowledged on green");
    }

    @Test
    void aPageThatCannotBeMadeStopsNothingAndLeavesNoOldOne() throws IOException {
        files.write(Pages.document(), directory);
        ReportDocument unreadable = Pages.document(new Stage(null, Pages.BEGAN, 1L, "done"));

        files.write(unreadable, directory);

        assertThat(names(directory)).containsExactly("report.json");
        assertThat(Files.readString(directory.resolve("report.json"))).contains("\"name\" : null");
    }

    private static Document page(Path directory) throws IOException {
        return Jsoup.parse(directory.resolve("report.html"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
