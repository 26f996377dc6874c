package io.kmig.ledger.rows;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * Two databases compared.
 *
 * @param rowsCompared over all tables that could be
 * @param rowsDifferent over all tables that could be compared
 */
public record RowsReport(List<TableRows> tables, long rowsCompared, long rowsDifferent) {
    public RowsReport {
        tables = List.copyOf(tables);
    }

    static RowsReport of(List<TableRows> tables) {
        long compared = 0;
        long different = 0;
        for (TableRows table : tables) {
            if (table.rowsCompared() != null) compared += table.rowsCompared();
            if (table.rowsDifferent() != null) different += table.rowsDifferent();
        }
        return new RowsReport(tables, compared, different);
    }

    /** Tables whose rows could not be compared, each with the reason. */
    @JsonIgnore
    public List<String> refused() {
        return tables.stream()
                .filter(t -> t.refused() != null)
                .map(t -> t.table() + ": " + t.refused())
                .toList();
    }

    /** Something was compared, nothing differs, and nothing was left out. */
    @JsonIgnore
    public boolean isEqual() {
        return rowsCompared > 0 && rowsDifferent == 0 && refused().isEmpty();
    }
}
