package io.kmig.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The properties of each Connect worker; nothing but a function of its components.
 *
 * @param spec the workers
 * @param pluginPath where plugins are
 * @param clientProperties of the cluster they run on, bootstrap servers among them
 * @param nodes how many nodes that cluster has
 */
record WorkerSettings(ConnectSpec spec, List<Path> pluginPath, Map<String, String> clientProperties, int nodes) {
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    Map<String, String> worker(int port) {
        Map<String, String> worker = new LinkedHashMap<>(clientProperties);
        // the worker's own clients read the plain names, those of its connectors the prefixed ones
        clientProperties.forEach((key, value) -> {
            if (!key.equals("bootstrap.servers")) {
                for (String client : new String[] {"producer.", "consumer.", "admin."}) worker.put(client + key, value);
            }
        });
        String replicas = Integer.toString(nodes);
        worker.put("group.id", spec.name());
        worker.put("config.storage.topic", spec.name() + "-configs");
        worker.put("offset.storage.topic", spec.name() + "-offsets");
        worker.put("status.storage.topic", spec.name() + "-status");
        worker.put("config.storage.replication.factor", replicas);
        worker.put("offset.storage.replication.factor", replicas);
        worker.put("status.storage.replication.factor", replicas);
        worker.put("offset.storage.partitions", "1");
        worker.put("status.storage.partitions", "2");
        worker.put("key.converter", BYTES);
        worker.put("value.converter", BYTES);
        worker.put("listeners", "http://127.0.0.1:" + port);
        worker.put("rest.advertised.host.name", "127.0.0.1");
        worker.put("rest.advertised.port", Integer.toString(port));
        worker.put("plugin.path", pluginPath.stream().map(Path::toString).collect(Collectors.joining(",")));
        worker.put("plugin.discovery", "service_load");
        worker.put("exactly.once.source.support", "enabled");
        worker.put("connector.client.config.override.policy", "All");
        worker.put(
                "offset.flush.interval.ms",
                Long.toString(spec.offsetFlushInterval().toMillis()));
        // a dead worker's tasks move after a second; the default waits five minutes for it to come back
        worker.put("scheduled.rebalance.max.delay.ms", "1000");
        worker.putAll(spec.workerProperties());
        return worker;
    }
}
