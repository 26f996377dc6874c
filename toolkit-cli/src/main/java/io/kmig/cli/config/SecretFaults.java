package io.kmig.cli.config;

import io.kmig.adapter.secret.SecretKeys;
import io.kmig.adapter.secret.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is wrong with one setting as far as secrets go. Connector configs carry settings as they are written here, into
 * Connect's config topic and its REST answers; a literal secret would be public there.
 */
final class SecretFaults {
    private static final String REMEDY =
            "write a reference instead: ${env:NAME}, ${file:/path:key} or ${dir:/path:file}; the workers need the same "
                    + "config provider";

    /** Stands for a reference while looking at the text around it. */
    private static final String REFERENCE = "\uFFFC";

    private static final Pattern USER_INFO = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/\\s:@]*:([^/\\s]+)@");
    private static final Pattern PARAMETER = Pattern.compile("[?&;]([A-Za-z0-9_.-]+)=([^&;\\s]+)");
    private static final Pattern JAAS_OPTION =
            Pattern.compile("([A-Za-z0-9_.-]+)\\s*=\\s*(\"(?:\\\\.|[^\"\\\\])*\"|'[^']*'|[^\\s;]+)");
    private static final Pattern ORACLE_LOGIN = Pattern.compile("jdbc:oracle:thin:[^/@\\s]+/([^@\\s]+)@.*");

    record Fault(String what, String remedy) {}

    private SecretFaults() {}

    /** @param key the last word of the key, by which secrets are known */
    static List<Fault> of(String key, String value) {
        List<Fault> faults = new ArrayList<>();
        SecretReference.in(value).forEach(reference -> reference(reference, faults));
        String masked = SecretReference.replaceAll(value, REFERENCE);
        if (plainUnder(key, masked)) {
            faults.add(new Fault("a secret in plain text", REMEDY));
        } else if (plainInUrl(masked)) {
            faults.add(new Fault("a secret in plain text inside a URL", REMEDY));
        } else if (value.contains("PRIVATE KEY-----")) {
            faults.add(new Fault("a private key in plain text", REMEDY));
        }
        return faults;
    }

    private static void reference(SecretReference reference, List<Fault> faults) {
        if (!reference.known()) {
            faults.add(new Fault(
                    "unknown config provider in " + reference,
                    "write one of ${env:NAME}, ${file:/path:key}, ${dir:/path:file}"));
        } else if (reference.provider().equals("env")) {
            if (!reference.path().isEmpty()) {
                faults.add(new Fault(
                        "a reference to the environment takes a name alone", "write ${env:" + reference.key() + "}"));
            }
        } else if (!reference.path().startsWith("/")) {
            faults.add(new Fault(
                    reference + (reference.path().isEmpty() ? " has no path" : " has a relative path")
                            + "; kmig and the workers run in different directories",
                    "write ${" + reference.provider() + ":/absolute/path:"
                            + (reference.provider().equals("dir") ? "file" : "key") + "}"));
        }
    }

    private static boolean plainUnder(String key, String masked) {
        if (!SecretKeys.looksSecret(key) || masked.isBlank()) {
            return false;
        }
        if (key.endsWith("jaas.config")) {
            return options(JAAS_OPTION.matcher(masked));
        }
        String secretPart = key.endsWith("user.info") || key.endsWith("uthorization")
                ? masked.substring(Math.max(masked.indexOf(':'), masked.indexOf(' ')) + 1)
                : masked;
        return !onlyReferences(secretPart);
    }

    private static boolean plainInUrl(String masked) {
        boolean login = Stream.of(USER_INFO, ORACLE_LOGIN)
                .map(pattern -> pattern.matcher(masked))
                .anyMatch(matcher -> matcher.find() && !onlyReferences(matcher.group(1)));
        boolean url = masked.contains("://") || masked.startsWith("jdbc:");
        return login || (url && options(PARAMETER.matcher(masked)));
    }

    private static boolean options(Matcher option) {
        return option.results()
                .filter(match -> SecretKeys.looksSecret(match.group(1)))
                .anyMatch(match -> !onlyReferences(match.group(2)));
    }

    private static boolean onlyReferences(String masked) {
        String rest = masked.replace("\"", "").replace("'", "");
        return rest.replace(REFERENCE, "").isBlank();
    }
}
