package io.kmig.sandbox.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a script apart as psql would: statements end at a semicolon that is not in quotes, dollar quotes, a comment,
 * parentheses or the {@code BEGIN ATOMIC} body of a function.
 */
final class ScriptReader {
    private static final Pattern COPY = Pattern.compile("(?is)copy\\s.*\\sfrom\\s+stdin\\b.*");
    private static final Pattern DOLLAR = Pattern.compile("\\$([\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Pattern ROUTINE =
            Pattern.compile("(?is)create\\s+(or\\s+replace\\s+)?(function|procedure)\\s.*");

    private final String text;
    private final List<ScriptPart> parts = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private int at;
    private int line = 1;
    private int begun = 1;
    private int parentheses;
    private int bodies;

    private ScriptReader(String text) {
        this.text = text;
    }

    static List<ScriptPart> parts(String script) {
        ScriptReader reader = new ScriptReader(script.startsWith("\uFEFF") ? script.substring(1) : script);
        reader.read();
        return List.copyOf(reader.parts);
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("--", at)) skip(endOfLine());
            else if (text.startsWith("/*", at)) skip(endOfComment());
            else if (c == '\'') take(endOfQuoted('\'', isEscapeString()));
            else if (c == '"') take(endOfQuoted('"', false));
            else if (c == '$' && dollarQuote() != null) take(endOfDollarQuoted());
            else if (c == '\\' && isBlank()) metaLine();
            else if (c == ';' && parentheses == 0 && bodies == 0) end();
            else if (Character.isLetter(c) || c == '_') word();
            else {
                if (c == '(') parentheses++;
                if (c == ')' && parentheses > 0) parentheses--;
                take(at + 1);
            }
        }
        if (!isBlank())
            parts.add(new ScriptPart.SqlStatement(begun, statement.toString().strip()));
    }

    private void end() {
        at++;
        if (isBlank()) {
            statement.setLength(0);
            return;
        }
        String sql = statement.toString().strip();
        statement.setLength(0);
        if (COPY.matcher(sql).matches()) parts.add(new ScriptPart.CopyIn(begun, sql, copyData()));
        else parts.add(new ScriptPart.SqlStatement(begun, sql));
    }

    private String copyData() {
        skip(Math.min(endOfLine() + 1, text.length()));
        int from = at;
        while (at < text.length()) {
            int end = endOfLine();
            boolean last = text.substring(at, end).strip().equals("\\.");
            if (last) {
                String data = text.substring(from, at);
                skip(end);
                return data;
            }
            skip(Math.min(end + 1, text.length()));
        }
        return text.substring(from);
    }

    private void metaLine() {
        int end = endOfLine();
        parts.add(new ScriptPart.MetaLine(line, text.substring(at, end).strip()));
        skip(end);
        statement.setLength(0);
    }

    /** The bodies of SQL-standard functions hold semicolons of their own; so may a CASE in them. */
    private void word() {
        Matcher matcher = WORD.matcher(text).region(at, text.length());
        int end = matcher.lookingAt() ? matcher.end() : at + 1;
        String word = text.substring(at, end).toLowerCase(Locale.ROOT);
        if (word.equals("begin") || word.equals("case") || word.equals("end")) {
            if (ROUTINE.matcher(statement).matches()) {
                if (word.equals("begin")) bodies++;
                else if (word.equals("case") && bodies > 0) bodies++;
                else if (word.equals("end") && bodies > 0) bodies--;
            }
        }
        take(end);
    }

    private boolean isBlank() {
        for (int i = 0; i < statement.length(); i++) {
            if (!Character.isWhitespace(statement.charAt(i))) return false;
        }
        return true;
    }

    private boolean isEscapeString() {
        int length = statement.length();
        if (length == 0 || Character.toLowerCase(statement.charAt(length - 1)) != 'e') return false;
        return length == 1 || !Character.isLetterOrDigit(statement.charAt(length - 2));
    }

    /** An apostrophe doubled closes and opens again, which comes to the same. */
    private int endOfQuoted(char quote, boolean escapes) {
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escapes && c == '\\') i++;
            else if (c == quote) return i + 1;
        }
        return text.length();
    }

    private @Nullable String dollarQuote() {
        if (at > 0 && (Character.isLetterOrDigit(text.charAt(at - 1)) || text.charAt(at - 1) == '_')) return null;
        Matcher matcher = DOLLAR.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher.group() : null;
    }

    private int endOfDollarQuoted() {
        String tag = String.valueOf(dollarQuote());
        int end = text.indexOf(tag, at + tag.length());
        return end < 0 ? text.length() : end + tag.length();
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private int endOfComment() {
        int depth = 0;
        for (int i = at; i < text.length() - 1; i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) return i + 1;
            }
        }
        return text.length();
    }

    /** Comments inside a statement become a blank, so that its words stay apart, and its lines stay where they are. */
    private void skip(int end) {
        if (!isBlank()) {
            statement.append(' ');
            for (int i = at; i < end; i++) if (text.charAt(i) == '\n') statement.append('\n');
        }
        advance(end);
    }

    private void take(int end) {
        if (isBlank() && !Character.isWhitespace(text.charAt(at))) {
            statement.setLength(0);
            begun = line;
        }
        statement.append(text, at, end);
        advance(end);
    }

    private void advance(int end) {
        for (int i = at; i < end; i++) if (text.charAt(i) == '\n') line++;
        at = end;
    }
}
