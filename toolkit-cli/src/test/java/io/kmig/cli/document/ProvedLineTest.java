package io.kmig.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What status says to be proved belongs to a direction and holds up to a moment. */
class ProvedLineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theNewestVerdictAndTheNewestComparisonOfEachDatabaseAreTold() {
        List<ProvedLine> proved = ProvedLine.of(entries(
                judged("INCONCLUSIVE", 3),
                judged("PASS", 70),
                new Event.RowsCompared("app", "shop", 9, 1),
                new Event.RowsCompared("app", "shop", 10, 0),
                new Event.RowsCompared("other", "stock", 4, 1)));

        assertThat(proved)
                .containsExactly(
                        new ProvedLine("records", "blue to green", "PASS", 70, START.plusSeconds(1), null),
                        new ProvedLine(
                                "rows of database shop", "blue to green", "PASS", 10, START.plusSeconds(3), null),
                        new ProvedLine(
                                "rows of database stock", "blue to green", "FAIL", 4, START.plusSeconds(4), null));
    }

    @Test
    void afterARollbackTheVerdictIsOfTheTimeBeforeItAndTheRowsAreOfTheWayBack() {
        List<ProvedLine> proved = ProvedLine.of(entries(
                judged("PASS", 70),
                new Event.RowsCompared("app", "shop", 10, 0),
                new Event.TurnedBack("app"),
                new Event.RowsCompared("app", "shop", 12, 0),
                new Event.UnitReturned("app")));

        assertThat(proved.get(0).note()).isEqualTo("before the rollback, and not of it");
        assertThat(proved.get(1).direction()).isEqualTo("green to blue");
        assertThat(proved.get(1).count()).isEqualTo(12);
    }

    @Test
    void movedAgainItIsOfTheWayForwardAgain() {
        List<ProvedLine> proved = ProvedLine.of(entries(
                judged("PASS", 70),
                new Event.TurnedBack("app"),
                new Event.UnitReturned("app"),
                judged("INCONCLUSIVE", 0),
                new Event.RowsCompared("app", "shop", 12, 0)));

        assertThat(proved.get(0).note()).isNull();
        assertThat(proved.get(0).result()).isEqualTo("INCONCLUSIVE");
        assertThat(proved.get(1).direction()).isEqualTo("blue to green");
    }

    private static Event judged(String result, long records) {
        return new Event.Judged(result, records, 100.0, 0.0, List.of(), List.of());
    }

    private static List<Entry> entries(Event... events) {
        List<Entry> entries = new ArrayList<>();
        for (Event event : events) {
            entries.add(new Entry(entries.size(), START.plusSeconds(entries.size()), "test", event));
        }
        return entries;
    }
}
