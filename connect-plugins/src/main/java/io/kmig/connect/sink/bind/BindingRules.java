package io.kmig.connect.sink.bind;

import io.kmig.connect.sink.type.Placeholder;

/**
 * What the user chose.
 *
 * @param ignoreUnknownColumns whether a column the target table has not is left out instead of refused
 * @param nullsAreKept whether this connector's value converter is known not to replace NULL by a column's default
 * @param placeholder for unchanged TOAST values
 */
public record BindingRules(boolean ignoreUnknownColumns, boolean nullsAreKept, Placeholder placeholder) {}
