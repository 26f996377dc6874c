package io.kmig.ledger.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table of two databases. Unknown is null, never 0.
 *
 * @param table with its schema
 * @param blueRows null where blue has no such table
 * @param greenRows null where green has no such table
 * @param rowsCompared keys found on either side; null if the rows can't be compared
 * @param rowsDifferent of those, missing on one side or of another content; null if they can't be compared
 * @param first the first keys that differ
 * @param refused why rows can't be compared, else null
 */
public record TableRows(
        String table,
        @Nullable Long blueRows,
        @Nullable Long greenRows,
        @Nullable Long rowsCompared,
        @Nullable Long rowsDifferent,
        List<DifferentRow> first,
        @Nullable String refused) {
    public TableRows {
        first = List.copyOf(first);
    }
}
