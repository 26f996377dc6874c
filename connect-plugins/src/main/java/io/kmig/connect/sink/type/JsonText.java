package io.kmig.connect.sink.type;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flat JSON object of strings, which is all an hstore is. */
final class JsonText {
    private JsonText() {}

    static String object(Map<?, ? extends @Nullable Object> map) {
        StringBuilder text = new StringBuilder("{");
        for (Map.Entry<?, ? extends @Nullable Object> entry : map.entrySet()) {
            if (text.length() > 1) text.append(',');
            string(String.valueOf(entry.getKey()), text);
            text.append(':');
            Object value = entry.getValue();
            if (value == null) {
                text.append("null");
            } else {
                string(value.toString(), text);
            }
        }
        return text.append('}').toString();
    }

    private static void string(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
