package io.kmig.core.estate;

import java.util.List;

/**
 * What a comparison of a database's two sides found.
 *
 * @param rows of the blue side, all tables together
 * @param different rows that are on one side only or differ
 * @param examples table and key of some of them, for a person
 */
public record RowsCompared(int tables, long rows, long different, List<String> examples) {
    public RowsCompared {
        examples = List.copyOf(examples);
    }
}
