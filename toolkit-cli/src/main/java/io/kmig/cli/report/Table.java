package io.kmig.cli.report;

import java.util.List;

/**
 * A table whose first column names the row.
 *
 * @param remark what isn't shown; empty when everything is
 */
record Table(String id, String caption, List<Column> columns, List<List<String>> rows, String remark) {
    /** @param style how its cells are set: text wraps, a moment doesn't, figures stand under each other */
    record Column(String name, String style) {
        static Column text(String name) {
            return new Column(name, "text");
        }

        static Column moment(String name) {
            return new Column(name, "moment");
        }

        static Column figure(String name) {
            return new Column(name, "figure");
        }
    }

    Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(caption + ": " + row.size() + " cells, " + columns.size());
            }
        }
    }

    String captionId() {
        return id + "-caption";
    }
}
