package io.kmig.ledger.record;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts of any content, null among them, as one field of a line; PostgreSQL's own escapes, and commas in between. */
public final class Fields {
    private Fields() {}

    public static String join(List<? extends @Nullable String> texts) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) joined.append(',');
            escape(texts.get(i), joined);
        }
        return joined.toString();
    }

    /** An empty field is a list without texts; one empty text is written as {@code \e}. */
    public static List<@Nullable String> split(String field) {
        List<@Nullable String> texts = new ArrayList<>();
        if (field.isEmpty()) return texts;
        int from = 0;
        for (int comma = field.indexOf(','); comma >= 0; comma = field.indexOf(',', from)) {
            texts.add(plain(field.substring(from, comma)));
            from = comma + 1;
        }
        texts.add(plain(field.substring(from)));
        return texts;
    }

    private static void escape(@Nullable String text, StringBuilder to) {
        if (text == null) to.append("\\N");
        else if (text.isEmpty()) to.append("\\e");
        else {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case '\\' -> to.append("\\\\");
                    case '\t' -> to.append("\\t");
                    case '\n' -> to.append("\\n");
                    case '\r' -> to.append("\\r");
                    case ',' -> to.append("\\c");
                    default -> to.append(c);
                }
            }
        }
    }

    private static @Nullable String plain(String escaped) {
        if (escaped.equals("\\N")) return null;
        if (escaped.equals("\\e")) return "";
        StringBuilder text = new StringBuilder(escaped.length());
        boolean escape = false;
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (escape) text.append(meant(c));
            else if (c != '\\') text.append(c);
            escape = !escape && c == '\\';
        }
        if (escape) throw new IllegalArgumentException("an escape without its letter: " + escaped);
        return text.toString();
    }

    private static char meant(char letter) {
        return switch (letter) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'c' -> ',';
            default -> throw new IllegalArgumentException("no such escape: \\" + letter);
        };
    }
}
