package io.kmig.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster to start.
 *
 * @param name used for processes, directories and log files
 * @param version {@code 4.3.1} (KRaft, every node broker and controller) or {@code 2.8.2} (with ZooKeeper)
 * @param nodes 1 or 3
 * @param security of the client listener
 * @param directory for data and logs, kept at the end; null for a temporary one, deleted at the end. A data directory
 *     an earlier cluster of this name left there is replaced
 * @param brokerProperties added to every node's, winning over the defaults
 * @param heapMb each broker's largest heap, MiB
 * @param ports the nodes' client ports; empty for free ones
 * @param jvmOptions added to every broker's JVM, winning over the defaults; {@code -XX:TieredStopAtLevel=4} gives up
 *     the quicker start for full speed
 * @param readyTimeout how long the whole cluster may take to get ready
 * @param minimumFreeBytes usable space below which nothing is started
 */
public record KafkaSpec(
        String name,
        String version,
        int nodes,
        Security security,
        @Nullable Path directory,
        Map<String, String> brokerProperties,
        int heapMb,
        List<Integer> ports,
        List<String> jvmOptions,
        Duration readyTimeout,
        long minimumFreeBytes) {
    /** The newest version the sandbox has. */
    public static final String V4_3_1 = "4.3.1";
    /** The old version, with ZooKeeper. */
    public static final String V2_8_2 = "2.8.2";

    public KafkaSpec {
        if (!name.matches("[a-z0-9-]+")) throw new IllegalArgumentException("name: " + name);
        if (nodes != 1 && nodes != 3) throw new IllegalArgumentException("nodes: " + nodes + ", not 1 or 3");
        if (!version.equals(V4_3_1) && !version.equals(V2_8_2)) {
            throw new IllegalArgumentException("version: " + version);
        }
        if (!ports.isEmpty() && ports.size() != nodes) {
            throw new IllegalArgumentException("%d ports for %d nodes".formatted(ports.size(), nodes));
        }
        brokerProperties = Map.copyOf(brokerProperties);
        ports = List.copyOf(ports);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** One node of 4.3.1, no security, free ports, a temporary directory. */
    public static KafkaSpec named(String name) {
        return new KafkaSpec(
                name,
                V4_3_1,
                1,
                Security.NONE,
                null,
                Map.of(),
                256,
                List.of(),
                List.of(),
                Duration.ofMinutes(2),
                256L << 20);
    }

    boolean kraft() {
        return version.equals(V4_3_1);
    }

    public KafkaSpec withVersion(String value) {
        return new KafkaSpec(
                name,
                value,
                nodes,
                security,
                directory,
                brokerProperties,
                heapMb,
                ports,
                jvmOptions,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withNodes(int value) {
        return new KafkaSpec(
                name,
                version,
                value,
                security,
                directory,
                brokerProperties,
                heapMb,
                ports,
                jvmOptions,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withSecurity(Security value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                value,
                directory,
                brokerProperties,
                heapMb,
                ports,
                jvmOptions,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withDirectory(@Nullable Path value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                value,
                brokerProperties,
                heapMb,
                ports,
                jvmOptions,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withBrokerProperties(Map<String, String> value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                directory,
                value,
                heapMb,
                ports,
                jvmOptions,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withHeapMb(int value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                directory,
                brokerProperties,
                value,
                ports,
                jvmOptions,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withPorts(List<Integer> value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                directory,
                brokerProperties,
                heapMb,
                value,
                jvmOptions,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withJvmOptions(List<String> value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                directory,
                brokerProperties,
                heapMb,
                ports,
                value,
                readyTimeout,
                minimumFreeBytes);
    }

    public KafkaSpec withReadyTimeout(Duration value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                directory,
                brokerProperties,
                heapMb,
                ports,
                jvmOptions,
                value,
                minimumFreeBytes);
    }

    public KafkaSpec withMinimumFreeBytes(long value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                directory,
                brokerProperties,
                heapMb,
                ports,
                jvmOptions,
                readyTimeout,
                value);
    }
}
