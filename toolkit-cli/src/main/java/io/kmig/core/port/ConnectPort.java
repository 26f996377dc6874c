package io.kmig.core.port;

import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Tp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Connect worker cluster over its REST API. Every call fails with KMIG-2005 when no worker answers and KMIG-2010 with
 * the worker's own words otherwise. A rebalance in progress (409) is waited out, bounded.
 */
public interface ConnectPort {
    /** @param kafkaClusterId the cluster the workers keep their own topics on */
    record WorkerFacts(String version, String kafkaClusterId) {}

    /** What a worker says of one configuration key. */
    record ConfigFinding(String key, String message) {}

    WorkerFacts worker();

    /** Connector class names that the workers can load. */
    Set<String> plugins();

    /** The worker's own check; changes nothing. An empty list means accepted. */
    List<ConfigFinding> validate(Map<String, String> config);

    Set<String> connectors();

    Optional<ConnectorFacts> connector(String name);

    /** Creates the connector, or replaces its config when it exists. A new one starts STOPPED when asked to. */
    void put(String name, Map<String, String> config, boolean stopped);

    void stop(String name);

    void resume(String name);

    /** Restarts the connector and its failed tasks. */
    void restartFailed(String name);

    void delete(String name);

    /** Forgets how far a STOPPED source connector has read, so that one of its name begins anew. */
    void forgetOffsets(String name);

    /** Source offsets that a MirrorSourceConnector has committed: the offset of the last record copied, per partition. */
    Map<Tp, Long> mirrorOffsets(String name);

    /**
     * Sets them while STOPPED; the first record copied is the one after. A partition with -1 is cleared, so that the mirror begins at the log start.
     *
     * @param sourceAlias the connector's source.cluster.alias, part of the key
     */
    void alterMirrorOffsets(String name, String sourceAlias, Map<Tp, Long> offsets);
}
