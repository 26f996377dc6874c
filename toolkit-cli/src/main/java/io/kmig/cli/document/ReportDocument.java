package io.kmig.cli.document;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.History;
import io.kmig.core.migration.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

    /**
     * The validator's word; null while there is none.
     *
     * @param direction what was held against what: the way forward, also after a rollback, which has no verdict
     * @param at when it was given
     */
    public record Verdict(
            @Nullable String result,
            @Nullable Double coveragePercent,
            @Nullable Double errorBound,
            List<String> waivers,
            @Nullable String direction,
            @Nullable Instant at) {
        public static final String FORWARD = "blue to green";

        /** The newest one that gated something. */
        static Verdict of(List<Entry> entries) {
            Verdict last = new Verdict(null, null, null, List.of(), null, null);
            for (Entry entry : entries) {
                if (entry.event() instanceof Event.Judged j) {
                    last = new Verdict(
                            j.result(), j.coveragePercent(), j.errorBound(), j.waivers(), FORWARD, entry.at());
                }
            }
            return last;
        }
    }

    /** @param ms null when the stage did not end */
    public record Stage(
            String name, Instant startedAt, @Nullable Long ms, String outcome) {}

    /**
     * Group positions: those written to green, and of units whose last attempt was refused those that were not exact.
     * A refused unit writes none.
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
            // a unit that was undone and moved again counts with its last positions; the way back is another matter
            Map<String, List<Event.Pinned>> written = new HashMap<>();
            Map<String, Event.PositionsRefused> refused = new HashMap<>();
            Set<String> returning = new HashSet<>();
            entries.forEach(e -> {
                if (e.event() instanceof Event.TurnedBack t) {
                    returning.add(t.unit());
                } else if (e.event() instanceof Event.UnitReturned r) {
                    returning.remove(r.unit());
                } else if (e.event() instanceof Event.PositionsRefused r && !returning.contains(r.unit())) {
                    written.remove(r.unit());
                    refused.put(r.unit(), r);
                } else if (e.event() instanceof Event.Pinned p && !returning.contains(p.unit())) {
                    refused.remove(p.unit());
                    List<Event.Pinned> ofUnit = written.computeIfAbsent(p.unit(), u -> new ArrayList<>());
                    ofUnit.removeIf(earlier -> earlier.group().equals(p.group()));
                    ofUnit.add(p);
                }
            });
            if (written.isEmpty() && refused.isEmpty()) {
                return new Offsets(null, null, null, null);
            }
            List<Event.Pinned> pinned =
                    written.values().stream().flatMap(List::stream).toList();
            Long avoided = null;
            for (Event.Pinned one : pinned) {
                if (one.rereadAvoided() >= 0) {
                    avoided = (avoided == null ? 0 : avoided) + one.rereadAvoided();
                }
            }
            return new Offsets(
                    pinned.stream().mapToLong(p -> p.green().size()).sum(),
                    refused.values().stream()
                            .mapToLong(Event.PositionsRefused::bounded)
                            .sum(),
                    refused.values().stream()
                            .mapToLong(Event.PositionsRefused::unresolved)
                            .sum(),
                    avoided);
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
            @Nullable Long rowsCompared, @Nullable Long rowsDifferent) {
        /** What the last comparison of each database found. */
        static Database of(List<Entry> entries) {
            Map<String, Event.RowsCompared> last = new HashMap<>();
            entries.forEach(e -> {
                if (e.event() instanceof Event.RowsCompared r) {
                    last.put(r.database(), r);
                }
            });
            if (last.isEmpty()) {
                return new Database(null, null);
            }
            return new Database(
                    last.values().stream().mapToLong(Event.RowsCompared::rows).sum(),
                    last.values().stream()
                            .mapToLong(Event.RowsCompared::different)
                            .sum());
        }
    }

    public static ReportDocument of(String migration, List<Entry> entries, Set<String> units) {
        History history = new History(entries);
        Phase phase = history.phase(units);
        return new ReportDocument(
                1,
                migration,
                phase.label(),
                Verdict.of(entries),
                history.stages().stream()
                        .map(s -> new Stage(s.name(), s.startedAt(), s.ms(), s.outcome()))
                        .toList(),
                Offsets.of(entries),
                Pause.unknown(),
                Pause.unknown(),
                Database.of(entries),
                null);
    }

    public ReportDocument witnessed(Pause writePause, Pause consumerPause, Object count) {
        return new ReportDocument(
                schemaVersion, migration, phase, verdict, stages, offsets, writePause, consumerPause, database, count);
    }

    /** Refuses a directory that no report can be written to, while there is still nothing to report. */
    public static void requireWritable(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "report", ".probe"));
        } catch (IOException e) {
            throw unwritable(directory, "nothing was changed", e);
        }
    }

    /** @param unchanged what the failure left alone */
    public static KmigException unwritable(Path directory, String unchanged, IOException cause) {
        return new KmigException(
                new Problem(
                        ErrorCode.REPORT_UNWRITABLE,
                        "no report can be written to " + directory + ": " + cause,
                        unchanged,
                        "make it a directory that this user can write to, or name another: report.dir in kmig.yaml,"
                                + " --set report.dir=DIR, or --report DIR of `kmig validate` and the demo"),
                cause);
    }
}
