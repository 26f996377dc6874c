package io.kmig.ledger.rows;

import java.util.List;

/**
 * A table of the user's, as the catalog describes it.
 *
 * @param columns in the order of the table
 * @param key the primary key's columns, in its order; empty without one
 * @param uniques whether anything else than the key has to be unique
 * @param quiet whether a change to it changes nothing else: no triggers, no rules
 */
public record Table(
        String schema,
        String name,
        List<Column> columns,
        List<String> key,
        List<ForeignKey> foreignKeys,
        boolean uniques,
        boolean quiet) {
    public Table {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        foreignKeys = List.copyOf(foreignKeys);
    }

    /** {@code schema.name}. */
    public String id() {
        return schema + "." + name;
    }

    /** For SQL. */
    public String quoted() {
        return quote(schema) + "." + quote(name);
    }

    public Column column(String wanted) {
        return columns.stream()
                .filter(c -> c.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id() + " has no column " + wanted));
    }

    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
