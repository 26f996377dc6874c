package io.kmig.ledger.rows;

import java.util.List;

/**
 * @param columns of the referring table
 * @param target the table referred to, with its schema
 * @param targetColumns there, in the same order
 */
public record ForeignKey(List<String> columns, String target, List<String> targetColumns) {
    public ForeignKey {
        columns = List.copyOf(columns);
        targetColumns = List.copyOf(targetColumns);
    }
}
