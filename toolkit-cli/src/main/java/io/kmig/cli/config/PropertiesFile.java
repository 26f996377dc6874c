package io.kmig.cli.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A Java properties file whose settings know their line, which {@link Properties} forgets.
 *
 * @param unreadable lines with a malformed escape
 */
record PropertiesFile(List<Setting> settings, List<Integer> unreadable) {
    PropertiesFile {
        settings = List.copyOf(settings);
        unreadable = List.copyOf(unreadable);
    }

    /** No text form of its own: a value may be a secret in the wrong place. */
    record Setting(int line, String key, String value) {
        @Override
        public String toString() {
            return line + ": " + key;
        }
    }

    /** Reads ISO-8859-1 with escapes, as Kafka's own tools do. */
    static PropertiesFile read(Path file) throws IOException {
        List<Setting> settings = new ArrayList<>();
        List<Integer> unreadable = new ArrayList<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < lines.size(); i++) {
            int first = i;
            StringBuilder logical = new StringBuilder(lines.get(i));
            while (continues(logical, lines.get(first)) && i + 1 < lines.size()) {
                logical.append('\n').append(lines.get(++i));
            }
            Properties one = new Properties();
            try {
                one.load(new StringReader(logical.toString()));
                one.stringPropertyNames()
                        .forEach(key -> settings.add(new Setting(first + 1, key, one.getProperty(key))));
            } catch (IllegalArgumentException malformed) {
                unreadable.add(first + 1);
            }
        }
        return new PropertiesFile(settings, unreadable);
    }

    /** A line goes on after an odd number of backslashes, except a comment. */
    private static boolean continues(CharSequence text, String firstLine) {
        String start = firstLine.stripLeading();
        if (start.startsWith("#") || start.startsWith("!")) {
            return false;
        }
        int backslashes = 0;
        for (int at = text.length() - 1; at >= 0 && text.charAt(at) == '\\'; at--) {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
