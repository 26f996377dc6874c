package io.kmig.cli.starter;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names from a cluster as YAML. Group ids may hold anything, also what would end a quote, a line or a comment. */
final class YamlText {
    private YamlText() {}

    /** Double-quoted, in ASCII, on one line. */
    static String quoted(String text) {
        return "\"" + escaped(text) + "\"";
    }

    static String list(List<String> entries) {
        return entries.stream().map(YamlText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String escaped(String text) {
        return text.codePoints().mapToObj(YamlText::escaped).collect(Collectors.joining());
    }

    private static String escaped(int c) {
        if (c == '"' || c == '\\') {
            return "\\" + Character.toString(c);
        }
        return c >= 0x20 && c < 0x7f ? Character.toString(c) : String.format(Locale.ROOT, "\\U%08x", c);
    }
}
