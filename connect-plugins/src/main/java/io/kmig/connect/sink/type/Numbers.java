package io.kmig.connect.sink.type;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

final class Numbers {
    private Numbers() {}

    /** What is numeric and no number: by its own name, by Debezium's for it, or null. */
    static @Nullable String special(String text) {
        return switch (text) {
            case "NaN", "NAN" -> "NaN";
            case "Infinity", "POSITIVE_INFINITY" -> "Infinity";
            case "-Infinity", "NEGATIVE_INFINITY" -> "-Infinity";
            default -> null;
        };
    }

    static BigDecimal parsed(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            // without the exception, which quotes the value
            throw new UnsupportedValue("the text is not a number");
        }
    }
}
