package io.kmig.connect.sink.table;

/** A table of the database, by its exact names. */
public record TableId(String schema, String table) {
    /** Both names as SQL, whatever characters they have. */
    public String sql() {
        return identifier(schema) + "." + identifier(table);
    }

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
