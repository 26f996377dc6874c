package io.kmig.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The properties of each node of a cluster; nothing but a function of its components.
 *
 * @param spec the cluster
 * @param clientPorts per node
 * @param internalPorts the controllers' port per node, or ZooKeeper's one
 */
record BrokerSettings(KafkaSpec spec, List<Integer> clientPorts, List<Integer> internalPorts) {
    private static final String LOOPBACK = "127.0.0.1";

    String bootstrap() {
        return clientPorts.stream().map(port -> LOOPBACK + ":" + port).collect(Collectors.joining(","));
    }

    Map<String, String> node(int id, Path data) {
        Map<String, String> node = new LinkedHashMap<>(common());
        node.put("log.dirs", data.toString());
        node.putAll(spec.kraft() ? kraft(id) : zookeeper(id));
        node.putAll(security());
        node.putAll(spec.brokerProperties());
        return node;
    }

    private Map<String, String> common() {
        String replicas = Integer.toString(spec.nodes());
        String majority = Integer.toString(spec.nodes() / 2 + 1);
        Map<String, String> common = new LinkedHashMap<>();
        common.put("auto.create.topics.enable", "false");
        common.put("default.replication.factor", replicas);
        common.put("group.initial.rebalance.delay.ms", "0");
        common.put("offsets.topic.num.partitions", "5");
        common.put("offsets.topic.replication.factor", replicas);
        common.put("transaction.state.log.num.partitions", "5");
        common.put("transaction.state.log.replication.factor", replicas);
        common.put("transaction.state.log.min.isr", majority);
        common.put("num.network.threads", "2");
        common.put("num.io.threads", "4");
        common.put("num.replica.fetchers", "1");
        common.put("num.recovery.threads.per.data.dir", "1");
        common.put("background.threads", "2");
        // the default of 128 MiB is half the heap; this still holds 150,000 keys a pass
        common.put("log.cleaner.dedupe.buffer.size", "4194304");
        return common;
    }

    private Map<String, String> kraft(int id) {
        String client = LOOPBACK + ":" + clientPorts.get(id);
        Map<String, String> kraft = new LinkedHashMap<>();
        kraft.put("process.roles", "broker,controller");
        kraft.put("node.id", Integer.toString(id));
        kraft.put(
                "controller.quorum.voters",
                IntStream.range(0, spec.nodes())
                        .mapToObj(node -> "%d@%s:%d".formatted(node, LOOPBACK, internalPorts.get(node)))
                        .collect(Collectors.joining(",")));
        kraft.put("listeners", "CLIENT://%s,CONTROLLER://%s:%d".formatted(client, LOOPBACK, internalPorts.get(id)));
        kraft.put("advertised.listeners", "CLIENT://" + client);
        kraft.put("controller.listener.names", "CONTROLLER");
        kraft.put("listener.security.protocol.map", "CLIENT:%s,CONTROLLER:PLAINTEXT".formatted(protocol()));
        kraft.put("inter.broker.listener.name", "CLIENT");
        // a killed node is seen as gone in 6 s instead of 9
        kraft.put("broker.heartbeat.interval.ms", "1000");
        kraft.put("broker.session.timeout.ms", "6000");
        kraft.put("share.coordinator.state.topic.num.partitions", "3");
        kraft.put("share.coordinator.state.topic.replication.factor", Integer.toString(spec.nodes()));
        kraft.put("share.coordinator.state.topic.min.isr", Integer.toString(spec.nodes() / 2 + 1));
        return kraft;
    }

    private Map<String, String> zookeeper(int id) {
        String client = LOOPBACK + ":" + clientPorts.get(id);
        Map<String, String> node = new LinkedHashMap<>();
        node.put("broker.id", Integer.toString(id));
        node.put("zookeeper.connect", LOOPBACK + ":" + internalPorts.get(0));
        node.put("zookeeper.connection.timeout.ms", "60000");
        node.put("zookeeper.session.timeout.ms", "6000");
        node.put("listeners", "CLIENT://" + client);
        node.put("advertised.listeners", "CLIENT://" + client);
        node.put("listener.security.protocol.map", "CLIENT:" + protocol());
        node.put("inter.broker.listener.name", "CLIENT");
        // without another node there is nobody to hand leadership to
        node.put("controlled.shutdown.enable", Boolean.toString(spec.nodes() > 1));
        return node;
    }

    private String protocol() {
        return spec.security() instanceof Security.SaslPlain ? "SASL_PLAINTEXT" : "PLAINTEXT";
    }

    private Map<String, String> security() {
        if (!(spec.security() instanceof Security.SaslPlain sasl)) return Map.of();
        return Map.of(
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "listener.name.client.plain.sasl.jaas.config",
                sasl.brokerJaas(),
                // the controllers' listener has no authentication: brokers are anonymous there
                "super.users",
                "User:%s;User:ANONYMOUS".formatted(sasl.user()));
    }

    Map<String, String> zookeeperServer(Path data) {
        return Map.of(
                "dataDir",
                data.toString(),
                "clientPort",
                Integer.toString(internalPorts.get(0)),
                "clientPortAddress",
                LOOPBACK,
                "tickTime",
                "1000",
                "maxClientCnxns",
                "0",
                "admin.enableServer",
                "false");
    }
}
