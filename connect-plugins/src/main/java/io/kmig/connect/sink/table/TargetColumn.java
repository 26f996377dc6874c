package io.kmig.connect.sink.table;

import io.kmig.connect.sink.type.TargetType;

/**
 * A column of a target table.
 *
 * @param name exactly
 * @param type with domains resolved
 * @param required NOT NULL without a default
 * @param generated computed by the table itself, so never written
 * @param alwaysIdentity GENERATED ALWAYS AS IDENTITY: inserted with OVERRIDING SYSTEM VALUE, never updated
 * @param toastable whether its values may be stored out of line, hence left out by the source
 * @param exactText whether equal values have equal text, so that text tells keys apart
 */
public record TargetColumn(
        String name,
        TargetType type,
        boolean required,
        boolean generated,
        boolean alwaysIdentity,
        boolean toastable,
        boolean exactText) {
    public String sql() {
        return TableId.identifier(name);
    }
}
