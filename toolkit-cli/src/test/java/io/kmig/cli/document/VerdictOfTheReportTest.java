package io.kmig.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The verdict in report.json belongs to a direction and a time. */
class VerdictOfTheReportTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:01Z");

    @Test
    void theNewestVerdictHasItsOwnTimeAlsoWhenARollbackFollows() {
        List<Entry> entries = List.of(
                entry(0, new Event.Judged("INCONCLUSIVE", 1, 50.0, 0.1, List.of(), List.of())),
                entry(1, new Event.Judged("PASS", 7, 100.0, 0.0, List.of(), List.of())),
                entry(2, new Event.TurnedBack("shop")));

        ReportDocument.Verdict verdict =
                ReportDocument.of("shop", entries, Set.of("shop")).verdict();

        assertThat(verdict.result()).isEqualTo("PASS");
        assertThat(verdict.direction()).isEqualTo("blue to green");
        assertThat(verdict.at()).isEqualTo(FIRST.plusSeconds(1));
    }

    @Test
    void withoutAVerdictThereIsNeitherDirectionNorTime() {
        ReportDocument.Verdict verdict =
                ReportDocument.of("shop", List.of(), Set.of("shop")).verdict();

        assertThat(verdict.direction()).isNull();
        assertThat(verdict.at()).isNull();
    }

    private static Entry entry(int seq, Event event) {
        return new Entry(seq, FIRST.plusSeconds(seq), "test", event);
    }
}
