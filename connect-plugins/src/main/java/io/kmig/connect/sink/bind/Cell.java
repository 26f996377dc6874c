package io.kmig.connect.sink.bind;

import io.kmig.connect.sink.table.TargetColumn;
import io.kmig.connect.sink.type.TextForm;
import io.kmig.connect.sink.type.UnsupportedValue;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** One field of a row, its column and how it gets there. */
record Cell(Field field, TargetColumn column, TextForm form) {
    /** Without Connect's defaults: NULL in a column that has a default is a value of its own. */
    @Nullable
    Object value(Struct row) {
        return row.getWithoutDefault(field.name());
    }

    @Nullable
    String text(Struct row) {
        Object value = value(row);
        if (value == null) return null;
        try {
            return form.of(value);
        } catch (UnsupportedValue e) {
            throw new UnsupportedValue("column %s (%s): %s".formatted(column.name(), column.type(), e.getMessage()));
        }
    }
}
