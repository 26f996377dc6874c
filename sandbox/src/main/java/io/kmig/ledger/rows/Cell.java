package io.kmig.ledger.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One value of a row in the form it is kept in: its text if that is short, else its length and digest. */
public final class Cell {
    private static final int SHORT = 64;

    private Cell() {}

    public static @Nullable String of(@Nullable String text) {
        if (text == null || text.length() <= SHORT) return text;
        return "#" + text.length() + ":" + HexFormat.of().formatHex(sha256().digest(text.getBytes(UTF_8)), 0, 16);
    }

    /** A whole row, or a part of one; what belongs to the key is kept in full, as rows are found by it. */
    public static Map<String, @Nullable String> of(Table table, Map<String, @Nullable String> values) {
        Map<String, @Nullable String> cells = new LinkedHashMap<>();
        values.forEach((column, text) -> cells.put(column, table.key().contains(column) ? text : of(text)));
        return cells;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
