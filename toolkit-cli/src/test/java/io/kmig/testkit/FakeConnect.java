package io.kmig.testkit;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.ConnectorFacts.TaskFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ConnectPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connect workers with exactly-once MirrorSourceConnectors in memory. Nothing is copied until {@link #copy} is called,
 * by the test or at each pause of a {@link FakePacer}. Connectors of other classes are kept and shown, and do nothing.
 */
public final class FakeConnect implements ConnectPort {
    public static final String MIRROR_SOURCE = "org.apache.kafka.connect.mirror.MirrorSourceConnector";

    /** A connector. Its task, of which there is one, writes under an epoch it got when it was started. */
    private static final class Connector {
        private final TreeMap<Tp, Long> offsets = new TreeMap<>();
        private Map<String, String> config;
        private String state = "STOPPED";
        private String trace = "";
        private boolean frozen;
        private int epoch = -1;

        private Connector(Map<String, String> config) {
            this.config = config;
        }
    }

    private final String groupId;
    private final FakeCluster home;
    private final Map<String, FakeCluster> byAlias;
    private final FakeMirrorRecords records;
    private final Map<String, Connector> connectors = new TreeMap<>();
    private final Set<String> plugins = new TreeSet<>(Set.of(MIRROR_SOURCE));
    private final List<ConfigFinding> findings = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Consumer<String> beforeCall = call -> {};

    /**
     * @param home where the workers keep their own topics and whose coordinator knows their group
     * @param byAlias the clusters that connectors name as source and target
     * @param records gets an offset sync for the first record of every batch
     */
    public FakeConnect(String groupId, FakeCluster home, Map<String, FakeCluster> byAlias, FakeMirrorRecords records) {
        this.groupId = groupId;
        this.home = home;
        this.byAlias = Map.copyOf(byAlias);
        this.records = records;
        home.connectGroup(groupId);
    }

    // ---- the port

    @Override
    public WorkerFacts worker() {
        called("worker");
        return new WorkerFacts("4.3.1", home.identity().id());
    }

    @Override
    public Set<String> plugins() {
        called("plugins");
        return Set.copyOf(plugins);
    }

    @Override
    public List<ConfigFinding> validate(Map<String, String> config) {
        called("validate");
        return List.copyOf(findings);
    }

    @Override
    public Set<String> connectors() {
        called("connectors");
        return Set.copyOf(connectors.keySet());
    }

    @Override
    public Optional<ConnectorFacts> connector(String name) {
        called("connector " + name);
        return Optional.ofNullable(connectors.get(name)).map(connector -> facts(name, connector));
    }

    @Override
    public void put(String name, Map<String, String> config, boolean stopped) {
        called("put " + name + (stopped ? " stopped" : ""));
        Connector known = connectors.get(name);
        if (known == null) {
            Connector created = new Connector(Map.copyOf(config));
            connectors.put(name, created);
            if (!stopped) {
                start(name, created);
            }
        } else {
            known.config = Map.copyOf(config);
            if (known.state.equals("RUNNING")) {
                start(name, known);
            }
        }
    }

    @Override
    public void stop(String name) {
        called("stop " + name);
        known(name).state = "STOPPED";
    }

    @Override
    public void resume(String name) {
        called("resume " + name);
        start(name, known(name));
    }

    @Override
    public void restartFailed(String name) {
        called("restartFailed " + name);
        Connector connector = known(name);
        if (!connector.trace.isEmpty()) {
            start(name, connector);
        }
    }

    @Override
    public void delete(String name) {
        called("delete " + name);
        connectors.remove(name);
    }

    @Override
    public Map<Tp, Long> mirrorOffsets(String name) {
        called("mirrorOffsets " + name);
        return Map.copyOf(known(name).offsets);
    }

    @Override
    public void forgetOffsets(String name) {
        called("forgetOffsets " + name);
        if (!known(name).state.equals("STOPPED")) {
            throw refused("connector " + name + " must be STOPPED before its offsets are forgotten");
        }
        known(name).offsets.clear();
    }

    /** Loses what was set, as a compacted offsets topic gone wrong would. */
    public void loseOffsets(String name) {
        known(name).offsets.clear();
    }

    @Override
    public void alterMirrorOffsets(String name, String sourceAlias, Map<Tp, Long> offsets) {
        called("alterMirrorOffsets " + name);
        Connector connector = known(name);
        if (!connector.state.equals("STOPPED")) {
            throw refused("connector " + name + " must be STOPPED before its offsets are altered");
        }
        if (!sourceAlias.equals(connector.config.get("source.cluster.alias"))) {
            throw refused("connector " + name + " has no source " + sourceAlias);
        }
        offsets.forEach((tp, offset) -> {
            if (offset < 0) {
                connector.offsets.remove(tp);
            } else {
                connector.offsets.put(tp, offset);
            }
        });
    }

    // ---- what workers do

    /** Every live task copies what it can read, in one transaction each. */
    public void copy() {
        connectors.forEach((name, connector) -> {
            if ((runs(name) || connector.frozen) && connector.config.containsValue(MIRROR_SOURCE)) {
                copy(name, connector);
            }
        });
    }

    /** From now on REST shows what it is told, and the task goes on copying: a worker that was frozen and came back. */
    public void freeze(String name) {
        known(name).frozen = true;
    }

    public void failTask(String name, String trace) {
        known(name).trace = trace;
    }

    /** Whether a task of it would copy now. */
    public boolean runs(String name) {
        Connector connector = connectors.get(name);
        return connector != null && connector.state.equals("RUNNING") && connector.trace.isEmpty();
    }

    public FakeConnect plugin(String connectorClass) {
        plugins.add(connectorClass);
        return this;
    }

    public FakeConnect withoutPlugin(String connectorClass) {
        plugins.remove(connectorClass);
        return this;
    }

    /** What validate says from now on. */
    public void findings(ConfigFinding... said) {
        findings.clear();
        findings.addAll(List.of(said));
    }

    public String transactionalId(String name) {
        return groupId + "-" + name + "-0";
    }

    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Runs before every port call with its name and main argument: throw to fail it, act to race with it. */
    public void beforeCall(Consumer<String> action) {
        beforeCall = action;
    }

    public static KmigException refused(String observed) {
        return new KmigException(
                new Problem(ErrorCode.CONNECT_REQUEST_FAILED, observed, "nothing was changed", "look"));
    }

    private void start(String name, Connector connector) {
        connector.state = "RUNNING";
        connector.trace = "";
        FakeCluster target = byAlias.get(connector.config.getOrDefault("target.cluster.alias", ""));
        if (target != null) {
            connector.epoch = target.initTransactions(transactionalId(name));
        }
    }

    private void copy(String name, Connector connector) {
        String alias = connector.config.getOrDefault("source.cluster.alias", "source");
        FakeCluster source = cluster(alias);
        FakeCluster target = cluster(connector.config.getOrDefault("target.cluster.alias", "target"));
        TreeMap<Tp, Long> copied = new TreeMap<>();
        for (Tp tp : partitions(source, connector.config.getOrDefault("topics", ""))) {
            long from = connector.offsets.getOrDefault(tp, source.start(tp) - 1) + 1;
            @Nullable Long firstTarget = null;
            for (var record : source.read(tp, from).entrySet()) {
                OptionalLong written = target.produce(transactionalId(name), connector.epoch, tp, record.getValue());
                if (written.isEmpty()) {
                    connector.trace = "org.apache.kafka.common.errors.ProducerFencedException";
                    connector.frozen = false;
                    return;
                }
                if (firstTarget == null) {
                    firstTarget = written.getAsLong();
                    records.pair(alias, tp, record.getKey(), firstTarget);
                }
                copied.put(tp, record.getKey());
            }
        }
        if (!copied.isEmpty() && target.endTransaction(transactionalId(name), connector.epoch, true)) {
            connector.offsets.putAll(copied);
        }
    }

    private static List<Tp> partitions(FakeCluster source, String topics) {
        List<String> patterns = Stream.of(topics.split(",")).map(String::strip).toList();
        return source.partitions().stream()
                .filter(tp -> patterns.stream().anyMatch(tp.topic()::matches))
                .toList();
    }

    private ConnectorFacts facts(String name, Connector connector) {
        String task = connector.trace.isEmpty() ? "RUNNING" : "FAILED";
        List<TaskFacts> tasks = connector.state.equals("RUNNING")
                ? List.of(new TaskFacts(0, task, "127.0.0.1:8083", connector.trace))
                : List.of();
        return new ConnectorFacts(name, connector.state, tasks, connector.config);
    }

    private Connector known(String name) {
        Connector connector = connectors.get(name);
        if (connector == null) {
            throw refused("connector " + name + " not found");
        }
        return connector;
    }

    private FakeCluster cluster(String alias) {
        FakeCluster cluster = byAlias.get(alias);
        if (cluster == null) {
            throw new IllegalArgumentException("no cluster has alias " + alias);
        }
        return cluster;
    }

    private void called(String call) {
        calls.add(call);
        beforeCall.accept(call);
    }
}
