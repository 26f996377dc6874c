package io.kmig.adapter.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the values of secret client properties out of texts that come from elsewhere: login modules and TLS engines put
 * into their messages what they were given.
 */
final class Redaction {
    private static final int LONGEST = 300;
    private static final Pattern SECRET_KEY =
            Pattern.compile("password|secret|jaas|token|credential|keystore\\.key|\\.key$|private");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"|'([^']+)'");

    private final List<String> secrets;

    Redaction(Map<String, Object> properties) {
        List<String> found = new ArrayList<>();
        properties.forEach((key, value) -> {
            if (SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).find()) {
                String text = String.valueOf(value);
                found.add(text);
                Matcher quoted = QUOTED.matcher(text);
                while (quoted.find()) {
                    found.add(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
                }
            }
        });
        found.removeIf(secret -> secret.length() < 3);
        found.sort(Comparator.comparingInt(String::length).reversed());
        this.secrets = List.copyOf(found);
    }

    /** One line, bounded, without secrets. */
    String clean(String text) {
        String cleaned = text.lines().findFirst().orElse("");
        for (String secret : secrets) {
            cleaned = cleaned.replace(secret, "***");
        }
        return cleaned.length() <= LONGEST ? cleaned : cleaned.substring(0, LONGEST) + "…";
    }
}
