package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.adapter.time.SystemPacer;
import io.kmig.cli.demo.ShopDatabase;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.PostgresServer;
import io.kmig.sandbox.PostgresSpec;
import io.kmig.testkit.TwoClusters;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A migration of a database of its own between the shared clusters, over Debezium, the mirror and kmig's sink; its writer
 * is the ledger's.
 */
final class DatabaseMigration implements AutoCloseable {
    static final String WRITER = "office";
    /** A producer of the same unit, when there is one. */
    static final String LETTERS = "letters";
    /** Of every server: the writer is the same user on both sides, and the worker knows it before they start. */
    static final String PASSWORD = "a-secret-of-the-test";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** On blue with Debezium, on green with all that kmig deploys; for many migrations. */
    record Workers(TwoClusters clusters, ConnectWorkers capturing, ConnectWorkers sinking) implements AutoCloseable {
        static Workers start(TwoClusters clusters) {
            return new Workers(
                    clusters,
                    ConnectWorkers.start(
                            ConnectSpec.named("capturing").withPluginPath(List.of(ConnectPlugins.debezium())),
                            clusters.cluster(Colour.BLUE)),
                    ConnectWorkers.start(
                            ConnectSpec.named("sinking")
                                    .withPluginPath(List.of(
                                            ConnectPlugins.mirror(), ConnectPlugins.debezium(), ConnectPlugins.kmig()))
                                    .withEnvironment(Map.of("BLUE_PW", PASSWORD, "GREEN_PW", PASSWORD))
                                    .withWorkerProperties(Map.of(
                                            "config.providers",
                                            "env",
                                            "config.providers.env.class",
                                            "org.apache.kafka.common.config.provider.EnvVarConfigProvider")),
                            clusters.cluster(Colour.GREEN)));
        }

        @Override
        public void close() {
            sinking.close();
            capturing.close();
        }
    }

    final Migration migration;
    final PostgresServer blue;
    final PostgresServer green;
    final ShopDatabase shop;
    final Applications apps;
    private final Workers workers;

    /** Whose unit writes a database only. */
    static DatabaseMigration start(Workers workers, Path directory) throws Exception {
        return new DatabaseMigration(workers, directory, false);
    }

    /** Whose unit is a writer of a database and a producer, under load both. */
    static DatabaseMigration startWithRecords(Workers workers, Path directory) throws Exception {
        return new DatabaseMigration(workers, directory, true);
    }

    private DatabaseMigration(Workers workers, Path directory, boolean withRecords) throws Exception {
        this.workers = workers;
        TwoClusters clusters = workers.clusters();
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
        shop.capture(workers.capturing().url(), PASSWORD, Duration.ofMinutes(2));
        AppSpec writer = shop.writer(WRITER).rate(60);
        // not below the prefix of the database's topics
        String letters = migration.name() + "-letters";
        try (Admin admin = clusters.admin(Colour.BLUE)) {
            admin.createTopics(List.of(new NewTopic(letters, 2, (short) 1)))
                    .all()
                    .get();
        }
        apps = withRecords
                ? Applications.startOnBlue(
                        migration, writer, AppSpec.producer(LETTERS, letters).rate(100))
                : Applications.startOnBlue(migration, writer);
        migration.write("kmig.yaml", """
                version: 1
                migration: %s
                blue: %s
                green: %s
                connect: {green: {url: "%s"}}
                replication: {topics: {include: ['%s', '%s']}}
                databases: [%s]
                clients: [%s]
                cutover: {maxWritePause: 90s}
                """.formatted(
                        migration.name(),
                        Migration.side(clusters.cluster(Colour.BLUE).bootstrap()),
                        Migration.side(clusters.cluster(Colour.GREEN).bootstrap()),
                        workers.sinking().url(),
                        shop.pattern(),
                        letters,
                        shop.yaml("${env:BLUE_PW}", "${env:GREEN_PW}"),
                        withRecords
                                ? apps.client(WRITER, ", databases: [shop], produces: [" + letters + "]") + ", "
                                        + apps.client(LETTERS, "")
                                : apps.client(WRITER, ", databases: [shop]")));
    }

    KmigRun kmig(String... arguments) {
        return KmigRun.in(migration.directory(), environment(), arguments);
    }

    KmigRun.Live startKmig(String... arguments) {
        return KmigRun.start(migration.directory(), environment(), arguments);
    }

    private static Map<String, String> environment() {
        return Map.of("BLUE_PW", PASSWORD, "GREEN_PW", PASSWORD);
    }

    void replicate() {
        kmig("plan").exits(0);
        kmig("apply").exits(0);
        kmig("sink", "deploy").exits(0).prints("shop: created");
        kmig("sink", "deploy", "shop").exits(0).prints("shop: unchanged");
    }

    String confirm() {
        return "--confirm=" + migration.name();
    }

    KmigRun cutover() {
        return kmig("cutover", "--all", confirm());
    }

    /** Stops the writer and judges every row it was acknowledged. */
    void assertFlawlessOn(Cluster home, long transactions) {
        apps.awaitStatus(WRITER, s -> s.path("acked").asLong() > transactions);
        apps.ask("stop", WRITER);
        DatabaseReport report = judge(home);
        assertThat(report.findings()).isEmpty();
        assertThat(report.isFlawless()).isTrue();
    }

    /** When the writer is stopped. */
    DatabaseReport judge(Cluster home) {
        return shop.judge(
                migration.directory().resolve("records"),
                DatabaseQuestion.afterMigration().home(home));
    }

    @Override
    public void close() {
        apps.close();
        String connectors = workers.sinking().url() + "/connectors";
        Arrays.stream(answer("GET", connectors).replaceAll("[\\[\\]\"]", "").split(","))
                .filter(c -> c.startsWith("kmig." + migration.name() + "."))
                .forEach(c -> answer("DELETE", connectors + "/" + c));
        answer("DELETE", workers.capturing().url() + "/connectors/debezium-" + migration.name());
        green.close();
        blue.close();
    }

    static String answer(String method, String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
    }
}
