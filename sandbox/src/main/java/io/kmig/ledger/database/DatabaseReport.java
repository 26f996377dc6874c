package io.kmig.ledger.database;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.kmig.ledger.record.Cluster;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdict over a database. Unknown is null, never 0.
 *
 * @param home the side judged to hold everything
 * @param transactions committed in all
 * @param changes committed in all
 * @param changesSinceApply committed since apply began, on either side; null if not asked for
 * @param rowsAtMove how many rows there were when the writers last changed sides: the initial ones and what was
 *     committed before; null when a writer never did, or an outcome is unknown
 */
public record DatabaseReport(
        Cluster home,
        long transactions,
        Counts changes,
        @Nullable Counts changesSinceApply,
        @Nullable Long rowsAtMove,
        long rowsExpected,
        long rowsFound,
        long lost,
        long resurrected,
        long wrong,
        long foreign,
        List<TableLedger> tables,
        List<WriterLedger> writers,
        List<RowFinding> findings) {
    public DatabaseReport {
        tables = List.copyOf(tables);
        writers = List.copyOf(writers);
        findings = List.copyOf(findings);
    }

    /** Nothing lost, resurrected, wrong or foreign. */
    @JsonIgnore
    public boolean isFlawless() {
        return lost == 0 && resurrected == 0 && wrong == 0 && foreign == 0;
    }

    /** In plain words, what didn't happen often enough for this verdict to count; empty if it counts. */
    public List<String> shortfalls(DatabaseRequirements required) {
        List<String> shortfalls = new ArrayList<>();
        if (writers.isEmpty()) shortfalls.add("no client wrote to the database");
        if (rowsExpected == 0) shortfalls.add("no rows were expected");
        for (WriterLedger writer : writers) {
            less(
                    shortfalls,
                    writer.name() + ": transactions on " + home.other().label() + " since apply began",
                    writer.onLeftSinceApply(),
                    required.onLeftSinceApply());
            less(
                    shortfalls,
                    writer.name() + ": transactions on " + home.label() + " since it moved there",
                    writer.onHomeSinceMove(),
                    required.onHome());
        }
        Counts since = changesSinceApply;
        less(shortfalls, "inserts since apply began", since == null ? null : Long.valueOf(since.inserts()), required);
        less(shortfalls, "updates since apply began", since == null ? null : Long.valueOf(since.updates()), required);
        less(shortfalls, "deletes since apply began", since == null ? null : Long.valueOf(since.deletes()), required);
        return shortfalls;
    }

    private static void less(List<String> shortfalls, String what, @Nullable Long had, DatabaseRequirements required) {
        less(shortfalls, what, had, required.ofEachSinceApply());
    }

    private static void less(List<String> shortfalls, String what, @Nullable Long had, long wanted) {
        if (had == null) shortfalls.add(what + ": unknown, at least " + wanted + " required");
        else if (had < wanted) shortfalls.add(what + ": " + had + ", at least " + wanted + " required");
    }
}
