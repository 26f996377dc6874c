package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake gets one clear error with its code, exit code and remedy, and nothing is changed. */
@ExtendWith(TwoClusters.Shared.class)
class BadInputIT {
    @TempDir
    Path directory;

    @Test
    void clustersThatAreDownAreBothNamedWithinSeconds(TwoClusters clusters) throws IOException {
        int blue = closedPort();
        int green = closedPort();
        Migration migration = Migration.fresh(clusters, directory, "down")
                .describe(Map.of(
                        "blue", Migration.side("127.0.0.1:" + blue), "green", Migration.side("127.0.0.1:" + green)));

        KmigRun run = migration.kmig("plan");

        run.refuses("KMIG-2001", 3).says("127.0.0.1:" + blue, "127.0.0.1:" + green, "2 problems");
        assertThat(run.took()).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void workersThatAreDownAreNamed(TwoClusters clusters) throws IOException {
        String url = "http://127.0.0.1:" + closedPort();
        Migration migration = Migration.fresh(clusters, directory, "noworker")
                .onBlue("orders", 1, Map.of())
                .describe(Map.of("connect", url));

        migration.kmig("plan").refuses("KMIG-2005", 3).says(url);
        migration.kmig("apply").refuses("KMIG-2005", 3);

        assertThat(migration.topics(Colour.GREEN)).isEmpty();
    }

    @Test
    void aBlueOlderThanItsClientsSupportIsNamedWithTheOldestThatWillDo(TwoClusters clusters) throws IOException {
        try (OldBroker old = OldBroker.start()) {
            Migration migration = Migration.fresh(clusters, directory, "ancient")
                    .describe(Map.of("blue", Migration.side(old.bootstrap())));

            migration.kmig("plan").refuses("KMIG-2004", 3).says("blue", old.bootstrap(), "2.1");
        }
    }

    @Test
    void oneClusterOnBothSidesIsToldByItsIdUnderWhateverName(TwoClusters clusters) {
        String other = clusters.cluster(Colour.GREEN).bootstrap().replace("127.0.0.1", "localhost");
        Migration migration =
                Migration.fresh(clusters, directory, "same").describe(Map.of("blue", Migration.side(other)));

        migration.kmig("plan").refuses("KMIG-2003", 3).says(other, "are one cluster, id ");
        migration.kmig("apply").refuses("KMIG-2003", 3);
    }

    @Test
    void workersWithoutMirrorMakerAreNamedWithThePluginsTheyLack(TwoClusters clusters, @TempDir Path plugins)
            throws IOException {
        onlyHeartbeats(plugins);
        Migration migration = Migration.fresh(clusters, directory, "plugless").onBlue("orders", 1, Map.of());
        try (ConnectWorkers workers = ConnectWorkers.start(
                ConnectSpec.named("plugless").withPluginPath(List.of(plugins)), clusters.cluster(Colour.GREEN))) {
            migration.describe(Map.of("connect", workers.url()));

            KmigRun run = migration.kmig("apply");

            run.refuses("KMIG-2006", 3).says("MirrorSourceConnector", "MirrorCheckpointConnector", "plugin.path");
            assertThat(run.err())
                    .as(run.toString())
                    .doesNotContain("cannot load org.apache.kafka.connect.mirror.MirrorHeartbeat");
            assertThat(migration.topics(Colour.GREEN)).isEmpty();
        }
    }

    /** Workers find connectors by a jar's service file: with one that is cut short they find that much. */
    private static void onlyHeartbeats(Path plugins) throws IOException {
        Path built = Path.of(System.getProperty("kmig.home"), "sandbox/dist/kafka-4.3.1/target/plugins/mirror");
        Path cut = Files.createDirectories(plugins.resolve("cut"));
        try (Stream<Path> jars = Files.list(built)) {
            for (Path jar : jars.toList()) {
                copy(jar, cut.resolve(jar.getFileName()));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                byte[] content = jar.getInputStream(entry).readAllBytes();
                if (entry.getName().startsWith("META-INF/services/org.apache.kafka.connect.source")) {
                    content = "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector\n"
                            .getBytes(StandardCharsets.UTF_8);
                }
                out.putNextEntry(new JarEntry(entry.getName()));
                out.write(content);
                out.closeEntry();
            }
        }
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheKeyThatWasMeant(TwoClusters clusters) throws IOException {
        Migration migration = Migration.fresh(clusters, directory, "typo").describe();
        Path file = directory.resolve("kmig.yaml");
        Files.writeString(file, Files.readString(file) + "replicaton: {}\n");

        KmigRun run = migration.kmig("plan");

        long line = Files.readString(file).lines().count();
        run.refuses("KMIG-1001", 2).says("kmig.yaml:" + line + ":1: replicaton", "replication");
        assertThat(directory.resolve(".kmig")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "apply", "status", "cutover"})
    void whereNoStateCanBeKeptNothingIsDone(String verb, TwoClusters clusters) throws IOException {
        Migration migration = Migration.fresh(clusters, directory, "stateless").describe();
        // a file in the way stops root, too
        Path inTheWay = Files.writeString(directory.resolve(".kmig"), "mine\n");

        KmigRun run = migration.kmig(verb);

        run.refuses("KMIG-4018", 5).says(inTheWay.toString(), "nothing was changed");
        assertThat(inTheWay).hasContent("mine");
        assertThat(migration.topics(Colour.GREEN)).isEmpty();
        assertThat(migration.connectors()).isEmpty();
    }

    @Test
    void aMissingDescriptionIsSaidWithTheWayToOne() {
        KmigRun.in(directory, "plan").refuses("KMIG-1002", 2).says("kmig.yaml", "kmig init");
        KmigRun.in(directory, "status", "-f", "other.yaml")
                .refuses("KMIG-1002", 2)
                .says("other.yaml");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatTheCommandLineDoesNotKnowIsAUsageErrorThatPointsToHelp() {
        KmigRun.in(directory, "plan", "--loud").refuses("KMIG-1005", 2).says("--loud", "kmig plan --help");
        KmigRun.in(directory, "migrate").refuses("KMIG-1005", 2).says("migrate", "kmig --help");
        KmigRun.in(directory, "stauts").refuses("KMIG-1005", 2).says("did you mean `kmig status`?", "kmig --help");
        KmigRun.in(directory, "demo", "--set", "cutover.mode=nonsense")
                .refuses("KMIG-1005", 2)
                .says("--set", "kmig demo does not read");
        KmigRun.in(directory, "cutover", "--client", "a", "--all")
                .refuses("KMIG-1005", 2)
                .says("kmig cutover --help");
        KmigRun.in(directory, "sandbox").refuses("KMIG-1005", 2).says("kmig sandbox --help");
        KmigRun.in(directory, "demo", "--rate", "0").refuses("KMIG-1005", 2).says("--rate");
        KmigRun.in(directory, "init").refuses("KMIG-1005", 2).says("--blue");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatKmigYamlWouldRefuseInitRefusesAtOnceAndWritesNothing() {
        KmigRun.in(directory, "init", "--blue", "127.0.0.1")
                .refuses("KMIG-1001", 2)
                .says("--blue: blue.bootstrap: \"127.0.0.1\" is not host:port");
        KmigRun.in(directory, "init", "--blue", "b1:9092", "--green", "b1:9092,g1:9092", "--name", "Shop_1")
                .refuses("KMIG-1001", 2)
                .says("--name: migration: ", "--green: green.bootstrap: blue and green share b1:9092", "2 problems");
        KmigRun.in(directory, "init", "--blue", "b1:9092", "--connect", "connect")
                .refuses("KMIG-1001", 2)
                .says("--connect: connect.green.url: ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aSandboxWhereThereIsNoSpaceIsRefusedBeforeAnythingStarts() {
        // this file system has no usable byte, on every Linux
        KmigRun run = KmigRun.in(directory, "sandbox", "up", "--dir", "/proc/kmig-sandbox");

        run.refuses("KMIG-5003", 3).says("/proc/kmig-sandbox");
    }

    @Test
    void aSandboxThatDoesNotRunCannotBeShownOrStopped() {
        KmigRun.in(directory, "sandbox", "status").refuses("KMIG-5007", 3).says("kmig sandbox up");
        KmigRun.in(directory, "sandbox", "down").refuses("KMIG-5007", 3);
        KmigRun.in(directory, "sandbox", "up", "--nodes", "2")
                .refuses("KMIG-1005", 2)
                .says("--nodes");
        KmigRun.in(directory, "sandbox", "up", "--blue-version", "0.8")
                .refuses("KMIG-1005", 2)
                .says("0.8");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
