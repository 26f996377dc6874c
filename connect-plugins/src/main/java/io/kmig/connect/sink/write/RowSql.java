package io.kmig.connect.sink.write;

import io.kmig.connect.sink.table.TargetColumn;
import io.kmig.connect.sink.table.TargetTable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Statements for one table. Every parameter is an array of texts, one array per column, so that a statement has the
 * same words for any number of rows.
 */
final class RowSql {
    private final TargetTable table;

    RowSql(TargetTable table) {
        this.table = table;
    }

    /** Parameters: one array per key column. */
    String delete() {
        return "DELETE FROM %s AS t USING %s WHERE %s".formatted(table.id().sql(), rows(table.key()), sameKey());
    }

    /** Parameters: one array per column, key columns among them. */
    String upsert(List<TargetColumn> columns) {
        List<TargetColumn> others = columns.stream().filter(this::settable).toList();
        String action = others.isEmpty()
                ? "DO NOTHING"
                : "DO UPDATE SET "
                        + others.stream()
                                .map(c -> c.sql() + " = EXCLUDED." + c.sql())
                                .collect(Collectors.joining(", "));
        boolean always = columns.stream().anyMatch(TargetColumn::alwaysIdentity);
        return "INSERT INTO %s AS t (%s)%s SELECT %s FROM %s ON CONFLICT (%s) %s"
                .formatted(
                        table.id().sql(),
                        names(columns),
                        always ? " OVERRIDING SYSTEM VALUE" : "",
                        IntStream.range(0, columns.size())
                                .mapToObj(i -> "d.v" + i)
                                .collect(Collectors.joining(", ")),
                        rows(columns),
                        names(table.key()),
                        action);
    }

    /** Parameters: one array per column, key columns first. */
    String update(List<TargetColumn> columns) {
        String set = IntStream.range(0, columns.size())
                .filter(i -> settable(columns.get(i)))
                .mapToObj(i -> columns.get(i).sql() + " = d.v" + i)
                .collect(Collectors.joining(", "));
        // a row whose only news is that nothing changed must still be there
        String assignments = set.isEmpty() ? table.key().get(0).sql() + " = d.v0" : set;
        return "UPDATE %s AS t SET %s FROM %s WHERE %s"
                .formatted(table.id().sql(), assignments, rows(columns), sameKey());
    }

    /** Parameters: one array per key column of the new key, then of the old one. */
    String rekey() {
        int size = table.key().size();
        String set = IntStream.range(0, size)
                .mapToObj(i -> "%s = %s".formatted(table.key().get(i).sql(), value(i)))
                .collect(Collectors.joining(", "));
        String where = IntStream.range(0, size)
                .mapToObj(i -> "t.%s = %s".formatted(table.key().get(i).sql(), value(i)))
                .collect(Collectors.joining(" AND "));
        String taken = IntStream.range(0, size)
                .mapToObj(i -> "o.%s = %s".formatted(table.key().get(i).sql(), value(i)))
                .collect(Collectors.joining(" AND "));
        return "UPDATE %1$s AS t SET %2$s WHERE %3$s AND NOT EXISTS (SELECT FROM %1$s AS o WHERE %4$s)"
                .formatted(table.id().sql(), set, where, taken);
    }

    String clear() {
        // TRUNCATE is refused while other tables refer here, even when their foreign keys are not run
        return (table.referenced() ? "DELETE FROM " : "TRUNCATE ") + table.id().sql();
    }

    private String value(int keyColumn) {
        return table.key().get(keyColumn).type().fromText("?::text");
    }

    private String rows(List<TargetColumn> columns) {
        String values = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).type().fromText("u.u" + i) + " AS v" + i)
                .collect(Collectors.joining(", "));
        String arrays =
                IntStream.range(0, columns.size()).mapToObj(i -> "?::text[]").collect(Collectors.joining(", "));
        String names = IntStream.range(0, columns.size()).mapToObj(i -> "u" + i).collect(Collectors.joining(", "));
        return "(SELECT %s FROM unnest(%s) AS u(%s)) AS d".formatted(values, arrays, names);
    }

    private String sameKey() {
        return IntStream.range(0, table.key().size())
                .mapToObj(i -> "t.%s = d.v%d".formatted(table.key().get(i).sql(), i))
                .collect(Collectors.joining(" AND "));
    }

    private boolean settable(TargetColumn column) {
        return !column.alwaysIdentity() && !table.key().contains(column);
    }

    private static String names(List<TargetColumn> columns) {
        return columns.stream().map(TargetColumn::sql).collect(Collectors.joining(", "));
    }
}
