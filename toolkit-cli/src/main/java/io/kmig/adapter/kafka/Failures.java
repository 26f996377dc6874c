package io.kmig.adapter.kafka;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Turns what the client library throws into a problem with a cause the operator can act on. */
final class Failures {
    static final String NOTHING = "nothing was changed";

    private final Connection connection;

    Failures(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param asked what was asked of the cluster, as the end of "blue (host:port) did not …"
     * @param unchanged what the failure leaves untouched
     */
    KmigException of(Throwable failure, String asked, String unchanged) {
        // The library wraps the cause that matters (a missing topic, a refused login) in the timeout it led to.
        Optional<AuthenticationException> refused = cause(failure, AuthenticationException.class);
        if (refused.isPresent() || cause(failure, LoginException.class).isPresent()) {
            return credentialsRefused(refused.<Throwable>map(e -> e).orElse(failure), unchanged);
        }
        Optional<AuthorizationException> denied = cause(failure, AuthorizationException.class);
        if (denied.isPresent()) {
            return permissionDenied(denied.get(), asked, unchanged);
        }
        if (cause(failure, InterruptedException.class).isPresent()
                || cause(failure, InterruptException.class).isPresent()) {
            return interrupted(asked);
        }
        Optional<UnknownTopicOrPartitionException> missing = cause(failure, UnknownTopicOrPartitionException.class);
        if (missing.isPresent()) {
            return failed(asked, "the topic or partition does not exist", unchanged, failure);
        }
        Optional<InvalidTopicException> invalid = cause(failure, InvalidTopicException.class);
        if (invalid.isPresent()) {
            return failed(asked, text(invalid.get()), unchanged, failure);
        }
        if (cause(failure, UnsupportedVersionException.class).isPresent()) {
            return tooOld(asked, failure, unchanged);
        }
        if (unreachable(failure)) {
            return unreachable(failure, asked, unchanged);
        }
        return failed(asked, text(root(failure)), unchanged, failure);
    }

    KmigException failed(String asked, String why, String unchanged, Throwable cause) {
        return new KmigException(
                new Problem(
                        ErrorCode.CLUSTER_REQUEST_FAILED,
                        place() + " could not " + asked + ": " + why,
                        unchanged,
                        "look into the broker's log at this moment, then run the same command again"),
                cause);
    }

    /** @param who as {@link GroupInventory#members} shows them; empty when they have left meanwhile */
    KmigException hasMembers(String asked, String group, List<String> who) {
        return new KmigException(new Problem(
                ErrorCode.GROUP_HAS_MEMBERS,
                place() + " did not " + asked + ": it has members"
                        + (who.isEmpty() ? ", or had some a moment ago" : ": " + String.join(", ", who)),
                "no offset of group " + group + " was set",
                "stop them on " + connection.colour().label() + ", then run the same command again"));
    }

    KmigException interrupted(String asked) {
        return interrupted(asked, "what was asked last may or may not have happened");
    }

    KmigException interrupted(String asked, String unchanged) {
        Thread.currentThread().interrupt();
        return new KmigException(new Problem(
                ErrorCode.INTERRUPTED,
                "interrupted while " + place() + " was to " + asked,
                unchanged,
                "run the same command again; it continues where it was"));
    }

    /** A client that could not even be built: a host name that does not resolve, or properties it does not take. */
    KmigException unusable(RuntimeException failure) {
        Throwable root = root(failure);
        if (root instanceof UnknownHostException
                || String.valueOf(root.getMessage()).contains("resolvable bootstrap")) {
            return unreachable(failure, "describe itself", NOTHING);
        }
        if (cause(failure, LoginException.class).isPresent()) {
            return credentialsRefused(failure, NOTHING);
        }
        // No message here: the library's parsers quote the value they stumbled over.
        String why = root instanceof ConfigException
                ? configKey(root)
                : root instanceof NoSuchFileException || root instanceof FileNotFoundException
                        ? "a file is missing: " + text(root)
                        : "one of them is malformed (" + root.getClass().getSimpleName() + ")";
        return new KmigException(
                new Problem(
                        ErrorCode.CLUSTER_REQUEST_FAILED,
                        place() + ": its client properties can't be used: " + why,
                        NOTHING,
                        "correct " + connection.colour().label() + ".properties in kmig.yaml, then run: kmig plan"),
                failure);
    }

    private KmigException unreachable(Throwable failure, String asked, String unchanged) {
        String server = connection.bootstrap().split(",", 2)[0].strip();
        int colon = server.lastIndexOf(':');
        String probe = colon < 0 ? server : server.substring(0, colon) + " " + server.substring(colon + 1);
        return new KmigException(
                new Problem(
                        ErrorCode.CLUSTER_UNREACHABLE,
                        place() + " did not answer when asked to " + asked + " (" + text(root(failure)) + ")",
                        unchanged,
                        "try from this machine: nc -vz " + probe + "; if that connects, security.protocol in "
                                + connection.colour().label()
                                + ".properties does not suit that listener, or the brokers advertise addresses that"
                                + " can't be reached from here"),
                failure);
    }

    private KmigException credentialsRefused(Throwable failure, String unchanged) {
        return new KmigException(
                new Problem(
                        ErrorCode.CREDENTIALS_REFUSED,
                        place() + " refused kmig's credentials: " + text(root(failure)),
                        unchanged,
                        "correct the sasl.* and ssl.* entries of "
                                + connection.colour().label() + ".properties, then run: kmig plan"),
                failure);
    }

    private KmigException permissionDenied(AuthorizationException denied, String asked, String unchanged) {
        String resource = resource(denied);
        return new KmigException(
                new Problem(
                        ErrorCode.PERMISSION_DENIED,
                        place() + " does not permit kmig to " + asked + resource + ": " + text(denied),
                        unchanged,
                        "grant it, then run: kmig plan"),
                denied);
    }

    private KmigException tooOld(String asked, Throwable failure, String unchanged) {
        return new KmigException(
                new Problem(
                        ErrorCode.BROKER_TOO_OLD,
                        place() + " is too old to " + asked + ": " + text(root(failure)),
                        unchanged,
                        "upgrade the brokers of " + connection.colour().label()
                                + " (clients need 2.1, changing topic configs needs 2.3), or leave out what needs it"),
                failure);
    }

    private static boolean unreachable(Throwable failure) {
        return cause(failure, org.apache.kafka.common.errors.TimeoutException.class)
                        .isPresent()
                || cause(failure, TimeoutException.class).isPresent()
                || cause(failure, DisconnectException.class).isPresent()
                || cause(failure, NetworkException.class).isPresent()
                || cause(failure, UnknownHostException.class).isPresent();
    }

    private static String resource(AuthorizationException denied) {
        if (denied instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            return " on topics " + String.join(", ", topics.unauthorizedTopics());
        }
        if (denied instanceof GroupAuthorizationException group && group.groupId() != null) {
            return " on group " + group.groupId();
        }
        return "";
    }

    private static String configKey(Throwable root) {
        List<String> words = List.of(String.valueOf(root.getMessage()).split("\\s+"));
        int at = words.indexOf("configuration");
        return at < 0 || at + 1 == words.size()
                ? "a required one is missing or one is malformed"
                : "configuration " + words.get(at + 1).replaceAll("[^A-Za-z0-9._-]", "");
    }

    private String place() {
        return connection.colour().label() + " (" + connection.bootstrap() + ")";
    }

    private String text(Throwable failure) {
        String message = failure.getMessage();
        return connection
                .redaction()
                .clean(message == null || message.isBlank() ? failure.getClass().getSimpleName() : message);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }
}
