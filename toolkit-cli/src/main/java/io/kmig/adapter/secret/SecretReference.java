package io.kmig.adapter.secret;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import org.apache.kafka.common.config.ConfigTransformer;

/**
 * A reference to a secret, as Kafka writes it: {@code ${provider:path:key}}, the path being optional.
 *
 * @param provider the name before the first colon
 * @param path file or directory, empty for the environment
 * @param key what to read there
 */
public record SecretReference(String provider, String path, String key) {
    /** Providers kmig resolves; Connect workers need the same three under the same names. */
    public static final Set<String> PROVIDERS = Set.of("env", "file", "dir");

    /** Every reference in a value, in order. A {@code $} that begins none is a plain character. */
    public static List<SecretReference> in(String value) {
        return matcher(value).results().map(SecretReference::of).toList();
    }

    /** True when the value is made of references and nothing else. */
    public static boolean only(String value) {
        return !value.isEmpty() && replaceAll(value, "").isBlank();
    }

    /** The value with a placeholder in the place of each reference, for looking at the text around them. */
    public static String replaceAll(String value, String placeholder) {
        return matcher(value).replaceAll(Matcher.quoteReplacement(placeholder));
    }

    /** Kafka's own grammar, so that kmig and the workers see the same references. */
    static Matcher matcher(String value) {
        return ConfigTransformer.DEFAULT_PATTERN.matcher(value);
    }

    static SecretReference of(MatchResult match) {
        String path = match.group(3);
        return new SecretReference(match.group(1), path == null ? "" : path, match.group(4));
    }

    public boolean known() {
        return PROVIDERS.contains(provider);
    }

    /** As written, unless the provider is unknown: then what follows it may be a secret that somebody put in braces. */
    @Override
    public String toString() {
        if (!known()) {
            return "${" + provider + ":…}";
        }
        return "${" + provider + ":" + (path.isEmpty() ? "" : path + ":") + key + "}";
    }
}
