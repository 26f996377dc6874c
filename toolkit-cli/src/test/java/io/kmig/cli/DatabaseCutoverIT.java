package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.adapter.time.SystemPacer;
import io.kmig.cli.demo.ShopDatabase;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.record.Cluster;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.PostgresServer;
import io.kmig.sandbox.PostgresSpec;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A database moves under load, over Debezium, the mirror and kmig's sink; its writer is the ledger's. */
@ExtendWith(TwoClusters.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseCutoverIT {
    private static final String WRITER = "office";
    /** Of every server: the writer is the same user on both sides, and the worker knows it before they start. */
    private static final String PASSWORD = "a-secret-of-the-test";

    private TwoClusters clusters;
    private ConnectWorkers capturing;
    private ConnectWorkers sinking;

    @BeforeAll
    void workers(TwoClusters shared) {
        clusters = shared;
        capturing = ConnectWorkers.start(
                ConnectSpec.named("capturing").withPluginPath(List.of(ConnectPlugins.debezium())),
                shared.cluster(Colour.BLUE));
        sinking = ConnectWorkers.start(
                ConnectSpec.named("sinking")
                        .withPluginPath(
                                List.of(ConnectPlugins.mirror(), ConnectPlugins.debezium(), ConnectPlugins.kmig()))
                        .withEnvironment(Map.of("BLUE_PW", PASSWORD, "GREEN_PW", PASSWORD))
                        .withWorkerProperties(Map.of(
                                "config.providers",
                                "env",
                                "config.providers.env.class",
                                "org.apache.kafka.common.config.provider.EnvVarConfigProvider")),
                shared.cluster(Colour.GREEN));
    }

    @AfterAll
    void stop() {
        sinking.close();
        capturing.close();
    }

    /** One migration of one database. */
    private final class World implements AutoCloseable {
        final Migration migration;
        final PostgresServer blue;
        final PostgresServer green;
        final ShopDatabase shop;
        final Applications apps;

        World(Path directory) throws Exception {
            migration = Migration.fresh(clusters, directory, "dbmove");
            blue = PostgresServer.start(
                    PostgresSpec.named("blue-" + migration.name()).withPassword(PASSWORD));
            green = PostgresServer.start(
                    PostgresSpec.named("green-" + migration.name()).withPassword(PASSWORD));
            blue.createDatabase("shop");
            green.createDatabase("shop");
            shop = new ShopDatabase(
                    blue.database("shop"), green.database("shop"), migration.name(), directory, new SystemPacer());
            shop.load(7);
            shop.capture(capturing.url(), PASSWORD, Duration.ofMinutes(2));
            apps = Applications.startOnBlue(migration, shop.writer(WRITER).rate(60));
            migration.write("kmig.yaml", """
                    version: 1
                    migration: %s
                    blue: %s
                    green: %s
                    connect: {green: {url: "%s"}}
                    replication: {topics: {include: ['%s']}}
                    databases: [%s]
                    clients: [%s]
                    cutover: {maxWritePause: 90s}
                    """.formatted(
                            migration.name(),
                            Migration.side(clusters.cluster(Colour.BLUE).bootstrap()),
                            Migration.side(clusters.cluster(Colour.GREEN).bootstrap()),
                            sinking.url(),
                            shop.pattern(),
                            shop.yaml("${env:BLUE_PW}", "${env:GREEN_PW}"),
                            apps.client(WRITER, ", databases: [shop]")));
        }

        KmigRun kmig(String... arguments) {
            return KmigRun.in(migration.directory(), environment(), arguments);
        }

        Map<String, String> environment() {
            return Map.of("BLUE_PW", PASSWORD, "GREEN_PW", PASSWORD);
        }

        void replicate() {
            kmig("plan").exits(0);
            kmig("apply").exits(0);
            kmig("sink", "deploy").exits(0).prints("shop: created");
            kmig("sink", "deploy", "shop").exits(0).prints("shop: unchanged");
        }

        KmigRun cutover() {
            return kmig("cutover", "--all", "--confirm=" + migration.name());
        }

        /** Neither with kmig nor with the workers it gave configs to. The applications' own files are not kmig's. */
        void sinkIsDeletedOnlyWhenConfirmedAndGoesOnWhereItWas() {
            String confirm = "--confirm=" + migration.name();
            kmig("sink", "delete", "nowhere", confirm).refuses("KMIG-4030", 2).says("shop");
            kmig("sink", "delete", "shop").refuses("KMIG-3005", 3);
            kmig("sink", "status").exits(0).prints("RUNNING");
            kmig("sink", "delete", "shop", confirm).exits(0).prints("shop: deleted");
            kmig("sink", "delete", "shop", confirm).exits(0).prints("shop: there was none");
            kmig("sink", "deploy").exits(0).prints("created");
            await("the new sink to follow blue").atMost(Duration.ofSeconds(60)).until(() -> shop.rows()
                    .isEqual());
        }

        void assertPasswordIsNowhere() throws IOException {
            StringBuilder answers = new StringBuilder();
            for (String path : List.of("/connectors?expand=info&expand=status", "/connectors")) {
                answers.append(HttpClient.newHttpClient()
                        .sendAsync(
                                HttpRequest.newBuilder(URI.create(sinking.url() + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .join()
                        .body());
            }
            assertThat(answers.toString()).contains("${env:GREEN_PW}").doesNotContain(PASSWORD);
            assertThat(configsOfTheWorkers()).contains("${env:GREEN_PW}").doesNotContain(PASSWORD);
            try (Stream<Path> files = Files.walk(migration.directory())) {
                List<Path> own = files.filter(Files::isRegularFile)
                        .filter(f ->
                                f.toString().contains(".kmig") || f.toString().contains("report"))
                        .toList();
                assertThat(own).isNotEmpty();
                for (Path file : own) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(PASSWORD);
                }
            }
        }

        private String configsOfTheWorkers() {
            TopicPartition configs = new TopicPartition("sinking-configs", 0);
            StringBuilder all = new StringBuilder();
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", clusters.cluster(Colour.GREEN).bootstrap()),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                consumer.assign(List.of(configs));
                consumer.seekToBeginning(List.of(configs));
                long end = consumer.endOffsets(List.of(configs)).getOrDefault(configs, 0L);
                while (consumer.position(configs) < end) {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> all.append(record.value()));
                }
            }
            return all.toString();
        }

        /** Stops the writer and judges every row it was acknowledged. */
        void assertFlawlessOnGreen() {
            assertFlawlessOn(Cluster.GREEN, 300);
        }

        void assertFlawlessOn(Cluster home, long transactions) {
            apps.awaitStatus(WRITER, s -> s.path("acked").asLong() > transactions);
            apps.ask("stop", WRITER);
            DatabaseReport report = shop.judge(
                    migration.directory().resolve("records"),
                    DatabaseQuestion.afterMigration().home(home));
            assertThat(report.findings()).isEmpty();
            assertThat(report.isFlawless()).isTrue();
        }

        @Override
        public void close() {
            apps.close();
            for (String connector : List.of("mirror." + WRITER, "reverse." + WRITER, "sink.shop", "heartbeat")) {
                delete(sinking.url() + "/connectors/kmig." + migration.name() + "." + connector);
            }
            delete(capturing.url() + "/connectors/debezium-" + migration.name());
            green.close();
            blue.close();
        }
    }

    @Test
    void aDatabaseMovesUnderLoadAndComesBackAndNoRowIsLost(@TempDir Path directory) throws Exception {
        try (World world = new World(directory)) {
            world.replicate();
            JsonNode status =
                    world.kmig("sink", "status", "-o", "json").exits(0).json();
            assertThat(status.path("sinks").path(0).path("state").asText()).isEqualTo("RUNNING");
            assertThat(status.path("sinks").path(0).path("partitions")).hasSizeGreaterThanOrEqualTo(5);

            assertThat(world.kmig("cutover", "--all", "--dry-run").exits(0).err())
                    .doesNotContain("kmig rollback refuses");
            world.cutover().exits(0).says("compare", "applied");

            assertThat(world.apps.runsOn(WRITER, Colour.GREEN)).isTrue();
            JsonNode report = new ObjectMapper()
                    .readTree(directory.resolve("report").resolve("report.json").toFile());
            assertThat(report.path("database").path("rowsCompared").asLong()).isGreaterThan(5_000);
            assertThat(report.path("database").path("rowsDifferent").asLong()).isZero();
            assertThat(sequence(world.green)).isGreaterThanOrEqualTo(sequence(world.blue));
            world.assertPasswordIsNowhere();
            world.apps.awaitStatus(WRITER, s -> s.path("acked").asLong() > 300);

            world.kmig("rollback", "--confirm=" + world.migration.name())
                    .exits(0)
                    .says("mark", "applied", "compare", "forward");

            assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
            world.assertFlawlessOn(Cluster.BLUE, 600);
            await("green's database to follow blue's again")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> world.shop.rows().isEqual());
            world.kmig("sink", "status").exits(0).prints("RUNNING");
            assertThat(slots(world.green)).as("slots left on green").isZero();
            world.sinkIsDeletedOnlyWhenConfirmedAndGoesOnWhereItWas();
            world.assertPasswordIsNowhere();
        }
    }

    @Test
    void aGreenDatabaseThatIsDownForAWhileAndAKilledWorkerLoseNothing(@TempDir Path directory) throws Exception {
        try (World world = new World(directory)) {
            world.replicate();
            world.apps.set("hold-stop-" + WRITER);
            KmigRun.Live cutover = KmigRun.start(
                    directory, world.environment(), "cutover", "--all", "--confirm=" + world.migration.name());
            world.apps.awaitCall("stop " + WRITER + " blue");

            world.green.stop();
            sinking.kill(0);
            world.apps.unset("hold-stop-" + WRITER);
            sinking.restart(0);
            world.green.restart();
            KmigRun ended = cutover.end();

            if (ended.exit() != 0) {
                assertThat(ended.err())
                        .as(ended.toString())
                        .containsAnyOf("KMIG-2005", "KMIG-2010", "KMIG-2011", "KMIG-4031", "KMIG-4033", "KMIG-4008")
                        .doesNotContain("KMIG-9002");
                assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
                world.kmig("sink", "deploy").exits(0);
                world.cutover().exits(0);
            }
            world.assertFlawlessOnGreen();
        }
    }

    @Test
    void aTableThatIsMissingOnGreenIsNamedAndTheWriterStaysOnBlue(@TempDir Path directory) throws Exception {
        try (World world = new World(directory)) {
            world.replicate();
            try (Connection green = world.green.connect("shop");
                    Statement statement = green.createStatement()) {
                statement.execute("ALTER TABLE shop.shipment RENAME TO gone");
            }
            await("the sink's task to fail")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> world.kmig("sink", "status").out().contains("FAILED"));

            KmigRun refused = world.cutover();

            refused.refuses("KMIG-4031", 5).says("shipment");
            assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
            try (Connection green = world.green.connect("shop");
                    Statement statement = green.createStatement()) {
                statement.execute("ALTER TABLE shop.gone RENAME TO shipment");
            }
            world.kmig("sink", "deploy").exits(0);
            world.cutover().exits(0);
            world.assertFlawlessOnGreen();
        }
    }

    private static void delete(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).DELETE().build();
        HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .join();
    }

    private static long sequence(PostgresServer server) throws SQLException {
        return number(server, "SELECT last_value FROM shop.purchase_id_seq");
    }

    private static long slots(PostgresServer server) throws SQLException {
        return number(server, "SELECT count(*) FROM pg_replication_slots");
    }

    private static long number(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.connect("shop");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
