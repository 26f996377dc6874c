package io.kmig.cli.document;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was proved, and up to which moment: what was written later is not in it.
 *
 * @param what records, or the rows of a database
 * @param direction which side was held against which
 * @param result PASS, FAIL or INCONCLUSIVE
 * @param count of records or rows that were compared
 * @param note what it is not of; null when there is nothing to say
 */
public record ProvedLine(
        String what,
        String direction,
        String result,
        long count,
        Instant at,
        @Nullable String note) {
    private static final String BACK = "green to blue";

    /** The newest of each, of what gated a move. */
    static List<ProvedLine> of(List<Entry> entries) {
        Map<String, ProvedLine> last = new TreeMap<>();
        Set<String> returning = new HashSet<>();
        for (Entry entry : entries) {
            Event event = entry.event();
            if (event instanceof Event.TurnedBack t) {
                returning.add(t.unit());
                last.computeIfPresent("records", (k, p) -> p.beforeTheRollback());
            } else if (event instanceof Event.UnitReturned r) {
                returning.remove(r.unit());
            } else if (event instanceof Event.UnitUndone u) {
                returning.remove(u.unit());
            } else if (event instanceof Event.Judged j) {
                last.put("records", line("records", true, j.result(), j.records(), entry.at()));
            } else if (event instanceof Event.RowsCompared r) {
                String what = "rows of database " + r.database();
                boolean forward = !returning.contains(r.unit());
                last.put(what, line(what, forward, r.different() == 0 ? "PASS" : "FAIL", r.rows(), entry.at()));
            }
        }
        return new ArrayList<>(last.values());
    }

    private static ProvedLine line(String what, boolean forward, String result, long count, Instant at) {
        return new ProvedLine(what, forward ? ReportDocument.Verdict.FORWARD : BACK, result, count, at, null);
    }

    private ProvedLine beforeTheRollback() {
        return new ProvedLine(what, direction, result, count, at, "before the rollback, and not of it");
    }
}
