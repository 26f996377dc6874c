package io.kmig.sandbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Running Connect workers of one group: every worker a process of its own, numbered from 0, REST on loopback. */
public final class ConnectWorkers implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final Duration ORDERLY = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ConnectSpec spec;
    private final List<Integer> ports;
    private final Workspace workspace;
    private final List<ChildProcess> workers;
    private final Runnable last;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LOOK)
            .build();

    private ConnectWorkers(
            ConnectSpec spec, List<Integer> ports, Workspace workspace, List<ChildProcess> workers, Runnable last) {
        this.spec = spec;
        this.ports = ports;
        this.workspace = workspace;
        this.workers = workers;
        this.last = last;
    }

    /**
     * Starts workers on a cluster under a guard of their own and waits until they are ready.
     *
     * @throws SandboxException when they do not get there; nothing is left running or, if temporary, on disk
     */
    public static ConnectWorkers start(ConnectSpec spec, KafkaCluster cluster) {
        ProcessGuard guard = ProcessGuard.start();
        try {
            return start(spec, cluster, guard, guard::close);
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    /** The same under a guard that others share and that outlives the workers. */
    public static ConnectWorkers start(ConnectSpec spec, KafkaCluster cluster, ProcessGuard guard) {
        return start(spec, cluster, guard, () -> {});
    }

    private static ConnectWorkers start(ConnectSpec spec, KafkaCluster cluster, ProcessGuard guard, Runnable last) {
        KafkaDist dist = KafkaDist.of(KafkaSpec.V4_3_1);
        List<Path> plugins = spec.pluginPath().isEmpty() ? List.of(ConnectPlugins.mirror()) : spec.pluginPath();
        WorkerSettings settings = new WorkerSettings(spec, plugins, cluster.clientProperties(), cluster.nodes());
        for (int attempt = 1; ; attempt++) {
            ConnectWorkers started = lay(settings, dist, guard, last);
            try {
                started.workers.forEach(ChildProcess::start);
                for (int worker = 0; worker < spec.workers(); worker++) started.awaitReady(worker);
                return started;
            } catch (SandboxException e) {
                started.workers.forEach(ChildProcess::kill);
                // somebody took a port between the pick and the bind: other ports will do
                if (!PortConflict.in(e) || attempt == ATTEMPTS) throw e;
            }
        }
    }

    /** Writes all files; starts nothing. */
    private static ConnectWorkers lay(WorkerSettings settings, KafkaDist dist, ProcessGuard guard, Runnable last) {
        ConnectSpec spec = settings.spec();
        for (int i = 0; i < spec.ports().size(); i++) {
            Ports.requireFree(spec.name() + "-" + i, spec.ports().get(i));
        }
        Ports free = new Ports(new Random());
        List<Integer> ports = spec.ports().isEmpty()
                ? IntStream.range(0, spec.workers()).mapToObj(i -> free.next()).toList()
                : spec.ports();
        Workspace workspace = Workspace.open(spec.place(), spec.name(), guard);
        List<ChildProcess> workers = new ArrayList<>();
        for (int i = 0; i < spec.workers(); i++) {
            String name = spec.name() + "-" + i;
            String file = workspace.properties(name + ".properties", settings.worker(ports.get(i)));
            List<String> main = List.of("org.apache.kafka.connect.cli.ConnectDistributed", file);
            List<String> line = JavaCommand.tethered(dist.classPath(), spec.jvm(), workspace, main);
            workers.add(new ChildProcess(
                    new ChildProcess.Command(name, line, spec.environment(), workspace.root(), workspace.log(name)),
                    guard));
        }
        return new ConnectWorkers(spec, ports, workspace, workers, last);
    }

    /** Health answers 200 when the worker has joined the group and read the config topic. */
    private void awaitReady(int worker) {
        ChildProcess process = workers.get(worker);
        Readiness.await(process.name(), List.of(process), spec.readyTimeout(), () -> {
            int port = ports.get(worker);
            if (!Ports.answers(port)) return Readiness.Seen.notYet("port " + port + " does not accept connections");
            HttpResponse<String> health = get(url(worker) + "/health");
            if (health.statusCode() != 200) return Readiness.Seen.notYet(health.body());
            HttpResponse<String> plugins = get(url(worker) + "/connector-plugins");
            return plugins.body().contains("\"class\"")
                    ? Readiness.Seen.ready()
                    : Readiness.Seen.notYet("plugins: " + plugins.body());
        });
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url)).timeout(LOOK).build(), HttpResponse.BodyHandlers.ofString());
    }

    public String name() {
        return spec.name();
    }

    /** The first worker's REST address, such as {@code http://127.0.0.1:20123}. */
    public String url() {
        return url(0);
    }

    /** Every worker's REST address. */
    public List<String> urls() {
        return IntStream.range(0, workers.size()).mapToObj(this::url).toList();
    }

    private String url(int worker) {
        return "http://127.0.0.1:" + ports.get(worker);
    }

    /** How many workers were started; they are numbered from 0. */
    public int workers() {
        return workers.size();
    }

    /** Every worker as last started. */
    public List<SandboxProcess> processes() {
        return workers.stream().map(ChildProcess::describe).toList();
    }

    /** {@code kill -9}; returns when the process is gone. */
    public void kill(int worker) {
        workers.get(worker).kill();
    }

    /** SIGSTOP; returns when the process is stopped. */
    public void pause(int worker) {
        workers.get(worker).pause();
    }

    /** SIGCONT after {@link #pause}. */
    public void resume(int worker) {
        workers.get(worker).resume();
    }

    /**
     * Starts a worker again on its port, killing it first if it still runs, and waits until it is ready.
     *
     * @throws SandboxException {@code KMIG-5002} when its port was taken meanwhile, {@code KMIG-5004} or {@code
     *     KMIG-5005} when it does not come back
     */
    public void restart(int worker) {
        ChildProcess process = workers.get(worker);
        process.kill();
        Ports.requireFree(process.name(), ports.get(worker));
        process.start();
        awaitReady(worker);
    }

    /** @throws SandboxException {@code KMIG-5004} with the end of its log when a worker ended by itself */
    public void requireAlive() {
        workers.forEach(ChildProcess::requireNotFailed);
    }

    /** Stops all workers and deletes a temporary directory. */
    @Override
    public void close() {
        ChildProcess.stopAll(workers, ORDERLY);
        workspace.close();
        last.run();
    }
}
