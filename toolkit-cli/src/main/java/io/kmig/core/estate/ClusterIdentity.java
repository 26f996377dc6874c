package io.kmig.core.estate;

/**
 * Who a cluster is.
 *
 * @param id the cluster id, the only proof that two bootstrap strings are two clusters
 * @param version what the brokers' API versions allow to say of their release, for example {@code 2.8} or {@code >= 4.0}
 * @param nodes live brokers
 */
public record ClusterIdentity(String id, String version, int nodes) {
    private static final int REPLICAS = 3;

    /** Of topics that kmig makes there. */
    public int replicationFactor() {
        return Math.min(REPLICAS, nodes);
    }
}
