package io.kmig.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What report.json says of positions was found by somebody; unknown is null. */
class OffsetsOfTheReportTest {
    @Test
    void beforeAnythingWasLookedForNothingIsKnown() {
        assertThat(offsets(new Event.CaughtUp())).isEqualTo(new ReportDocument.Offsets(null, null, null, null));
    }

    @Test
    void aUnitThatWasRefusedShowsWhatWasNotExactAndOthersWhatWasWritten() {
        assertThat(offsets(pinned("audit", 4, 7), new Event.PositionsRefused("billing", 3, 1, 2)))
                .isEqualTo(new ReportDocument.Offsets(4L, 1L, 2L, 7L));
    }

    @Test
    void ofSeveralAttemptsTheLastOneCounts() {
        assertThat(offsets(new Event.PositionsRefused("billing", 3, 1, 2), pinned("billing", 6, -1)))
                .isEqualTo(new ReportDocument.Offsets(6L, 0L, 0L, null));
        assertThat(offsets(pinned("billing", 6, -1), new Event.PositionsRefused("billing", 5, 0, 1)))
                .isEqualTo(new ReportDocument.Offsets(0L, 0L, 1L, null));
    }

    @Test
    void theWayBackIsAnotherMatter() {
        assertThat(offsets(
                        pinned("billing", 6, 5),
                        new Event.TurnedBack("billing"),
                        new Event.PositionsRefused("billing", 0, 0, 6)))
                .isEqualTo(new ReportDocument.Offsets(6L, 0L, 0L, 5L));
    }

    private static Event pinned(String unit, int positions, long avoided) {
        Map<Tp, GroupOffset> green = new HashMap<>();
        for (int p = 0; p < positions; p++) {
            green.put(new Tp("orders", p), new GroupOffset(1, ""));
        }
        return new Event.Pinned(unit, unit, green, green, avoided);
    }

    private static ReportDocument.Offsets offsets(Event... events) {
        List<Entry> entries = new ArrayList<>();
        for (Event event : events) {
            entries.add(new Entry(entries.size(), Instant.EPOCH, "test", event));
        }
        return ReportDocument.of("shop", entries, Set.of("audit", "billing")).offsets();
    }
}
