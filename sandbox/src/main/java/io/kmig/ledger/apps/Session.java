package io.kmig.ledger.apps;

import io.kmig.ledger.record.Cluster;
import java.util.Map;

/**
 * Where a client is started against.
 *
 * @param properties of the connection, from the file given with the start
 */
record Session(Cluster cluster, String bootstrap, Map<String, String> properties) {
    Session {
        properties = Map.copyOf(properties);
    }

    boolean isSameClusterAs(Session other) {
        return cluster == other.cluster && bootstrap.equals(other.bootstrap);
    }
}
