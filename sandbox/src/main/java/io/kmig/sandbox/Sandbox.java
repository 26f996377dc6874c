package io.kmig.sandbox;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A running blue and green world on loopback, all of it down when this JVM is. */
public final class Sandbox implements AutoCloseable {
    private static final List<String> DATABASES = List.of("blue", "green");

    private final ProcessGuard guard;
    private final Path logDirectory;
    private final String startedAt;
    private final KafkaCluster blue;
    private final KafkaCluster green;
    private final ConnectWorkers connect;
    private final @Nullable PostgresServer postgres;
    private final @Nullable ConnectWorkers capture;

    private Sandbox(
            ProcessGuard guard,
            Path logDirectory,
            String startedAt,
            KafkaCluster blue,
            KafkaCluster green,
            ConnectWorkers connect,
            @Nullable PostgresServer postgres,
            @Nullable ConnectWorkers capture) {
        this.guard = guard;
        this.logDirectory = logDirectory;
        this.startedAt = startedAt;
        this.blue = blue;
        this.green = green;
        this.connect = connect;
        this.postgres = postgres;
        this.capture = capture;
    }

    /**
     * Starts everything, what doesn't depend on each other at the same time, and waits until all of it is ready.
     *
     * @throws SandboxException of the first part that failed; nothing is left running
     */
    public static Sandbox start(SandboxSpec spec, ProgressListener progress) {
        return start(spec, progress, ProcessGuard.start());
    }

    /** The same under a given guard, which the sandbox then owns. */
    static Sandbox start(SandboxSpec spec, ProgressListener progress, ProcessGuard guard) {
        try {
            Layout layout = Layout.of(spec, guard);
            return new Starter(spec, progress, guard, layout).start();
        } catch (IOException e) {
            guard.close();
            throw SandboxException.directory(
                    spec.directory() == null ? Path.of(System.getProperty("java.io.tmpdir")) : spec.directory(),
                    "cannot be used: " + e,
                    e);
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    /** Where data and logs go. */
    private record Layout(Path run, Path logs) {
        static Layout of(SandboxSpec spec, ProcessGuard guard) throws IOException {
            Path wanted = spec.directory();
            if (wanted == null) {
                Path temporary = Files.createTempDirectory("kmig-sandbox-");
                guard.deleteAtEnd(temporary);
                Workspace.requireSpace(temporary, spec.minimumFreeBytes());
                return new Layout(temporary, temporary.resolve("logs"));
            }
            Workspace.requireSpace(wanted, spec.minimumFreeBytes());
            Path directory = Files.createDirectories(wanted).toAbsolutePath();
            Path run = directory.resolve("run");
            guard.deleteAtEnd(run);
            return new Layout(run, directory.resolve("logs"));
        }
    }

    private record Starter(SandboxSpec spec, ProgressListener progress, ProcessGuard guard, Layout layout) {
        Sandbox start() {
            // a thread each: they wait for processes, and the common pool may have one thread on a small machine
            Executor threads = task -> new Thread(task, "sandbox-start").start();
            CompletableFuture<KafkaCluster> blue = later(threads, () -> cluster("blue", spec.blueVersion()));
            CompletableFuture<KafkaCluster> green = later(threads, () -> cluster("green", KafkaSpec.V4_3_1));
            CompletableFuture<ConnectWorkers> connect = green.thenApplyAsync(this::connect, threads);
            CompletableFuture<Optional<PostgresServer>> postgres = later(threads, this::postgres);
            CompletableFuture<Optional<ConnectWorkers>> capture = blue.thenApplyAsync(this::capture, threads);
            await(List.of(blue, green, connect, postgres, capture));
            return new Sandbox(
                    guard,
                    layout.logs(),
                    Clock.systemUTC().instant().toString(),
                    blue.join(),
                    green.join(),
                    connect.join(),
                    postgres.join().orElse(null),
                    capture.join().orElse(null));
        }

        /** Returns when all are done; when one fails, ends the others first, so that none writes a file any more. */
        private void await(List<CompletableFuture<?>> parts) {
            CompletableFuture<?> all = CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new));
            CompletableFuture<@Nullable Throwable> firstFailure = new CompletableFuture<>();
            CompletableFuture<?> reported = CompletableFuture.allOf(parts.stream()
                    .map(part -> part.whenComplete((done, failure) -> {
                        if (failure != null) firstFailure.complete(failure);
                    }))
                    .toArray(CompletableFuture<?>[]::new));
            CompletableFuture.anyOf(firstFailure, reported.exceptionally(failure -> null))
                    .join();
            Throwable failure = firstFailure.getNow(null);
            if (failure == null) return;
            guard.stopChildren();
            all.handle((done, stopped) -> done).join();
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
        }

        private static <T> CompletableFuture<T> later(Executor threads, Supplier<T> part) {
            return CompletableFuture.supplyAsync(part, threads);
        }

        private KafkaCluster cluster(String name, String version) {
            progress.progress("starting %s: Kafka %s, %d node(s)".formatted(name, version, spec.nodes()));
            long begin = System.nanoTime();
            KafkaCluster cluster = KafkaCluster.start(
                    KafkaSpec.named(name)
                            .withVersion(version)
                            .withNodes(spec.nodes())
                            .withDirectory(layout.run())
                            .withLogDirectory(layout.logs()),
                    guard);
            progress.progress("%s is ready at %s after %s".formatted(name, cluster.bootstrap(), since(begin)));
            return cluster;
        }

        private ConnectWorkers connect(KafkaCluster green) {
            return workers("connect", "Connect", green, spec.workers(), plugins());
        }

        /** Where Debezium is at home: on the side of the database it reads. */
        private Optional<ConnectWorkers> capture(KafkaCluster blue) {
            return spec.postgres()
                    ? Optional.of(
                            workers("capture", "Connect for capture", blue, 1, List.of(ConnectPlugins.debezium())))
                    : Optional.empty();
        }

        private ConnectWorkers workers(
                String name, String title, KafkaCluster cluster, int number, List<Path> pluginPath) {
            progress.progress("starting %s: %d worker(s) on %s".formatted(title, number, cluster.name()));
            long begin = System.nanoTime();
            ConnectWorkers workers = ConnectWorkers.start(
                    ConnectSpec.named(name)
                            .withWorkers(number)
                            .withPluginPath(pluginPath)
                            .withWorkerProperties(spec.workerProperties())
                            .withEnvironment(spec.environment())
                            .withDirectory(layout.run())
                            .withLogDirectory(layout.logs()),
                    cluster,
                    guard);
            progress.progress("%s is ready at %s after %s".formatted(title, workers.url(), since(begin)));
            return workers;
        }

        private List<Path> plugins() {
            if (!spec.pluginPath().isEmpty() || !spec.postgres()) return spec.pluginPath();
            return List.of(ConnectPlugins.mirror(), ConnectPlugins.debezium());
        }

        private Optional<PostgresServer> postgres() {
            if (!spec.postgres()) return Optional.empty();
            progress.progress("starting PostgreSQL");
            long begin = System.nanoTime();
            PostgresServer server = PostgresServer.start(
                    PostgresSpec.named("postgres").withDirectory(layout.run()).withLogDirectory(layout.logs()), guard);
            try {
                for (String database : DATABASES) server.createDatabase(database);
            } catch (SQLException e) {
                throw SandboxException.processFailed(
                        "postgres",
                        "refused to create a database: " + e,
                        layout.logs().resolve("postgres.log"));
            }
            progress.progress("PostgreSQL is ready at %s after %s".formatted(server.jdbcUrl("blue"), since(begin)));
            return Optional.of(server);
        }

        private static String since(long begin) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
            return "%d.%d s".formatted(elapsed.toSeconds(), elapsed.toMillisPart() / 100);
        }
    }

    public KafkaCluster blue() {
        return blue;
    }

    public KafkaCluster green() {
        return green;
    }

    public ConnectWorkers connect() {
        return connect;
    }

    /** The database server with its databases {@code blue} and {@code green}, if the spec asked for one. */
    public Optional<PostgresServer> postgres() {
        return Optional.ofNullable(postgres);
    }

    /** The workers on blue that have Debezium; there if the database server is. */
    public Optional<ConnectWorkers> capture() {
        return Optional.ofNullable(capture);
    }

    /** Where everything is at this moment; a restarted process has another pid. */
    public SandboxAddresses addresses() {
        List<SandboxProcess> processes = new ArrayList<>();
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
        processes.add(new SandboxProcess(
                "keeper",
                self.pid(),
                self.startMillis(),
                logDirectory.resolve("keeper.log").toString()));
        processes.addAll(blue.processes());
        processes.addAll(green.processes());
        processes.addAll(connect.processes());
        postgres().ifPresent(server -> processes.addAll(server.processes()));
        capture().ifPresent(workers -> processes.addAll(workers.processes()));
        return new SandboxAddresses(
                1,
                startedAt,
                blue.bootstrap(),
                blue.version(),
                green.bootstrap(),
                green.version(),
                connect.urls(),
                capture == null ? List.of() : capture.urls(),
                postgres == null
                        ? Map.of()
                        : Map.of("blue", postgres.jdbcUrl("blue"), "green", postgres.jdbcUrl("green")),
                postgres == null ? null : postgres.user(),
                postgres == null ? null : postgres.password(),
                logDirectory.toString(),
                List.copyOf(processes));
    }

    /** @throws SandboxException {@code KMIG-5004} with the end of its log when a process ended by itself */
    public void requireAlive() {
        requireDataAlive();
        connect.requireAlive();
        capture().ifPresent(ConnectWorkers::requireAlive);
    }

    /** As {@link #requireAlive()}, only of brokers and databases. */
    public void requireDataAlive() {
        blue.requireAlive();
        green.requireAlive();
        postgres().ifPresent(PostgresServer::requireAlive);
    }

    /** Takes everything down and deletes its data; logs below a given directory stay. A second call does nothing. */
    @Override
    public void close() {
        guard.close();
    }
}
