package io.kmig.connect.sink.table;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table of the database.
 *
 * @param id its name
 * @param columns by name, in the table's order
 * @param key the primary key's columns, empty without one
 * @param keyDeferrable whether the primary key is checked only at the transaction's end
 * @param ordinary whether it is a table, not a view or something else
 * @param referenced whether foreign keys of other tables point here
 * @param triggers user triggers that fire in an ordinary session
 * @param lacking privileges this session has not
 * @param rowSecurity whether row security hides rows from this session
 */
public record TargetTable(
        TableId id,
        Map<String, TargetColumn> columns,
        List<TargetColumn> key,
        boolean keyDeferrable,
        boolean ordinary,
        boolean referenced,
        List<String> triggers,
        Set<String> lacking,
        boolean rowSecurity) {
    /** Whether the text of a key tells rows apart, so that events of one key can be merged. */
    public boolean mergeable() {
        return key.stream().allMatch(TargetColumn::exactText);
    }
}
