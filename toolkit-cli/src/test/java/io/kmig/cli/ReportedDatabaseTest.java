package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.document.ReportDocument;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What report.json says of databases: the last comparison of each, and null, not 0, where there was none. */
class ReportedDatabaseTest {
    @Test
    void theLastComparisonOfEachDatabaseCounts() {
        ReportDocument.Database reported = report(
                new Event.RowsCompared("u", "shop", 10, 3),
                new Event.RowsCompared("u", "shop", 12, 0),
                new Event.RowsCompared("v", "crm", 5, 1));

        assertThat(reported).isEqualTo(new ReportDocument.Database(17L, 1L));
    }

    @Test
    void nothingComparedIsNotNothingDifferent() {
        assertThat(report(new Event.CaughtUp())).isEqualTo(new ReportDocument.Database(null, null));
    }

    private static ReportDocument.Database report(Event... events) {
        List<Entry> entries = Arrays.stream(events)
                .map(e -> new Entry(0, Instant.EPOCH, "operator", e))
                .toList();
        return ReportDocument.of("shop", entries, Set.of("u", "v")).database();
    }
}
