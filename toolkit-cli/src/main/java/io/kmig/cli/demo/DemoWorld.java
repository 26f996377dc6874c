package io.kmig.cli.demo;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.port.ConnectPort;
import io.kmig.ledger.record.Cluster;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.Sandbox;
import io.kmig.sandbox.SandboxAddresses;
import io.kmig.sandbox.SandboxControl;
import io.kmig.sandbox.SandboxSpec;
import io.kmig.sandbox.data.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The clusters and the directory a demo runs in. A kept one is run by the detached sandbox keeper, the other dies with
 * this process and leaves nothing behind.
 */
final class DemoWorld implements AutoCloseable {
    private final Path directory;
    private final SandboxAddresses addresses;
    private final @Nullable Sandbox own;
    private final Path home;

    private DemoWorld(Path directory, SandboxAddresses addresses, @Nullable Sandbox own, Path home) {
        this.directory = directory;
        this.addresses = addresses;
        this.own = own;
        this.home = home;
    }

    static DemoWorld start(DemoSpec spec, Path home, Terminal terminal) {
        try {
            if (spec.keep()) {
                Path directory =
                        Files.createDirectories(Path.of(".kmig", "demo")).toAbsolutePath();
                // first, as it refuses when a kept world still runs: that world's files stay then
                SandboxAddresses addresses = new SandboxControl()
                        .up(sandbox(SandboxSpec.in(directory.resolve("sandbox")), spec), terminal::say);
                terminal.say("Kept until: kmig sandbox down --dir " + directory.resolve("sandbox"));
                clear(directory.resolve("migration"));
                return new DemoWorld(directory.resolve("migration"), addresses, null, home).furnished();
            }
            Sandbox sandbox = Sandbox.start(sandbox(SandboxSpec.temporary(), spec), terminal::say);
            try {
                // inside the sandbox's own directory, which goes with it even when this process is killed
                Path directory = Path.of(sandbox.addresses().logDirectory()).resolveSibling("migration");
                return new DemoWorld(directory, sandbox.addresses(), sandbox, home).furnished();
            } catch (IOException | RuntimeException e) {
                sandbox.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SandboxSpec sandbox(SandboxSpec where, DemoSpec spec) {
        return where.withBlueVersion(spec.blueVersion())
                .withPostgres(true)
                .withPluginPath(List.of(ConnectPlugins.mirror(), ConnectPlugins.debezium(), ConnectPlugins.kmig()))
                .withWorkerProperties(Map.of(
                        "config.providers",
                        "file",
                        "config.providers.file.class",
                        "org.apache.kafka.common.config.provider.FileConfigProvider"));
    }

    private DemoWorld furnished() throws IOException {
        Files.createDirectories(directory);
        ownersOnly(secrets());
        Files.writeString(secrets(), "database=" + addresses.jdbcPassword() + "\n");
        return this;
    }

    /** Made empty and readable by nobody else, before a secret is written to it. */
    static Path ownersOnly(Path file) throws IOException {
        Files.deleteIfExists(file);
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private Path secrets() {
        return directory.resolve("secrets.properties");
    }

    /** What stands for the databases' password in configurations; kmig and the workers resolve it. */
    String passwordReference() {
        return "${file:" + secrets() + ":database}";
    }

    /** The one of the side; a demo's server has one database for each. */
    Database database(Colour side) {
        return new Database(
                Objects.requireNonNull(addresses.jdbcUrls().get(side.label()), "no database"),
                Objects.requireNonNull(addresses.jdbcUser(), "no user"),
                Objects.requireNonNull(addresses.jdbcPassword(), "no password"));
    }

    /** REST address of the workers on blue that have Debezium. */
    String captureUrl() {
        return addresses.captureUrls().get(0);
    }

    /** A connector that failed, or a task of it, on the workers of a side. */
    record Failed(Colour side, ConnectorFacts connector) {
        String line() {
            return "Failed on the workers of " + side.label() + ": " + connector.name() + " is " + connector.standing();
        }
    }

    /** Whatever the workers gave up: who waits for it does not know why. Nothing of workers that do not answer. */
    List<Failed> failed() {
        return Stream.concat(failed(Colour.BLUE, captureUrl()), failed(Colour.GREEN, connectUrl()))
                .toList();
    }

    private static Stream<Failed> failed(Colour side, String url) {
        ConnectPort workers = new ConnectRest(url);
        try {
            return workers.connectors().stream()
                    .flatMap(name -> workers.connector(name).stream())
                    .filter(ConnectorFacts::failed)
                    .map(connector -> new Failed(side, connector))
                    .toList()
                    .stream();
        } catch (KmigException silent) {
            return Stream.of();
        }
    }

    /**
     * Whoever waits asks this, or would wait for what a dead process never does.
     *
     * @throws io.kmig.sandbox.SandboxException {@code KMIG-5004} with the end of its log when a process ended by itself
     */
    void requireAlive() {
        if (own != null) {
            own.requireAlive();
        } else {
            new SandboxControl().requireAlive(directory.resolveSibling("sandbox"));
        }
    }

    /** The same of what the ledger reads only, for a world that goes with this process. */
    void requireDataAlive() {
        if (own != null) {
            own.requireDataAlive();
        }
    }

    /** The process that a kept world lives with; empty for one that goes with this process. */
    Optional<ProcessHandle> keeper() {
        return own != null ? Optional.empty() : new SandboxControl().keeper(directory.resolveSibling("sandbox"));
    }

    String bootstrap(Cluster side) {
        return side == Cluster.BLUE ? blueBootstrap() : greenBootstrap();
    }

    String blueBootstrap() {
        return addresses.blueBootstrap();
    }

    String greenBootstrap() {
        return addresses.greenBootstrap();
    }

    String connectUrl() {
        return addresses.connectUrl();
    }

    /** Where the migration's files are. */
    Path directory() {
        return directory;
    }

    /** Where the applications write down what they did. */
    Path records() {
        return directory.resolve("records");
    }

    Path description() {
        return directory.resolve("kmig.yaml");
    }

    /** Beside the report: it outlives the demo. */
    static Path logFile(DemoSpec spec) {
        return spec.reportDirectory().resolve("demo.log").toAbsolutePath();
    }

    /** The class path this process runs on; the applications run on it too. */
    static String classPath() {
        return System.getProperty("java.class.path", "");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Path home() {
        return home;
    }

    /** How to go on with a world that was kept; empty otherwise. */
    String kept() {
        return own != null
                ? ""
                : "\nKept, under load again: blue " + blueBootstrap() + ", green " + greenBootstrap() + ", connect "
                        + connectUrl()
                        + "\n  kmig -f " + description() + " status"
                        + "\n  kmig -f " + description() + " lag --watch"
                        + "\n  kmig sandbox down --dir " + directory.resolveSibling("sandbox");
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }

    private static void clear(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
