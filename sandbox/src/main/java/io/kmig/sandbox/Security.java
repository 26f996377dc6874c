package io.kmig.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** How clients prove who they are to a cluster; the listeners are on loopback, so nothing is encrypted. */
public sealed interface Security {
    /** Anyone may do anything. */
    Security NONE = new None();

    /** SASL/PLAIN for clients and between brokers; the user given here is the super user. */
    static SaslPlain saslPlain(String user, String password) {
        return new SaslPlain(user, password, Map.of());
    }

    /** What a client of that cluster needs beside the bootstrap servers; no entries where nothing is needed. */
    Map<String, String> clientProperties();

    /** No authentication. */
    record None() implements Security {
        @Override
        public Map<String, String> clientProperties() {
            return Map.of();
        }
    }

    /**
     * SASL/PLAIN.
     *
     * @param user the super user, which brokers and Connect workers use as well
     * @param password of that user
     * @param others further users and their passwords; what they may do is up to ACLs
     */
    record SaslPlain(String user, String password, Map<String, String> others) implements Security {
        public SaslPlain {
            others = Map.copyOf(others);
        }

        public SaslPlain withUser(String name, String secret) {
            Map<String, String> more = new LinkedHashMap<>(others);
            more.put(name, secret);
            return new SaslPlain(user, password, more);
        }

        @Override
        public Map<String, String> clientProperties() {
            return clientPropertiesFor(user, password);
        }

        /** The same for any user and password, right or wrong. */
        public static Map<String, String> clientPropertiesFor(String user, String password) {
            return Map.of(
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "PLAIN",
                    "sasl.jaas.config", login(user, password) + ";");
        }

        /** The brokers' own login and the users they know. */
        String brokerJaas() {
            StringBuilder jaas = new StringBuilder(login(user, password)).append(known(user, password));
            others.forEach((name, secret) -> jaas.append(known(name, secret)));
            return jaas.append(';').toString();
        }

        @Override
        public String toString() {
            return "SaslPlain[user=%s, password=[hidden], others=%s]".formatted(user, others.keySet());
        }

        private static String login(String user, String password) {
            return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                    .formatted(quoted(user), quoted(password));
        }

        private static String known(String user, String password) {
            return " user_%s=\"%s\"".formatted(user, quoted(password));
        }

        private static String quoted(String text) {
            return text.replace("\\", "\\\\").replace("\"", "\\\"");
        }
    }
}
