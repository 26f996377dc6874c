package io.kmig.adapter.secret;

import java.util.List;
import java.util.Locale;

/**
 * Which configuration keys hold a secret, by name alone. Kafka marks its own keys as passwords, but plug-ins (registries,
 * callback handlers, sinks) bring keys that no Kafka class knows, so the name has to do.
 */
public final class SecretKeys {
    private static final List<String> ENDINGS = List.of(
            "passwd",
            "pwd",
            "passphrase",
            "token",
            "jaas.config",
            "keystore.key",
            "private.key",
            "secret.key",
            "access.key",
            "api.key",
            "apikey",
            "user.info",
            "authorization",
            "credentials");

    private static final List<String> PARTS = List.of("password", "secret");

    /** Keys that only say where a secret is, or how it is handled. */
    private static final List<String> ABOUT = List.of("file", "path", "location", "url", "class", "type", "provider");

    private SecretKeys() {}

    /** True for keys such as {@code ssl.key.password}, {@code sasl.jaas.config} or {@code clientSecret}. */
    public static boolean looksSecret(String key) {
        String words = words(key);
        return ENDINGS.stream().anyMatch(words::endsWith)
                || (PARTS.stream().anyMatch(words::contains) && ABOUT.stream().noneMatch(words::endsWith));
    }

    /** Camel case, hyphens and underscores as dots, so that clientSecret, client-secret and client.secret are one. */
    private static String words(String key) {
        return key.replaceAll("(?<=[a-z0-9])(?=[A-Z])", ".")
                .replace('_', '.')
                .replace('-', '.')
                .toLowerCase(Locale.ROOT);
    }
}
