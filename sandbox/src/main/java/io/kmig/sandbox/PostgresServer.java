package io.kmig.sandbox;

import io.kmig.sandbox.data.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A running PostgreSQL on loopback, with logical decoding. */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "postgres";
    private static final int ATTEMPTS = 3;
    private static final Duration ORDERLY = Duration.ofSeconds(5);
    // a shutdown waits until walsenders have sent what was written; past this it's killed, which loses nothing either
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(15);

    private final PostgresSpec spec;
    private final int port;
    private final Workspace workspace;
    private final ChildProcess server;
    private final Runnable last;

    private PostgresServer(PostgresSpec spec, int port, Workspace workspace, ChildProcess server, Runnable last) {
        this.spec = spec;
        this.port = port;
        this.workspace = workspace;
        this.server = server;
        this.last = last;
    }

    /**
     * Starts a server under a guard of its own and waits until it takes connections.
     *
     * @throws SandboxException when it does not get there; nothing is left running or, if temporary, on disk
     */
    public static PostgresServer start(PostgresSpec spec) {
        ProcessGuard guard = ProcessGuard.start();
        try {
            return start(spec, guard, guard::close);
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    /** The same under a guard that others share and that outlives the server. */
    public static PostgresServer start(PostgresSpec spec, ProcessGuard guard) {
        return start(spec, guard, () -> {});
    }

    private static PostgresServer start(PostgresSpec spec, ProcessGuard guard, Runnable last) {
        Path programs = PostgresBinaries.unpacked();
        for (int attempt = 1; ; attempt++) {
            PostgresServer started = lay(spec, programs, guard, last);
            try {
                started.server.start();
                started.awaitReady();
                return started;
            } catch (SandboxException e) {
                started.server.kill();
                // somebody took the port between the pick and the bind: another will do
                if (!PortConflict.in(e) || attempt == ATTEMPTS) throw e;
            }
        }
    }

    private static PostgresServer lay(PostgresSpec spec, Path programs, ProcessGuard guard, Runnable last) {
        if (spec.port() != 0) Ports.requireFree(spec.name(), spec.port());
        int port = spec.port() == 0 ? new Ports(new Random()).next() : spec.port();
        Workspace workspace = Workspace.open(spec.place(), spec.name(), guard);
        Path data = workspace.data(spec.name());
        initialise(spec, programs, workspace, data, guard);
        configure(spec, port, data);
        List<String> line = new ArrayList<>(unprivileged());
        line.addAll(List.of(programs.resolve("bin").resolve("postgres").toString(), "-D", data.toString()));
        // INT is PostgreSQL's fast shutdown; TERM would wait for clients to leave
        ChildProcess server = new ChildProcess(
                new ChildProcess.Command(
                        spec.name(), line, Map.of(), workspace.root(), workspace.log(spec.name()), "INT"),
                guard);
        return new PostgresServer(spec, port, workspace, server, last);
    }

    private static void initialise(
            PostgresSpec spec, Path programs, Workspace workspace, Path data, ProcessGuard guard) {
        Path password = workspace.root().resolve("conf").resolve("password");
        try (OutputStream out = Workspace.ownerOnly(password)) {
            out.write(spec.password().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> line = new ArrayList<>(unprivileged());
        line.addAll(List.of(
                programs.resolve("bin").resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "--no-instructions"));
        String name = spec.name() + "-initdb";
        ChildProcess initdb = new ChildProcess(
                new ChildProcess.Command(name, line, Map.of(), workspace.root(), workspace.log(name)), guard);
        initdb.start();
        initdb.awaitSuccess(spec.readyTimeout());
    }

    private static void configure(PostgresSpec spec, int port, Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("wal_level", "logical");
        settings.put("max_wal_senders", "10");
        settings.put("max_replication_slots", "10");
        settings.put("shared_buffers", "64MB");
        // files below the data directory, which go with it; POSIX shared memory would stay after SIGKILL
        settings.put("dynamic_shared_memory_type", "mmap");
        // what a killed process wrote is safe with the kernel, and the machine's own crash ends the sandbox anyway
        settings.put("fsync", "off");
        settings.put("full_page_writes", "off");
        settings.put("jit", "off");
        settings.putAll(spec.settings());
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append("%s = '%s'%n".formatted(key, value.replace("'", "''"))));
        try {
            Files.writeString(data.resolve("postgresql.conf"), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * PostgreSQL refuses to run as root. In a user namespace of its own the process has no root id but still owns its
     * files; in an IPC namespace of its own its System V segment ends with it, even after SIGKILL.
     */
    private static List<String> unprivileged() {
        return System.getProperty("user.name").equals("root") ? List.of("unshare", "--user", "--ipc") : List.of();
    }

    private void awaitReady() {
        Readiness.await(spec.name(), List.of(server), spec.readyTimeout(), () -> {
            if (!Ports.answers(port)) return Readiness.Seen.notYet("port " + port + " does not accept connections");
            try (Connection connection = connect(USER);
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1");
                return Readiness.Seen.ready();
            }
        });
    }

    public String name() {
        return spec.name();
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/database}, without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    public int port() {
        return port;
    }

    /** The super user's name. */
    public String user() {
        return USER;
    }

    /** The super user's password. */
    public String password() {
        return spec.password();
    }

    /** One of its databases, as the super user. */
    public Database database(String name) {
        return new Database(jdbcUrl(name), USER, spec.password());
    }

    /** A connection as the super user; the caller closes it. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), USER, spec.password());
    }

    /** Creates an empty database. */
    public void createDatabase(String database) throws SQLException {
        try (Connection connection = connect(USER);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(database, true));
        }
    }

    /** The server process. */
    public List<SandboxProcess> processes() {
        return List.of(server.describe());
    }

    /** {@code kill -9} of the server and its backends; returns when the server is gone. */
    public void kill() {
        server.kill();
    }

    /** SIGSTOP for the server process: running sessions go on, new ones are not accepted. */
    public void pause() {
        server.pause();
    }

    /** SIGCONT after {@link #pause}. */
    public void resume() {
        server.resume();
    }

    /**
     * Shuts it down as an operator would: sessions are ended, what is committed stays; {@link #restart} starts it again
     * on the same data.
     */
    public void stop() {
        ChildProcess.stopAll(List.of(server), STOPPED_WITHIN);
    }

    /** Starts it again on its data and port, killing it first if it still runs, and waits until it is ready. */
    public void restart() {
        server.kill();
        Ports.requireFree(spec.name(), port);
        server.start();
        awaitReady();
    }

    /** @throws SandboxException {@code KMIG-5004} with the end of its log when the server ended by itself */
    public void requireAlive() {
        server.requireNotFailed();
    }

    /** Stops the server and deletes a temporary directory. */
    @Override
    public void close() {
        ChildProcess.stopAll(List.of(server), ORDERLY);
        workspace.close();
        last.run();
    }
}
