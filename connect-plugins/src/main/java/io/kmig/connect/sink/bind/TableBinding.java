package io.kmig.connect.sink.bind;

import io.kmig.connect.sink.event.Event;
import io.kmig.connect.sink.event.Refused;
import io.kmig.connect.sink.plan.RowChange;
import io.kmig.connect.sink.table.TargetColumn;
import io.kmig.connect.sink.table.TargetTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Turns events of one table into row changes. Ask for findings first; with findings nothing is bound. */
public final class TableBinding {
    /** Converters hand out the same schema object again and again; one that doesn't must not fill the heap. */
    private static final int SCHEMAS = 200;

    private final TargetTable table;
    private final BindingRules rules;
    private final List<String> tableFindings;
    private final IdentityHashMap<Schema, Cells> rows = new IdentityHashMap<>();
    private final IdentityHashMap<Schema, Cells> keys = new IdentityHashMap<>();

    /** @param replica whether foreign keys and triggers are off */
    public TableBinding(TargetTable table, BindingRules rules, boolean replica) {
        this.table = table;
        this.rules = rules;
        this.tableFindings = TableFindings.of(table, replica);
    }

    public TargetTable table() {
        return table;
    }

    /** What stands against applying this event; empty when nothing does. */
    public List<String> findings(Event.OfTable event) {
        // without a key there is nothing to bind
        if (!tableFindings.isEmpty()) return tableFindings;
        if (event instanceof Event.Row row) {
            List<String> findings = new ArrayList<>(key(row.key().schema()).findings());
            findings.addAll(row(row.after().schema()).findings());
            return findings;
        }
        if (event instanceof Event.Gone gone) return key(gone.key().schema()).findings();
        return List.of();
    }

    /** @throws Refused naming table, column and coordinates when a value has no exact form */
    public RowChange bind(Event.OfTable event) {
        try {
            if (event instanceof Event.Row row) return put(row);
            if (event instanceof Event.Gone gone) {
                Struct to = gone.newKey();
                return to == null
                        ? new RowChange.Remove(gone.at(), identity(gone.key()))
                        : new RowChange.Rekey(gone.at(), identity(gone.key()), identity(to));
            }
            return new RowChange.Clear(event.at());
        } catch (DataException e) {
            throw new Refused(table.id().toString(), event.at(), String.valueOf(e.getMessage()));
        }
    }

    private RowChange put(Event.Row row) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        Set<String> unchanged = new HashSet<>();
        for (Cell cell : row(row.after().schema()).cells()) {
            if (row.mayLack() && isLeftOut(cell, row.after())) {
                unchanged.add(cell.column().name());
            } else {
                values.put(cell.column().name(), cell.text(row.after()));
            }
        }
        return new RowChange.Put(row.at(), identity(row.key()), values, unchanged);
    }

    /** A key is always sent whole, and a type that is never stored out of line is never left out. */
    private boolean isLeftOut(Cell cell, Struct row) {
        TargetColumn column = cell.column();
        return column.toastable()
                && !table.key().contains(column)
                && rules.placeholder().is(cell.value(row));
    }

    private List<String> identity(Struct key) {
        List<String> texts = new ArrayList<>();
        for (Cell cell : key(key.schema()).cells()) {
            String text = cell.text(key);
            if (text == null) throw new DataException("column " + cell.column().name() + ": NULL in the key");
            texts.add(canonical(cell.column(), text));
        }
        return texts;
    }

    /** Equal keys as equal texts: 1.0 and 1.00 are one row, as are char values that differ in padding. */
    private static String canonical(TargetColumn column, String text) {
        return switch (column.type().name()) {
            case "bpchar" -> text.stripTrailing();
            case "numeric" ->
                text.matches("-?[0-9.]+")
                        ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                        : text;
            default -> text;
        };
    }

    private Cells row(Schema schema) {
        return cached(rows, schema, s -> Cells.ofRow(table, s, rules));
    }

    private Cells key(Schema schema) {
        return cached(keys, schema, s -> Cells.ofKey(table, s));
    }

    private static Cells cached(IdentityHashMap<Schema, Cells> cache, Schema schema, Function<Schema, Cells> make) {
        Cells cells = cache.get(schema);
        if (cells != null) return cells;
        if (cache.size() >= SCHEMAS) cache.clear();
        Cells made = make.apply(schema);
        cache.put(schema, made);
        return made;
    }
}
