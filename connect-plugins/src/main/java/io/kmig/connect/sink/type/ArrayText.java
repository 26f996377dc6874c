package io.kmig.connect.sink.type;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's array literal. Every element is quoted, so that none is taken for NULL, a brace or a comma. */
final class ArrayText {
    private ArrayText() {}

    static String of(List<? extends @Nullable Object> elements, TextForm form) {
        if (!elements.isEmpty() && elements.stream().allMatch(Objects::isNull)) {
            throw new UnsupportedValue(
                    "all elements are NULL, which is also what Debezium makes of an array of arrays");
        }
        StringBuilder text = new StringBuilder("{");
        for (Object element : elements) {
            if (text.length() > 1) text.append(',');
            if (element == null) {
                text.append("NULL");
            } else {
                quote(form.of(element), text);
            }
        }
        return text.append('}').toString();
    }

    private static void quote(String element, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') text.append('\\');
            text.append(c);
        }
        text.append('"');
    }
}
