package io.kmig.connect.sink.type;

import java.math.BigDecimal;

final class Numbers {
    private Numbers() {}

    static BigDecimal parsed(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            // without the exception, which quotes the value
            throw new UnsupportedValue("the text is not a number");
        }
    }
}
