package io.kmig.cli.document;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.History;
import io.kmig.core.migration.Phase;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.json}. Its root is stable from schemaVersion 1 on; what is not known is null, never 0.
 *
 * @param ledger the demo's independent count, null elsewhere
 */
public record ReportDocument(
        int schemaVersion,
        String migration,
        String phase,
        Verdict verdict,
        List<Stage> stages,
        Offsets offsets,
        Pause writePauseMs,
        Pause consumerPauseMs,
        Database database,
        @Nullable Object ledger) {

    /** The validator's word; null while there is none. */
    public record Verdict(
            @Nullable String result,
            @Nullable Double coveragePercent,
            @Nullable Double errorBound,
            List<String> waivers) {}

    /** @param ms null when the stage did not end */
    public record Stage(
            String name, Instant startedAt, @Nullable Long ms, String outcome) {}

    /**
     * Group positions written to green.
     *
     * @param rereadAvoided offsets of green's log (markers included) between stock MM2's checkpoints and the exact
     *     positions; null when MM2 had no checkpoint
     */
    public record Offsets(
            @Nullable Long exact,
            @Nullable Long bounded,
            @Nullable Long unresolved,
            @Nullable Long rereadAvoided) {
        static Offsets of(List<Entry> entries) {
            // a unit that was undone and moved again counts with its last positions
            Map<String, Event.Pinned> last = new HashMap<>();
            entries.forEach(e -> {
                if (e.event() instanceof Event.Pinned p) {
                    last.put(p.group(), p);
                }
            });
            if (last.isEmpty()) {
                return new Offsets(null, null, null, null);
            }
            long exact = last.values().stream().mapToLong(p -> p.green().size()).sum();
            Long avoided = null;
            for (Event.Pinned pinned : last.values()) {
                if (pinned.rereadAvoided() >= 0) {
                    avoided = (avoided == null ? 0 : avoided) + pinned.rereadAvoided();
                }
            }
            return new Offsets(exact, 0L, 0L, avoided);
        }
    }

    /** Milliseconds; all null when nothing was measured. */
    public record Pause(
            @Nullable Integer n,
            @Nullable Long p50,
            @Nullable Long p99,
            @Nullable Long max) {
        public static Pause unknown() {
            return new Pause(null, null, null, null);
        }

        /** Nearest-rank percentiles of what was measured. */
        public static Pause of(List<Long> millis) {
            if (millis.isEmpty()) {
                return unknown();
            }
            List<Long> sorted = millis.stream().sorted().toList();
            return new Pause(sorted.size(), rank(sorted, 0.50), rank(sorted, 0.99), sorted.get(sorted.size() - 1));
        }

        private static long rank(List<Long> sorted, double quantile) {
            return sorted.get((int) Math.max(0, Math.ceil(quantile * sorted.size()) - 1));
        }
    }

    /** Rows compared between the databases. */
    public record Database(
            @Nullable Long rowsCompared, @Nullable Long rowsDifferent) {}

    public static ReportDocument of(String migration, List<Entry> entries, Set<String> units) {
        History history = new History(entries);
        Phase phase = history.phase(units);
        return new ReportDocument(
                1,
                migration,
                phase.label(),
                new Verdict(null, null, null, List.of()),
                history.stages().stream()
                        .map(s -> new Stage(s.name(), s.startedAt(), s.ms(), s.outcome()))
                        .toList(),
                Offsets.of(entries),
                Pause.unknown(),
                Pause.unknown(),
                new Database(null, null),
                null);
    }

    public ReportDocument witnessed(Pause writePause, Pause consumerPause, Object count) {
        return new ReportDocument(
                schemaVersion, migration, phase, verdict, stages, offsets, writePause, consumerPause, database, count);
    }
}
