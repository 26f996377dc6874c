package io.kmig.connect.sink.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sent to the database, in order. */
public sealed interface Step {
    /** Rows to take away, whether or not they are there. */
    record Delete(List<List<String>> keys) implements Step {}

    /** Rows that must be there, of which only these columns change. */
    record Update(List<String> columns, List<Line> rows) implements Step {}

    /** Rows to insert or, where the key is there, to overwrite. */
    record Upsert(List<String> columns, List<Line> rows) implements Step {}

    record Rekey(List<String> from, List<String> to) implements Step {}

    record Clear() implements Step {}

    /** One row: its key and its values by column. */
    record Line(List<String> key, Map<String, @Nullable String> values) {}
}
