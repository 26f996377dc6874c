package io.kmig.ledger.apps;

import io.kmig.ledger.rows.Column;
import io.kmig.ledger.rows.ForeignKey;
import io.kmig.ledger.rows.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to a table without knowing what it means.
 *
 * @param owned the rows the writer may change
 * @param changeable columns on which nothing else hangs
 * @param fresh the key column that gets a new value in a copied row; null if rows can't be copied: something else has to
 *     be unique as well, or the key is made of references
 * @param parents references that can be turned to rows the writer inserted itself
 * @param referring tables and their references to this one: a row is deleted only while nothing refers to it
 */
record WritableTable(
        Table table,
        WriterMemory.Owned owned,
        List<Column> changeable,
        @Nullable Column fresh,
        List<ForeignKey> parents,
        Map<Table, List<ForeignKey>> referring) {
    private static final Pattern NUMBER = Pattern.compile("integer|bigint");
    private static final Pattern NAME =
            Pattern.compile("text|uuid|character varying|character varying\\((3[2-9]|[4-9]\\d|\\d{3,})\\)");

    /** Null if nothing can be done to it. */
    static @Nullable WritableTable of(Table table, Collection<Table> all, WriterMemory memory) {
        WriterMemory.Owned owned = memory.of(table.id());
        if (owned == null || !table.quiet() || table.key().isEmpty()) return null;
        List<Column> changeable =
                table.columns().stream().filter(RandomValues::canChange).toList();
        Column fresh = fresh(table);
        if (changeable.isEmpty() && fresh == null) return null;
        List<ForeignKey> parents = new ArrayList<>();
        for (ForeignKey reference : table.foreignKeys())
            for (Table target : all)
                if (target.id().equals(reference.target())
                        && target.key().equals(reference.targetColumns())
                        && !target.id().equals(table.id())) parents.add(reference);
        Map<Table, List<ForeignKey>> referring = new LinkedHashMap<>();
        for (Table other : all)
            for (ForeignKey reference : other.foreignKeys())
                if (reference.target().equals(table.id()))
                    referring.computeIfAbsent(other, t -> new ArrayList<>()).add(reference);
        return new WritableTable(table, owned, changeable, fresh, parents, referring);
    }

    private static @Nullable Column fresh(Table table) {
        if (table.uniques()) return null;
        for (String name : table.key()) {
            Column column = table.column(name);
            boolean refers = table.foreignKeys().stream()
                    .anyMatch(reference -> reference.columns().contains(name));
            boolean possible = NUMBER.matcher(column.type()).matches()
                    || NAME.matcher(column.type()).matches();
            if (!refers && possible && !column.generated()) return column;
        }
        return null;
    }

    /** A value that no row has had: numbered by transaction, and apart from those of other writers. */
    String freshValue(long transaction, int nth, WriterMemory memory, RandomValues random) {
        Column column = fresh;
        if (column == null) throw new IllegalStateException("no fresh keys for " + table.id());
        long number = (transaction * RowWriter.MOST_CHANGES + nth) * memory.writers() + memory.writer();
        if (NUMBER.matcher(column.type()).matches())
            return Long.toString(owned.highest.getOrDefault(column.name(), 0L) + 1 + number);
        if (column.type().equals("uuid")) return "00000000-0000-4000-8000-%012x".formatted(number & 0xFFFFFFFFFFFFL);
        return "new-" + number + "-" + random.letters(4);
    }
}
