package io.kmig.ledger.rows;

import io.kmig.ledger.record.RowKey;
import java.util.List;

/** @param columns with another value; empty if the row is missing on one side, as {@code what} tells */
public record DifferentRow(RowKey key, String what, List<String> columns) {
    public DifferentRow {
        columns = List.copyOf(columns);
    }
}
