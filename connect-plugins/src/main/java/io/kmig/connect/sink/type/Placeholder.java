package io.kmig.connect.sink.type;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium sends in place of a TOASTed value that an update left as it was: a text it is told
 * ({@code unavailable.value.placeholder}), in a shape that fits the column's schema.
 */
public final class Placeholder {
    private final String text;
    private final byte[] bytes;
    private final String uuid;
    private final String json;

    public Placeholder(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
        this.uuid = UUID.nameUUIDFromBytes(bytes).toString();
        this.json = JsonText.object(Map.of(text, text));
    }

    public boolean is(@Nullable Object value) {
        if (value instanceof String s) return s.equals(text) || s.equals(json);
        if (value instanceof byte[] || value instanceof java.nio.ByteBuffer) {
            return Arrays.equals(TextForms.bytes(value), bytes);
        }
        if (value instanceof Map<?, ?> map) return map.size() == 1 && text.equals(map.get(text));
        if (value instanceof List<?> list) return isArray(list);
        return false;
    }

    private boolean isArray(List<?> list) {
        if (list.size() == 1) {
            Object only = list.get(0);
            return only instanceof String s ? s.equals(text) || s.equals(uuid) : is(only);
        }
        // arrays of numbers and dates: the placeholder's bytes, one by one
        if (list.size() != bytes.length) return false;
        for (int i = 0; i < bytes.length; i++) {
            if (!(list.get(i) instanceof Number number) || number.longValue() != bytes[i]) return false;
        }
        return true;
    }
}
