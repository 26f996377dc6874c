package io.kmig.connect.sink.plan;

import io.kmig.connect.sink.event.Coordinates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of one table with its values as text. A key's texts are in the order of the primary key's columns, and equal
 * for equal keys where the table says so.
 */
public sealed interface RowChange {
    Coordinates at();

    /**
     * The row as it is now.
     *
     * @param values by column; null is SQL's NULL
     * @param unchanged columns the source left out since their value stayed
     */
    record Put(Coordinates at, List<String> key, Map<String, @Nullable String> values, Set<String> unchanged)
            implements RowChange {}

    record Remove(Coordinates at, List<String> key) implements RowChange {}

    /** The row of one key is from now on that of another. */
    record Rekey(Coordinates at, List<String> from, List<String> to) implements RowChange {}

    /** All rows go. */
    record Clear(Coordinates at) implements RowChange {}
}
