package io.kmig.cli;

import static io.kmig.cli.DatabaseMigration.LETTERS;
import static io.kmig.cli.DatabaseMigration.PASSWORD;
import static io.kmig.cli.DatabaseMigration.WRITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.record.Cluster;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.PostgresServer;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
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
    /** Steps to strike after. */
    private static final List<String> TO_GREEN = List.of(
            "stop",
            "mark",
            "fence",
            "drain",
            "silence",
            "verify",
            "hand-off",
            "applied",
            "compare",
            "sequences",
            "slot",
            "settle",
            "start");

    private static final List<String> TO_BLUE = List.of(
            "stop",
            "mark",
            "applied",
            "compare",
            "sequences",
            "settle",
            "fence",
            "drain",
            "silence",
            "hand-off",
            "start");

    private DatabaseMigration.Workers workers;

    @BeforeAll
    void start(TwoClusters clusters) {
        workers = DatabaseMigration.Workers.start(clusters);
    }

    @AfterAll
    void stop() {
        workers.close();
    }

    @Test
    void aDatabaseMovesUnderLoadAndComesBackAndNoRowIsLost(@TempDir Path directory) throws Exception {
        try (DatabaseMigration world = DatabaseMigration.start(workers, directory)) {
            world.replicate();
            JsonNode status =
                    world.kmig("sink", "status", "-o", "json").exits(0).json();
            assertThat(status.path("sinks").path(0).path("state").asText()).isEqualTo("RUNNING");
            assertThat(status.path("sinks").path(0).path("partitions")).hasSizeGreaterThanOrEqualTo(5);

            assertThat(world.kmig("cutover", "--all", "--dry-run").exits(0).err())
                    .doesNotContain("kmig rollback refuses");
            world.cutover().exits(0).says("compare", "applied");

            assertThat(world.apps.runsOn(WRITER, Colour.GREEN)).isTrue();
            world.kmig("sink", "status")
                    .exits(0)
                    .prints(
                            "shop (blue to green)",
                            "is STOPPED, it has applied all that was its to apply",
                            "shop (green to blue)",
                            "is RUNNING");
            JsonNode report = new ObjectMapper()
                    .readTree(directory.resolve("report").resolve("report.json").toFile());
            assertThat(report.path("database").path("rowsCompared").asLong()).isGreaterThan(5_000);
            assertThat(report.path("database").path("rowsDifferent").asLong()).isZero();
            assertThat(sequence(world.green)).isGreaterThanOrEqualTo(sequence(world.blue));
            assertPasswordIsNowhere(world);
            world.apps.awaitStatus(WRITER, s -> s.path("acked").asLong() > 300);

            world.kmig("rollback", world.confirm()).exits(0).says("mark", "applied", "compare", "forward");

            assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
            world.assertFlawlessOn(Cluster.BLUE, 600);
            await("green's database to follow blue's again")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> world.shop.rows().isEqual());
            world.kmig("sink", "status").exits(0).prints("RUNNING");
            assertThat(slots(world.green)).as("slots left on green").isZero();
            sinkIsDeletedOnlyWhenConfirmedAndGoesOnWhereItWas(world);
            assertPasswordIsNowhere(world);
        }
    }

    @Test
    void aGreenDatabaseThatIsDownForHalfAMinuteInsideTheMoveOnlyMakesThePauseLonger(@TempDir Path directory)
            throws Exception {
        try (DatabaseMigration world = DatabaseMigration.start(workers, directory)) {
            world.replicate();
            KmigRun.Live cutover = cutoverHeldAtTheStop("180s", world);

            world.green.stop();
            world.apps.unset("hold-stop-" + WRITER);
            Outage.lastsHalfAMinute();
            world.green.restart();

            cutover.end().exits(0).says("office: compare");
            world.assertFlawlessOn(Cluster.GREEN, 300);
        }
    }

    @Test
    void aGreenDatabaseThatStaysAwayBeyondThePauseLeavesTheWriterOnBlueUntilItIsBack(@TempDir Path directory)
            throws Exception {
        try (DatabaseMigration world = DatabaseMigration.start(workers, directory)) {
            world.replicate();
            KmigRun.Live cutover = cutoverHeldAtTheStop("20s", world);

            world.green.stop();
            world.apps.unset("hold-stop-" + WRITER);
            KmigRun ended = cutover.end();
            world.green.restart();

            ended.exits(7).says("KMIG-4008", "KMIG-2011", "started on blue");
            assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
            world.kmig(cutoverWithin("180s", world)).exits(0);
            world.assertFlawlessOn(Cluster.GREEN, 300);
        }
    }

    @Test
    void aWorkerOfGreenThatIsKilledInTheMiddleLosesNothing(@TempDir Path directory) throws Exception {
        losesNothingWhenKilled(workers.sinking(), directory);
    }

    @Test
    void aWorkerThatCapturesAndIsKilledInTheMiddleLosesNothing(@TempDir Path directory) throws Exception {
        losesNothingWhenKilled(workers.capturing(), directory);
    }

    private void losesNothingWhenKilled(ConnectWorkers victims, Path directory) throws Exception {
        Strikes strikes = new Strikes();
        String step = strikes.chosen(TO_GREEN, 1).get(0);
        try (DatabaseMigration world = DatabaseMigration.start(workers, directory)) {
            world.replicate();
            KmigRun.Live cutover = world.startKmig(cutoverWithin("180s", world));
            strikes.awaitStep(WRITER, step, cutover);

            victims.kill(0);
            victims.restart(0);
            KmigRun ended = cutover.end();

            assertThat(ended.exit()).as(strikes + "\n" + ended).isIn(0, 5, 7);
            if (ended.exit() != 0) {
                assertThat(ended.err())
                        .as(strikes + "\n" + ended)
                        .containsPattern("KMIG-(2005|2010|2011|4001|4004|4005|4008|4010|4031|4032|4033)")
                        .doesNotContain("KMIG-9002");
                world.kmig(cutoverWithin("180s", world)).exits(0);
            }
            assertThat(world.apps.runsOn(WRITER, Colour.GREEN))
                    .as(strikes.toString())
                    .isTrue();
            world.assertFlawlessOn(Cluster.GREEN, 300);
        }
    }

    /** Debezium's task ends with its producer's refusal of a message above 1 MB; no row of it is left in the database. */
    @Test
    void aCaptureThatFailsWhileTheWriterIsStoppedHandsNothingOverAndBlueGoesOn(@TempDir Path directory)
            throws Exception {
        try (DatabaseMigration world = DatabaseMigration.start(workers, directory)) {
            world.replicate();
            KmigRun.Live cutover = cutoverHeldAtTheStop("45s", world);

            execute(
                    world.blue,
                    "BEGIN",
                    "INSERT INTO shop.customer (id, name, since, profile, remarks) VALUES (900000000, 'long', now(),"
                            + " '{}', repeat('x', 2000000))",
                    "DELETE FROM shop.customer WHERE id = 900000000",
                    "COMMIT");
            world.apps.unset("hold-stop-" + WRITER);

            cutover.end().refuses("KMIG-4032", 7).says("KMIG-4008", "capture has not passed on everything");
            assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
            world.assertFlawlessOn(Cluster.BLUE, 300);
        }
    }

    @Test
    void aRowThatOnlyGreenHasStopsTheMoveUntilItIsGone(@TempDir Path directory) throws Exception {
        try (DatabaseMigration world = DatabaseMigration.start(workers, directory)) {
            world.replicate();
            execute(
                    world.green,
                    "INSERT INTO shop.customer (id, name, since, profile) VALUES (900000000, 'nobody', now(), '{}')");

            KmigRun refused = world.cutover();

            refused.refuses("KMIG-4034", 4).says("shop.customer", "900000000", "started on blue");
            assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
            execute(world.green, "DELETE FROM shop.customer WHERE id = 900000000");
            world.cutover().exits(0);
            world.assertFlawlessOn(Cluster.GREEN, 300);
        }
    }

    @Test
    void aTableThatIsMissingOnGreenIsNamedAndTheWriterStaysOnBlue(@TempDir Path directory) throws Exception {
        try (DatabaseMigration world = DatabaseMigration.start(workers, directory)) {
            world.replicate();
            execute(world.green, "ALTER TABLE shop.shipment RENAME TO gone");
            await("the sink's task to fail")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> world.kmig("sink", "status").out().contains("FAILED"));

            KmigRun refused = world.cutover();

            refused.refuses("KMIG-4031", 5).says("shipment");
            assertThat(world.apps.runsOn(WRITER, Colour.BLUE)).isTrue();
            execute(world.green, "ALTER TABLE shop.gone RENAME TO shipment");
            world.kmig("sink", "deploy").exits(0);
            world.cutover().exits(0);
            world.assertFlawlessOn(Cluster.GREEN, 300);
        }
    }

    /** Each kill in what follows a step; the load goes on wherever the unit stands. */
    @Test
    void aDatabasesMoveKilledAnywhereIsCompletedByTheNextRunAndSoIsItsWayBack(@TempDir Path directory)
            throws Exception {
        Strikes strikes = new Strikes();
        try (DatabaseMigration world = DatabaseMigration.startWithRecords(workers, directory)) {
            String unit = WRITER + "+" + LETTERS;
            world.replicate();

            for (String step : strikes.chosen(TO_GREEN, 2)) {
                strikes.after(unit, step, world.startKmig("cutover", "producers", world.confirm()));
            }
            world.kmig("cutover", "producers", world.confirm()).exits(0);
            assertMoreIsWrittenOn(Colour.GREEN, world, strikes);
            for (String step : strikes.chosen(TO_BLUE, 1)) {
                strikes.after(unit, step, world.startKmig("rollback", world.confirm()));
            }
            world.kmig("rollback", world.confirm()).exits(0);
            assertMoreIsWrittenOn(Colour.BLUE, world, strikes);

            LedgerReport records = world.apps.judgeOnBothSides(Colour.BLUE);
            assertThat(records.isFlawless())
                    .as(() -> strikes + ": " + records.findings())
                    .isTrue();
            assertThat(records.produced()).as(strikes.toString()).isGreaterThan(200);
            DatabaseReport rows = world.judge(Cluster.BLUE);
            assertThat(rows.isFlawless())
                    .as(() -> strikes + ": " + rows.findings())
                    .isTrue();
            assertThat(rows.rowsFound()).as(strikes.toString()).isEqualTo(rows.rowsExpected());
            assertThat(rows.writers())
                    .as(strikes.toString())
                    .singleElement()
                    .satisfies(w -> assertThat(w.onBlue()).isGreaterThan(100))
                    .satisfies(w -> assertThat(w.onGreen()).isGreaterThan(100));
            await("green's database to follow. " + strikes)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> world.shop.rows().isEqual());
            assertThat(slots(world.green)).as("slots left. " + strikes).isZero();
        }
    }

    private static void assertMoreIsWrittenOn(Colour colour, DatabaseMigration world, Strikes strikes) {
        for (String app : List.of(WRITER, LETTERS)) {
            assertThat(world.apps.runsOn(app, colour)).as(app + ". " + strikes).isTrue();
            long acked = world.apps.status(app).path("acked").asLong();
            world.apps.awaitStatus(app, s -> s.path("acked").asLong() > acked + 100);
        }
    }

    private static void sinkIsDeletedOnlyWhenConfirmedAndGoesOnWhereItWas(DatabaseMigration world) {
        String confirm = world.confirm();
        world.kmig("sink", "delete", "nowhere", confirm).refuses("KMIG-4030", 2).says("shop");
        world.kmig("sink", "delete", "shop").refuses("KMIG-3005", 3);
        world.kmig("sink", "status").exits(0).prints("RUNNING");
        world.kmig("sink", "delete", "shop", confirm).exits(0).prints("shop: deleted");
        world.kmig("sink", "delete", "shop", confirm).exits(0).prints("shop: there was none");
        world.kmig("sink", "deploy").exits(0).prints("created");
        await("the new sink to follow blue")
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.shop.rows().isEqual());
    }

    /** Neither with kmig nor with the workers it gave configs to. The applications' own files are not kmig's. */
    private void assertPasswordIsNowhere(DatabaseMigration world) throws IOException {
        StringBuilder answers = new StringBuilder();
        for (String path : List.of("/connectors?expand=info&expand=status", "/connectors")) {
            answers.append(DatabaseMigration.answer("GET", workers.sinking().url() + path));
        }
        assertThat(answers.toString()).contains("${env:GREEN_PW}").doesNotContain(PASSWORD);
        assertThat(configsOfTheWorkers()).contains("${env:GREEN_PW}").doesNotContain(PASSWORD);
        try (Stream<Path> files = Files.walk(world.migration.directory())) {
            List<Path> own = files.filter(Files::isRegularFile)
                    .filter(f -> f.toString().contains(".kmig") || f.toString().contains("report"))
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
                Map.of(
                        "bootstrap.servers",
                        workers.clusters().cluster(Colour.GREEN).bootstrap()),
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

    private static String[] cutoverWithin(String pause, DatabaseMigration world) {
        return new String[] {"cutover", "--all", "--set", "cutover.maxWritePause=" + pause, world.confirm()};
    }

    private static KmigRun.Live cutoverHeldAtTheStop(String pause, DatabaseMigration world) {
        world.apps.set("hold-stop-" + WRITER);
        KmigRun.Live cutover = world.startKmig(cutoverWithin(pause, world)).awaitNarrative(WRITER + ": prepare");
        world.apps.awaitCall("stop " + WRITER + " blue");
        return cutover;
    }

    private static void execute(PostgresServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect("shop");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
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
