package io.kmig.cli.demo;

import io.kmig.cli.document.ReportDocument;
import io.kmig.cli.document.ReportDocument.Pause;
import io.kmig.cli.view.Terminal;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.database.WriterLedger;
import io.kmig.ledger.judge.ClientLedger;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Requirements;
import io.kmig.ledger.record.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The last words of a demo. */
final class DemoSummary {
    private final Terminal terminal;

    DemoSummary(Terminal terminal) {
        this.terminal = terminal;
    }

    String text(ReportDocument report, DemoLedger found, boolean clean, Duration took, Path file) {
        LedgerReport ledger = found.records();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%nLedger: %s produced, %s processed, %s lost, %s duplicated, %s reordered, %s foreign  %s%n",
                figure(ledger.produced()),
                figure(ledger.processed()),
                ledger.lost(),
                ledger.duplicated(),
                ledger.reordered(),
                ledger.foreign(),
                clean ? terminal.good("CLEAN") : terminal.bad("NOT CLEAN")));
        for (ClientLedger client : ledger.clients()) {
            text.append(String.format(
                    "  %-12s %-9s on blue %7d, on green %7d%s%n",
                    client.name(),
                    client.kind(),
                    client.onBlue(),
                    client.onGreen(),
                    again(ledger.home(), client.onHomeSinceMove())));
        }
        text.append(rows(report, found.database()));
        text.append(String.format(
                "Way back: blue shows %s records, green %s; %d rows in both databases, %d different%n",
                figure(ledger.visibleOnBlue()),
                figure(ledger.visibleOnGreen()),
                found.databases().rowsCompared(),
                found.databases().rowsDifferent()));
        text.append(String.format(
                "Offsets: %s exact, %s bounded, %s unresolved; %s offsets of re-reading avoided against MM2's checkpoints%n",
                figure(report.offsets().exact()),
                figure(report.offsets().bounded()),
                figure(report.offsets().unresolved()),
                figure(report.offsets().rereadAvoided())));
        text.append(pause("Write pause   ", report.writePauseMs(), "written partitions"));
        text.append(pause("Consumer pause", report.consumerPauseMs(), "groups"));
        if (clean
                && ledger.produced() != null
                && ledger.produced() < Requirements.ofTheDemo().produced()) {
            text.append(String.format(
                    "Fewer than %d records: a smaller proof than the demo's own%n",
                    Requirements.ofTheDemo().produced()));
        }
        text.append(String.format("Report: %s%n", file));
        text.append(String.format("Took %d s", took.toSeconds()));
        return text.toString();
    }

    private static String rows(ReportDocument report, DatabaseReport ledger) {
        StringBuilder text = new StringBuilder();
        for (WriterLedger writer : ledger.writers()) {
            text.append(String.format(
                    "  %-12s %-9s on blue %7d, on green %7d%s transactions: %d inserts, %d updates, %d deletes%n",
                    writer.name(),
                    "database",
                    writer.onBlue(),
                    writer.onGreen(),
                    again(ledger.home(), writer.onHomeSinceMove()),
                    ledger.changes().inserts(),
                    ledger.changes().updates(),
                    ledger.changes().deletes()));
        }
        return text.append(String.format(
                        "Rows: %s of %s compared, %s different; at the end %d expected, %d found, %d lost, %d resurrected,"
                                + " %d wrong, %d foreign%n",
                        figure(report.database().rowsCompared()),
                        figure(ledger.rowsAtMove()),
                        figure(report.database().rowsDifferent()),
                        ledger.rowsExpected(),
                        ledger.rowsFound(),
                        ledger.lost(),
                        ledger.resurrected(),
                        ledger.wrong(),
                        ledger.foreign()))
                .toString();
    }

    /** After a way back: what of blue's number is not from before the move. */
    private static String again(Cluster home, @Nullable Long sinceMove) {
        return home == Cluster.GREEN ? "" : ", on blue again %7s".formatted(figure(sinceMove));
    }

    private static String pause(String what, Pause pause, String of) {
        return pause.n() == null
                ? String.format("%s: not measured%n", what)
                : String.format(
                        "%s: p50 %d ms, p99 %d ms, max %d ms over %d %s%n",
                        what, pause.p50(), pause.p99(), pause.max(), pause.n(), of);
    }

    private static String figure(@Nullable Long value) {
        return value == null ? "unknown" : value.toString();
    }
}
