package io.kmig.core.spec;

import io.kmig.core.estate.Colour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One migration as its operator describes it in kmig.yaml. Values that refer to secrets are kept as references
 * ({@code ${env:NAME}}); whoever opens a client resolves them.
 */
public record MigrationSpec(
        String name,
        ClusterSpec blue,
        ClusterSpec green,
        ConnectSpec connectGreen,
        Optional<ConnectSpec> connectBlue,
        ReplicationSpec replication,
        ValidationSpec validation,
        List<DatabaseSpec> databases,
        List<ClientSpec> clients,
        CutoverSpec cutover,
        Path reportDir) {

    public MigrationSpec {
        databases = List.copyOf(databases);
        clients = List.copyOf(clients);
    }

    /** Prefix of every topic, group, transactional id and connector that kmig owns; never mirrored. */
    public String ownedPrefix() {
        return "kmig." + name + ".";
    }

    /**
     * How to reach a cluster.
     *
     * @param properties client properties beside bootstrap.servers, with references unresolved
     */
    public record ClusterSpec(
            String bootstrap,
            Map<String, String> properties,
            @Nullable String registry) {
        public ClusterSpec {
            // sorted: a plan's fingerprint covers the printed form
            properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
        }
    }

    public record ConnectSpec(String url, Manager manager) {}

    /** Who owns the connectors: kmig over REST, Strimzi's custom resources, or a person. */
    public enum Manager {
        REST("rest"),
        STRIMZI("strimzi"),
        MANUAL("manual");

        private final String label;

        Manager(String label) {
            this.label = label;
        }

        /** As kmig.yaml spells it. */
        public String label() {
            return label;
        }
    }

    /**
     * What is mirrored.
     *
     * @param throttle bytes per second over the whole mirror, null for none
     */
    public record ReplicationSpec(
            List<String> topicsInclude,
            List<String> topicsExclude,
            List<String> groupsInclude,
            List<String> groupsExclude,
            boolean exactlyOnce,
            @Nullable Long throttle) {
        public ReplicationSpec {
            topicsInclude = List.copyOf(topicsInclude);
            topicsExclude = List.copyOf(topicsExclude);
            groupsInclude = List.copyOf(groupsInclude);
            groupsExclude = List.copyOf(groupsExclude);
        }
    }

    /**
     * @param mode auto, log, key, latest, or off
     * @param from earliest, or a time
     * @param throttle bytes per second
     */
    public record ValidationSpec(
            String mode, String from, @Nullable Long throttle) {
        public boolean off() {
            return mode.equals("off");
        }

        /** Null for everything there is. */
        public @Nullable Instant since() {
            return from.equals("earliest") ? null : Instant.parse(from);
        }

        /** 0 for no limit. */
        public long bytesPerSecond() {
            return throttle == null ? 0 : throttle;
        }
    }

    /**
     * A database that a sink keeps beside green.
     *
     * @param topics patterns of the topics whose records become rows
     * @param source the blue database, when kmig may look at it
     * @param sinkProperties further settings of the sink connector, such as converters
     * @param wayBack whether what is written on green is brought back to blue
     * @param from the side of {@code source}: blue as described, green on the way back
     */
    public record DatabaseSpec(
            String name,
            List<String> topics,
            Optional<DatabaseAccess> source,
            DatabaseAccess sink,
            Map<String, String> sinkProperties,
            boolean wayBack,
            Colour from) {
        public DatabaseSpec {
            topics = List.copyOf(topics);
            sinkProperties = Collections.unmodifiableSortedMap(new TreeMap<>(sinkProperties));
        }
    }

    /**
     * How to reach a database.
     *
     * @param slot on blue, the replication slot of the connector that captures its changes; null for the only one
     */
    public record DatabaseAccess(
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String slot) {}

    /**
     * One application.
     *
     * @param groups consumer groups it reads with
     * @param produces topics it writes
     * @param transactionalIds transactional ids it writes with, fenced before its topics are handed off
     * @param databases databases it writes, by name: it so writes the topics that their changes are captured to
     * @param reads topics it reads without a group whose positions could be carried: it keeps them itself
     */
    public record ClientSpec(
            String name,
            List<String> groups,
            List<String> produces,
            List<String> transactionalIds,
            List<String> databases,
            @Nullable String wave,
            Hook stop,
            Hook start,
            Duration timeout,
            List<String> reads) {
        public ClientSpec {
            groups = List.copyOf(groups);
            produces = List.copyOf(produces);
            transactionalIds = List.copyOf(transactionalIds);
            databases = List.copyOf(databases);
            reads = List.copyOf(reads);
        }

        /** One whose groups hold all its positions. */
        public ClientSpec(
                String name,
                List<String> groups,
                List<String> produces,
                List<String> transactionalIds,
                List<String> databases,
                @Nullable String wave,
                Hook stop,
                Hook start,
                Duration timeout) {
            this(name, groups, produces, transactionalIds, databases, wave, stop, start, timeout, List.of());
        }

        /** One that writes no database. */
        public ClientSpec(
                String name,
                List<String> groups,
                List<String> produces,
                List<String> transactionalIds,
                @Nullable String wave,
                Hook stop,
                Hook start,
                Duration timeout) {
            this(name, groups, produces, transactionalIds, List.of(), wave, stop, start, timeout);
        }

        /** The same with the topics it writes by way of its databases named too. */
        public ClientSpec producing(List<String> topics) {
            return new ClientSpec(name, groups, topics, transactionalIds, databases, wave, stop, start, timeout, reads);
        }
    }

    /** How an application is stopped or started. */
    public sealed interface Hook {
        /** A program run without a shell; relative paths are relative to kmig.yaml. */
        record Exec(List<String> argv) implements Hook {
            public Exec {
                argv = List.copyOf(argv);
            }
        }

        /** A person does it and confirms. */
        record Manual(String instruction) implements Hook {}
    }

    public record CutoverSpec(
            Mode mode,
            List<Fence> fence,
            Duration maxWritePause,
            OnFailure onFailure,
            List<Map<String, Object>> gates,
            Duration soak) {
        public CutoverSpec {
            fence = List.copyOf(fence);
            gates = gates.stream().map(CutoverSpec::sorted).toList();
        }

        /** To the depths: the same description has the same printed form in every process. */
        private static Map<String, Object> sorted(Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(String.valueOf(key), sortedValue(value)));
            return sorted;
        }

        private static Object sortedValue(Object value) {
            if (value instanceof Map<?, ?> map) {
                return sorted(map);
            }
            return value instanceof List<?> list
                    ? list.stream().map(CutoverSpec::sortedValue).toList()
                    : value;
        }
    }

    public enum Mode {
        FENCED("fenced"),
        ROLLING("rolling"),
        DUAL_WRITE("dual-write");

        private final String label;

        Mode(String label) {
            this.label = label;
        }

        /** As kmig.yaml spells it. */
        public String label() {
            return label;
        }
    }

    public enum Fence {
        HOOK("hook"),
        ACL("acl"),
        MAX_MESSAGE_BYTES("maxMessageBytes");

        private final String label;

        Fence(String label) {
            this.label = label;
        }

        /** As kmig.yaml spells it. */
        public String label() {
            return label;
        }
    }

    public enum OnFailure {
        PAUSE,
        ROLLBACK
    }
}
