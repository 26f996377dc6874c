package io.kmig.connect.sink.table;

import io.kmig.connect.sink.event.SourceTable;

/**
 * Where a source table's rows go, from a format such as <code>${schema}.${table}</code>. Schema and table are told
 * apart by the format's one dot, so that names with dots in them stay whole.
 */
public record TableNames(String schemaFormat, String tableFormat) {
    /** @throws IllegalArgumentException saying what is wrong with the format */
    public static TableNames of(String format) {
        int dot = format.indexOf('.');
        if (dot < 1 || dot == format.length() - 1 || format.indexOf('.', dot + 1) >= 0) {
            throw new IllegalArgumentException("must be SCHEMA.TABLE with one dot, such as ${schema}.${table}");
        }
        String rest = format.replace("${schema}", "").replace("${table}", "").replace("${database}", "");
        if (rest.contains("${")) {
            throw new IllegalArgumentException("knows ${database}, ${schema} and ${table} only");
        }
        if (!format.substring(dot).contains("${table}")) {
            throw new IllegalArgumentException("must have ${table} behind the dot, or all tables would become one");
        }
        return new TableNames(format.substring(0, dot), format.substring(dot + 1));
    }

    public TableId of(SourceTable source) {
        return new TableId(filled(schemaFormat, source), filled(tableFormat, source));
    }

    private static String filled(String format, SourceTable source) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            if (format.startsWith("${schema}", at)) {
                text.append(source.schema());
                at += "${schema}".length();
            } else if (format.startsWith("${table}", at)) {
                text.append(source.table());
                at += "${table}".length();
            } else if (format.startsWith("${database}", at)) {
                text.append(source.database());
                at += "${database}".length();
            } else {
                text.append(format.charAt(at++));
            }
        }
        return text.toString();
    }
}
