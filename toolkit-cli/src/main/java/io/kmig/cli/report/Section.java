package io.kmig.cli.report;

import java.util.List;

/**
 * A heading with figures, then lines, then tables.
 *
 * @param id the anchor
 * @param listed what the lines are; empty when there are none
 */
record Section(
        String id,
        String title,
        String meaning,
        List<Figure> figures,
        String listed,
        List<String> lines,
        List<Table> tables) {
    Section {
        figures = List.copyOf(figures);
        lines = List.copyOf(lines);
        tables = List.copyOf(tables);
    }

    static Section figures(String id, String title, String meaning, List<Figure> figures) {
        return new Section(id, title, meaning, figures, "", List.of(), List.of());
    }
}
