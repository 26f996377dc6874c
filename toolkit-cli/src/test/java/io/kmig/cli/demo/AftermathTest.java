package io.kmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.ledger.database.Counts;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.database.WriterLedger;
import io.kmig.ledger.judge.ClientLedger;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.record.Cluster;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AftermathTest {
    @Test
    void eachWriterIsJudgedOnTheSideItRunsOn() {
        Map<String, Cluster> on =
                new TreeMap<>(Map.of("shop", Cluster.BLUE, "till", Cluster.GREEN, "office", Cluster.BLUE));

        Aftermath.Seen seen = Aftermath.of(
                on,
                Map.of(
                        Cluster.BLUE, report(Cluster.BLUE, client("shop", 900, 1), client("till", 500, 77)),
                        Cluster.GREEN, report(Cluster.GREEN, client("shop", 900, 88), client("till", 500, 0))),
                rows());

        assertThat(seen.lines())
                .contains(
                        "  shop on blue: 900 acknowledged, 1 lost, 0 duplicated, 0 reordered",
                        "  till on green: 500 acknowledged, 0 lost, 0 duplicated, 0 reordered",
                        "  office on blue: 7000 rows expected, 6998 found, 2 lost, 0 resurrected, 0 wrong, 0 foreign")
                .noneMatch(l -> l.contains("77") || l.contains("88"))
                .last()
                .asString()
                .contains("not judged");
        assertThat(seen.flaws())
                .containsExactly(
                        "shop on blue: 900 acknowledged, 1 lost, 0 duplicated, 0 reordered",
                        "office on blue: 7000 rows expected, 6998 found, 2 lost, 0 resurrected, 0 wrong, 0 foreign");
    }

    private static ClientLedger client(String name, long produced, long lost) {
        return new ClientLedger(name, "producer", null, produced, null, produced, 0, null, null, 0L, lost, 0L, 0L);
    }

    private static LedgerReport report(Cluster home, ClientLedger... clients) {
        return new LedgerReport(
                home,
                0L,
                0L,
                0,
                0,
                0,
                0,
                0,
                0L,
                0L,
                List.of(clients),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static DatabaseReport rows() {
        Counts changes = new Counts(1, 1, 1);
        return new DatabaseReport(
                Cluster.BLUE,
                100,
                changes,
                changes,
                null,
                7000,
                6998,
                2,
                0,
                0,
                0,
                List.of(),
                List.of(new WriterLedger("office", 100, 100, 0, 0L, null, 0, null, null, null)),
                List.of());
    }
}
