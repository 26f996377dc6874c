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
 * @param brokerProperties added to every node's, winning over the defaults
 * @param ports the nodes' client ports; empty for free ones
 * @param place of its files
 * @param jvm of every broker
 * @param readyTimeout how long the whole cluster may take to get ready
 */
public record KafkaSpec(
        String name,
        String version,
        int nodes,
        Security security,
        Map<String, String> brokerProperties,
        List<Integer> ports,
        Place place,
        Jvm jvm,
        Duration readyTimeout) {
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
    }

    /** One node of 4.3.1, no security, free ports, a heap of 256 MiB, a temporary directory. */
    public static KafkaSpec named(String name) {
        return new KafkaSpec(
                name,
                V4_3_1,
                1,
                Security.NONE,
                Map.of(),
                List.of(),
                Place.temporary(256L << 20),
                new Jvm(256, List.of()),
                Duration.ofMinutes(2));
    }

    public KafkaSpec withVersion(String value) {
        return new KafkaSpec(name, value, nodes, security, brokerProperties, ports, place, jvm, readyTimeout);
    }

    public KafkaSpec withNodes(int value) {
        return new KafkaSpec(name, version, value, security, brokerProperties, ports, place, jvm, readyTimeout);
    }

    public KafkaSpec withSecurity(Security value) {
        return new KafkaSpec(name, version, nodes, value, brokerProperties, ports, place, jvm, readyTimeout);
    }

    public KafkaSpec withBrokerProperties(Map<String, String> value) {
        return new KafkaSpec(name, version, nodes, security, value, ports, place, jvm, readyTimeout);
    }

    public KafkaSpec withPorts(List<Integer> value) {
        return new KafkaSpec(name, version, nodes, security, brokerProperties, value, place, jvm, readyTimeout);
    }

    public KafkaSpec withDirectory(@Nullable Path value) {
        return new KafkaSpec(
                name, version, nodes, security, brokerProperties, ports, place.withDirectory(value), jvm, readyTimeout);
    }

    public KafkaSpec withLogDirectory(@Nullable Path value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                brokerProperties,
                ports,
                place.withLogDirectory(value),
                jvm,
                readyTimeout);
    }

    public KafkaSpec withMinimumFreeBytes(long value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                brokerProperties,
                ports,
                place.withMinimumFreeBytes(value),
                jvm,
                readyTimeout);
    }

    public KafkaSpec withHeapMb(int value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                brokerProperties,
                ports,
                place,
                new Jvm(value, jvm.options()),
                readyTimeout);
    }

    public KafkaSpec withJvmOptions(List<String> value) {
        return new KafkaSpec(
                name,
                version,
                nodes,
                security,
                brokerProperties,
                ports,
                place,
                new Jvm(jvm.heapMb(), value),
                readyTimeout);
    }

    public KafkaSpec withReadyTimeout(Duration value) {
        return new KafkaSpec(name, version, nodes, security, brokerProperties, ports, place, jvm, value);
    }

    boolean kraft() {
        return version.equals(V4_3_1);
    }
}
