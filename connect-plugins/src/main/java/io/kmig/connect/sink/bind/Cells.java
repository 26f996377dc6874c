package io.kmig.connect.sink.bind;

import io.kmig.connect.sink.table.TargetColumn;
import io.kmig.connect.sink.table.TargetTable;
import io.kmig.connect.sink.type.TextForms;
import io.kmig.connect.sink.type.UnsupportedValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * The cells of rows or keys of one schema, made once, and everything that speaks against applying such rows.
 *
 * @param cells in the schema's order, or the primary key's
 * @param findings empty when rows of this schema can be applied
 */
record Cells(List<Cell> cells, List<String> findings) {
    static Cells ofRow(TargetTable table, Schema schema, BindingRules rules) {
        List<Cell> cells = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Field field : schema.fields()) {
            seen.add(field.name());
            TargetColumn column = table.columns().get(field.name());
            if (column == null) {
                if (!rules.ignoreUnknownColumns()) {
                    findings.add(
                            "column %s is missing; add it, or set schema.evolution=ignore".formatted(field.name()));
                }
            } else if (!column.generated()) {
                nulls(field, rules, findings);
                cell(field, column, cells, findings);
            }
        }
        for (TargetColumn column : table.columns().values()) {
            if (!seen.contains(column.name())) absent(table, column, rules, findings);
        }
        return new Cells(List.copyOf(cells), findings);
    }

    private static void absent(TargetTable table, TargetColumn column, BindingRules rules, List<String> findings) {
        if (column.required() || table.key().contains(column)) {
            findings.add("column %s is NOT NULL without a default, and no event carries it".formatted(column.name()));
        } else if (!column.generated() && !TextForms.carries(column.type()) && !rules.ignoreUnknownColumns()) {
            findings.add(("column %s is of type %s, which Debezium leaves out of its events without a word, so it would"
                            + " stay NULL; make it text in the source database, or accept that with schema.evolution=ignore")
                    .formatted(column.name(), column.type()));
        }
    }

    static Cells ofKey(TargetTable table, Schema schema) {
        List<Cell> cells = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        List<String> fields = schema.fields().stream().map(Field::name).toList();
        List<String> columns = table.key().stream().map(TargetColumn::name).toList();
        if (!Set.copyOf(fields).equals(Set.copyOf(columns))) {
            findings.add(
                    "the records' key is %s, but the primary key is %s; make them equal (message.key.columns on the"
                                    .formatted(fields, columns)
                            + " source, or the primary key here)");
        } else {
            for (TargetColumn column : table.key()) cell(schema.field(column.name()), column, cells, findings);
        }
        return new Cells(List.copyOf(cells), findings);
    }

    private static void cell(Field field, TargetColumn column, List<Cell> cells, List<String> findings) {
        try {
            cells.add(new Cell(field, column, TextForms.of(column.type(), field.schema())));
        } catch (UnsupportedValue e) {
            findings.add("column %s: %s".formatted(column.name(), e.getMessage()));
        }
    }

    /** A converter that replaces NULL by the default leaves no trace of it. */
    private static void nulls(Field field, BindingRules rules, List<String> findings) {
        boolean ambiguous = field.schema().isOptional() && field.schema().defaultValue() != null;
        if (ambiguous && !rules.nullsAreKept()) {
            findings.add(("column %s can be NULL and has a default: the converter may turn NULL into the default; set"
                            + " value.converter with value.converter.replace.null.with.default=false on the source and"
                            + " on this connector")
                    .formatted(field.name()));
        }
    }
}
