package io.kmig.cli.view;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A plain table without lines: header, then rows, columns as wide as needed. */
final class Columns {
    private static final Character[] NO_LINES = AsciiTable.NO_BORDERS;

    private final List<Column> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    /** Right-aligned when the name ends with {@code #}. */
    Columns(String... names) {
        for (String name : names) {
            boolean number = name.endsWith("#");
            columns.add(new Column()
                    .header(number ? name.substring(0, name.length() - 1) : name)
                    .headerAlign(number ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
                    .dataAlign(number ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
                    .maxWidth(80));
        }
    }

    Columns row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String toString() {
        Column[] shape = columns.toArray(new Column[0]);
        Object[][] data = rows.toArray(new String[0][]);
        return AsciiTable.getTable(NO_LINES, shape, data)
                .lines()
                .map(String::stripTrailing)
                .filter(l -> !l.isEmpty())
                // the library pads both sides of a cell
                .map(l -> l.startsWith(" ") ? l.substring(1) : l)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }
}
