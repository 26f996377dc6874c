package io.kmig.cli.demo;

import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.judge.ClientLedger;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.record.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the ledger sees of the writers' records after a stop: each writer's on the side it runs on by then, which needs
 * no mirror to be drained and no group to have read to the end.
 */
final class Aftermath {
    private Aftermath() {}

    /** @param flaws what is not as its writer was told: empty when nothing is lost, and nothing is there twice */
    record Seen(List<String> lines, List<String> flaws) {}

    /**
     * @param on where each writer runs
     * @param ofRecords the ledger's report with either side as home
     * @param database of the side its writer runs on
     */
    static Seen of(Map<String, Cluster> on, Map<Cluster, LedgerReport> ofRecords, DatabaseReport database) {
        List<String> flaws = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        lines.add("The ledger after the stop, each writer where it runs now:");
        on.forEach((writer, side) -> {
            LedgerReport report = ofRecords.get(side);
            if (report != null) {
                report.clients().stream().filter(c -> c.name().equals(writer)).forEach(c -> {
                    lines.add("  " + line(c, side));
                    // of a topic that could not be read nothing is known, which is no flaw
                    if (Stream.of(c.lost(), c.duplicated(), c.reordered()).anyMatch(n -> n != null && n > 0)) {
                        flaws.add(line(c, side));
                    }
                });
            }
        });
        database.writers().forEach(w -> {
            String line = String.format(
                    "%s on %s: %d rows expected, %d found, %d lost, %d resurrected, %d wrong, %d foreign",
                    w.name(),
                    database.home().label(),
                    database.rowsExpected(),
                    database.rowsFound(),
                    database.lost(),
                    database.resurrected(),
                    database.wrong(),
                    database.foreign());
            lines.add("  " + line);
            if (!database.isFlawless()) {
                flaws.add(line);
            }
        });
        lines.add("  What consumers and the processor did, and the copies on the other side, were not judged.");
        return new Seen(lines, flaws);
    }

    private static String line(ClientLedger client, Cluster side) {
        return client.name() + " on " + side.label() + ": " + client.produced() + " acknowledged, " + client.lost()
                + " lost, " + client.duplicated() + " duplicated, " + client.reordered() + " reordered";
    }
}
