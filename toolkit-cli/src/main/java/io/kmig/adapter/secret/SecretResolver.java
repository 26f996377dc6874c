package io.kmig.adapter.secret;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Resolves references with Kafka's own config providers, for kmig's own clients only. What goes to Connect stays
 * unresolved and is resolved by the workers.
 *
 * <p>Every resolved value is handed to the redactor before anybody else sees it.
 */
public final class SecretResolver {
    /** The word that a reference is the value of, inside a JAAS line: {@code username="} gives username. */
    private static final Pattern OPTION = Pattern.compile("([A-Za-z][A-Za-z0-9._-]*)\\s*=\\s*[\"']?$");

    /** Redacting these would blank harmless words (a database user named kmig) all over the output. */
    private static final Pattern PUBLIC_KEY =
            Pattern.compile("(.*[._-])?(user|username|principal|client\\.?id|bootstrap\\.servers|host|port|url)");

    private final Map<String, ConfigProvider> providers;
    private final Redactor redactor;

    /** @param environment the process's environment, as {@link System#getenv()} gives it */
    public SecretResolver(Map<String, String> environment, Redactor redactor) {
        this.redactor = redactor;
        this.providers = Map.of(
                "env", new EnvVarConfigProvider(environment),
                "file", new FileConfigProvider(),
                "dir", new DirectoryConfigProvider());
        providers.values().forEach(provider -> provider.configure(Map.of()));
    }

    /**
     * The same map with every reference replaced. Values without one, also those with a literal {@code $}, are kept.
     *
     * @throws KmigException SECRET_UNRESOLVED with one problem per reference that leads nowhere
     */
    public Map<String, String> resolve(Map<String, String> unresolved) {
        Map<String, String> resolved = new LinkedHashMap<>();
        Set<Problem> problems = new LinkedHashSet<>();
        unresolved.forEach((key, value) -> resolved.put(key, resolve(key, value, problems)));
        if (!problems.isEmpty()) {
            throw new KmigException(new ArrayList<>(problems), null);
        }
        return resolved;
    }

    private String resolve(String key, String value, Set<Problem> problems) {
        Matcher matcher = SecretReference.matcher(value);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            SecretReference reference = SecretReference.of(matcher.toMatchResult());
            Optional<String> secret = lookUp(reference);
            if (secret.isEmpty()) {
                problems.add(problem(key, reference));
            } else if (isSecret(key, value.substring(0, matcher.start()))) {
                redactor.remember(secret.get());
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(secret.orElse("")));
        }
        String resolved = matcher.appendTail(text).toString();
        if (SecretKeys.looksSecret(key)) {
            redactor.remember(resolved);
        }
        return resolved;
    }

    private static boolean isSecret(String key, String before) {
        Matcher option = OPTION.matcher(before);
        String word = option.find() ? option.group(1) : key;
        return !PUBLIC_KEY.matcher(word).matches();
    }

    private Optional<String> lookUp(SecretReference reference) {
        ConfigProvider provider = providers.get(reference.provider());
        if (provider == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(provider.get(reference.path(), Set.of(reference.key()))
                    .data()
                    .get(reference.key()));
        } catch (RuntimeException unreadable) {
            // the cause is left out on purpose: the reason below says as much, and a provider's message is not ours to
            // vouch for
            return Optional.empty();
        }
    }

    private static Problem problem(String key, SecretReference reference) {
        return new Problem(
                ErrorCode.SECRET_UNRESOLVED,
                key + " refers to " + reference + ", but " + reason(reference),
                "nothing was contacted with this setting, nothing was changed",
                remedy(reference));
    }

    private static String reason(SecretReference reference) {
        return switch (reference.provider()) {
            case "env" ->
                reference.path().isEmpty()
                        ? "the environment variable " + reference.key() + " is not set"
                        : "a reference to the environment has no path";
            case "file" -> absence(reference, "a file", Files.isRegularFile(Path.of(reference.path())));
            case "dir" -> absence(reference, "a directory", Files.isDirectory(Path.of(reference.path())));
            default -> "kmig knows no config provider of that name";
        };
    }

    private static String absence(SecretReference reference, String kind, boolean exists) {
        Path path = Path.of(reference.path());
        if (reference.path().isEmpty()) {
            return "the reference has no path";
        }
        if (!exists) {
            return path + " is not " + kind;
        }
        return Files.isReadable(path)
                ? path + " has no readable entry " + reference.key()
                : path + " is not readable by this user";
    }

    private static String remedy(SecretReference reference) {
        return switch (reference.provider()) {
            case "env" ->
                reference.path().isEmpty()
                        ? "export " + reference.key() + "=… in the shell that runs kmig"
                        : "write ${env:" + reference.key() + "}";
            case "file" ->
                "add a line " + reference.key() + "=… to the properties file, or correct the reference to "
                        + "${file:/path:key}";
            case "dir" ->
                "put the secret into a file " + reference.key() + " of that directory, or correct the "
                        + "reference to ${dir:/path:file}";
            default -> "write one of " + forms();
        };
    }

    private static String forms() {
        return String.join(", ", List.of("${env:NAME}", "${file:/path:key}", "${dir:/path:file}"));
    }
}
