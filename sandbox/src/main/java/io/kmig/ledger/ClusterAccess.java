package io.kmig.ledger;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How to reach a cluster.
 *
 * @param properties of the connection, such as security; may hold secrets, so it isn't printed
 */
public record ClusterAccess(String bootstrap, Map<String, String> properties) {
    public ClusterAccess {
        properties = Map.copyOf(properties);
    }

    public static ClusterAccess plain(String bootstrap) {
        return new ClusterAccess(bootstrap, Map.of());
    }

    Map<String, Object> clientProperties(String clientId) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return all;
    }

    @Override
    public String toString() {
        return bootstrap;
    }
}
