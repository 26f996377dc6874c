package io.kmig.sandbox;

import io.kmig.sandbox.child.KraftNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * A running Kafka cluster: every node a process of its own on loopback.
 *
 * <p>Nodes are numbered from 0, which is also their broker id. A node that was killed or paused stays so until it is
 * restarted or resumed.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final Duration ORDERLY = Duration.ofSeconds(5);

    private final KafkaSpec spec;
    private final BrokerSettings settings;
    private final Workspace workspace;
    private final List<ChildProcess> brokers;
    /** ZooKeeper, where there is one. */
    private final List<ChildProcess> beside;

    private final Runnable last;

    private KafkaCluster(
            KafkaSpec spec,
            BrokerSettings settings,
            Workspace workspace,
            List<ChildProcess> brokers,
            List<ChildProcess> beside,
            Runnable last) {
        this.spec = spec;
        this.settings = settings;
        this.workspace = workspace;
        this.brokers = brokers;
        this.beside = beside;
        this.last = last;
    }

    /**
     * Starts a cluster under a guard of its own and waits until it is ready.
     *
     * @throws SandboxException when it does not get there; nothing is left running or, if temporary, on disk
     */
    public static KafkaCluster start(KafkaSpec spec) {
        ProcessGuard guard = ProcessGuard.start();
        try {
            return start(spec, guard, guard::close, randomPorts());
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    /** The same under a guard that others share and that outlives the cluster. */
    public static KafkaCluster start(KafkaSpec spec, ProcessGuard guard) {
        return start(spec, guard, () -> {}, randomPorts());
    }

    private static Ports randomPorts() {
        return new Ports(new Random());
    }

    static KafkaCluster start(KafkaSpec spec, ProcessGuard guard, Runnable last, Ports ports) {
        KafkaDist dist = KafkaDist.of(spec.version());
        for (int attempt = 1; ; attempt++) {
            KafkaCluster cluster = lay(spec, dist, guard, last, ports);
            try {
                cluster.processes(true).forEach(ChildProcess::start);
                cluster.awaitReady(cluster.brokers, cluster.bootstrap(), spec.nodes());
                return cluster;
            } catch (SandboxException e) {
                cluster.processes(true).forEach(ChildProcess::kill);
                // somebody took a port between the pick and the bind: other ports will do
                if (!PortConflict.in(e) || attempt == ATTEMPTS) throw e;
            }
        }
    }

    /** Writes all files; starts nothing. */
    private static KafkaCluster lay(KafkaSpec spec, KafkaDist dist, ProcessGuard guard, Runnable last, Ports ports) {
        for (int i = 0; i < spec.ports().size(); i++) {
            Ports.requireFree(spec.name() + "-" + i, spec.ports().get(i));
        }
        List<Integer> clients = spec.ports().isEmpty() ? pick(ports, spec.nodes()) : spec.ports();
        BrokerSettings settings = new BrokerSettings(spec, clients, pick(ports, spec.kraft() ? spec.nodes() : 1));
        Workspace workspace = Workspace.open(spec.place(), spec.name(), guard);
        String clusterId = Uuid.randomUuid().toString();

        List<ChildProcess> brokers = new ArrayList<>();
        for (int id = 0; id < spec.nodes(); id++) {
            String name = spec.name() + "-" + id;
            String data = workspace.data(name).toString();
            String file = workspace.properties(name + ".properties", settings.node(id, workspace.data(name)));
            List<String> main = spec.kraft()
                    ? List.of(KraftNode.class.getName(), file, data, clusterId)
                    : List.of("kafka.Kafka", file);
            brokers.add(
                    child(name, JavaCommand.tethered(dist.classPath(), spec.jvm(), workspace, main), workspace, guard));
        }
        if (spec.kraft()) return new KafkaCluster(spec, settings, workspace, brokers, List.of(), last);
        String name = spec.name() + "-zookeeper";
        String file = workspace.properties(name + ".properties", settings.zookeeperServer(workspace.data(name)));
        List<String> main = List.of("org.apache.zookeeper.server.quorum.QuorumPeerMain", file);
        List<String> line = JavaCommand.tethered(dist.classPath(), ZooKeeperSessions.JVM, workspace, main);
        List<ChildProcess> zookeeper = List.of(child(name, line, workspace, guard));
        return new KafkaCluster(spec, settings, workspace, brokers, zookeeper, last);
    }

    private static ChildProcess child(String name, List<String> line, Workspace workspace, ProcessGuard guard) {
        return new ChildProcess(
                new ChildProcess.Command(name, line, Map.of(), workspace.root(), workspace.log(name)), guard);
    }

    private static List<Integer> pick(Ports ports, int count) {
        return IntStream.range(0, count).mapToObj(i -> ports.next()).toList();
    }

    private void awaitReady(List<ChildProcess> mustLive, String bootstrap, int expected) {
        KafkaReadiness.await(
                spec.name(),
                Stream.concat(mustLive.stream(), beside.stream()).toList(),
                spec.readyTimeout(),
                bootstrap,
                spec.security().clientProperties(),
                expected);
    }

    public String name() {
        return spec.name();
    }

    public String version() {
        return spec.version();
    }

    /** How many nodes the cluster was started with; they are numbered from 0. */
    public int nodes() {
        return spec.nodes();
    }

    /** {@code 127.0.0.1:port} of every node, joined by commas. */
    public String bootstrap() {
        return settings.bootstrap();
    }

    /** The address of one node. */
    public String address(int node) {
        return "127.0.0.1:" + settings.clientPorts().get(node);
    }

    /** The cluster's security. */
    public Security security() {
        return spec.security();
    }

    /** Bootstrap servers and, where there is security, the super user's credentials. */
    public Map<String, String> clientProperties() {
        Map<String, String> properties = new LinkedHashMap<>(spec.security().clientProperties());
        properties.put("bootstrap.servers", bootstrap());
        return Map.copyOf(properties);
    }

    /** The same as another user; nobody checks here whether the user exists or the password is right. */
    public Map<String, String> clientProperties(String user, String password) {
        Map<String, String> properties = new LinkedHashMap<>(Security.SaslPlain.clientPropertiesFor(user, password));
        properties.put("bootstrap.servers", bootstrap());
        return Map.copyOf(properties);
    }

    /** Every process of the cluster as last started, brokers first. */
    public List<SandboxProcess> processes() {
        return processes(false).stream().map(ChildProcess::describe).toList();
    }

    private List<ChildProcess> processes(boolean inStartOrder) {
        return (inStartOrder
                        ? Stream.concat(beside.stream(), brokers.stream())
                        : Stream.concat(brokers.stream(), beside.stream()))
                .toList();
    }

    /** {@code kill -9}; returns when the process is gone. */
    public void kill(int node) {
        brokers.get(node).kill();
    }

    /** SIGSTOP; returns when the process is stopped. Connections stay open and nothing answers. */
    public void pause(int node) {
        brokers.get(node).pause();
    }

    /** SIGCONT after {@link #pause}. */
    public void resume(int node) {
        brokers.get(node).resume();
    }

    /**
     * Starts a node again on its data and ports, killing it first if it still runs, and waits until it answers as a
     * member of the cluster.
     *
     * @throws SandboxException {@code KMIG-5002} when its port was taken meanwhile, {@code KMIG-5004} or {@code
     *     KMIG-5005} when it does not come back
     */
    public void restart(int node) {
        ChildProcess broker = brokers.get(node);
        broker.kill();
        Ports.requireFree(broker.name(), settings.clientPorts().get(node));
        if (!beside.isEmpty()) awaitSessionEnd(node);
        broker.start();
        long alive = brokers.stream().filter(ChildProcess::up).count();
        awaitReady(List.of(broker), address(node), (int) alive);
    }

    private void awaitSessionEnd(int node) {
        int port = settings.internalPorts().get(0);
        Readiness.await(
                "the end of %s's ZooKeeper session".formatted(brokers.get(node).name()),
                beside,
                spec.readyTimeout(),
                () -> ZooKeeperSessions.registered(port, node)
                        ? Readiness.Seen.notYet("still registered")
                        : Readiness.Seen.ready());
    }

    /** @throws SandboxException {@code KMIG-5004} with the end of its log when a process ended by itself */
    public void requireAlive() {
        processes(false).forEach(ChildProcess::requireNotFailed);
    }

    /** Stops all nodes at once, in order when the data is kept, and deletes a temporary directory. */
    @Override
    public void close() {
        // nothing is worth an orderly end when it is deleted next
        Duration bound = workspace.temporary() ? Duration.ZERO : ORDERLY;
        ChildProcess.stopAll(brokers, bound);
        ChildProcess.stopAll(beside, bound);
        workspace.close();
        last.run();
    }
}
