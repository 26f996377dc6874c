package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.sandbox.SandboxControl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer runs it, only shorter; and what it leaves behind, however it ends. */
class DemoIT {
    private static final List<String> DEMO = List.of("demo", "--records", "3000", "--rate", "80", "--report", "report");

    /** What makes trouble when capture and sink are not set for each other. */
    private static final String SCRIPT = """
            CREATE SCHEMA depot;
            CREATE TABLE depot.part (
                id serial PRIMARY KEY,
                name text NOT NULL,
                note text DEFAULT 'none',
                weight numeric,
                takes interval,
                parent int REFERENCES depot.part (id),
                made timestamptz DEFAULT now());
            CREATE TABLE depot.place (shelf int, level int, part int REFERENCES depot.part (id), PRIMARY KEY (shelf, level));
            INSERT INTO depot.part (name, note, weight, takes, parent)
                SELECT 'part ' || i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'n' || i END,
                       CASE WHEN i % 7 = 0 THEN 'NaN' ELSE (i || '.50')::numeric END,
                       make_interval(days => i, mins => i * 7), CASE WHEN i > 10 THEN i / 2 END
                FROM generate_series(1, 6000) i;
            INSERT INTO depot.place SELECT i, i % 4, i FROM generate_series(1, 500) i;
            """;

    private static final Pattern DAMAGED = Pattern.compile(
            "Damaged on purpose: \\w+ at (?<topic>\\S+)-(?<partition>\\d+), blue offset (?<offset>\\d+)\\R");

    /** A seed that draws a topic written in transactions. */
    private static final String IN_TRANSACTIONS = "10";

    private static final Path KEPT = Path.of(".kmig", "demo");

    @TempDir
    Path directory;

    @TempDir
    Path temporary;

    /** One demo for all of these: each takes minutes. */
    @Test
    void endsCleanOnAnOldBlueThoughTheGreenDatabaseIsAwayForHalfAMinuteAndLeavesNothingBehind() throws Exception {
        Path script = directory.resolve("own.sql");
        Files.writeString(script, SCRIPT);
        KmigRun.Live live = start("--blue-version", "2.8.2", "--blue-sql", script.toString())
                .awaitNarrative("shop: created");
        List<ProcessHandle> children = live.process().descendants().toList();
        try (DemoDatabases databases = DemoDatabases.of(temporary)) {
            databases.greenGoesAway();
            Outage.lastsHalfAMinute();
        }

        KmigRun run = live.end();

        run.exits(0)
                .prints("0 lost, 0 duplicated, 0 reordered", "0 different", "0 resurrected, 0 wrong, 0 foreign")
                .says("kmig plan", "kmig apply", "kmig sink deploy", "kmig cutover producers", "office: compare")
                .says("Units: billing, then audit, then till, then register, then invoicer, then shop, then office");
        assertThat(children).hasSizeGreaterThan(5).allMatch(KmigRun::gone);
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
        JsonNode report = new ObjectMapper()
                .readTree(directory.resolve("report").resolve("report.json").toFile());
        assertThat(report.fieldNames())
                .toIterable()
                .contains(
                        "schemaVersion",
                        "migration",
                        "phase",
                        "verdict",
                        "stages",
                        "offsets",
                        "writePauseMs",
                        "consumerPauseMs",
                        "database",
                        "ledger");
        assertThat(report.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(report.path("phase").asText()).isEqualTo("OnGreen");
        assertThat(report.path("ledger").path("produced").asLong()).isGreaterThanOrEqualTo(3000);
        assertThat(report.path("ledger").path("processed").asLong()).isPositive();
        for (String flaw : List.of("lost", "duplicated", "reordered")) {
            assertThat(report.path("ledger").path(flaw).isIntegralNumber())
                    .as(flaw)
                    .isTrue();
            assertThat(report.path("ledger").path(flaw).asLong()).as(flaw).isZero();
        }
        assertMovedUnderLoad(report);
        for (String pause : List.of("writePauseMs", "consumerPauseMs")) {
            assertThat(report.path(pause).path("n").asInt()).as(pause).isPositive();
            assertThat(report.path(pause).path("max").asLong()).as(pause).isPositive();
        }
        assertThat(report.path("offsets").path("exact").asLong()).isPositive();
        assertThat(report.path("stages")).isNotEmpty();
        assertProved(report);
        assertThat(Files.readString(directory.resolve("report").resolve("demo.log")))
                .doesNotContain("database.password=");
    }

    /** And of what it keeps, a person goes on with any verb. */
    @Test
    void takesEverythingBackToBlueUnderLoadAndLosesNothingOfWhatGreenWrote() throws IOException {
        KmigRun.Live live = start("--rollback", "--keep").awaitNarrative("Load on blue");
        List<ProcessHandle> applications = live.process().descendants().toList();
        KmigRun run = live.end();
        List<ProcessHandle> world = new ArrayList<>(applications);
        try {
            run.exits(0)
                    .prints("0 lost, 0 duplicated, 0 reordered", "Kept, under load again")
                    .says("kmig rollback");
            assertThat(applications).isNotEmpty().allMatch(ProcessHandle::isAlive);
            new SandboxControl()
                    .keeper(directory.resolve(KEPT).resolve("sandbox"))
                    .ifPresent(keeper -> keeper.descendants().forEach(world::add));
            verb("status", "-o", "json").exits(0).prints("OnBlue");
            verb("lag", "--partitions").exits(0).prints("billing");
            verb("plan", "--detailed-exitcode").exits(0);
            verb("cutover", "--client", "billing", "--confirm=demo").exits(0).says("billing: start");
            verb("rollback", "--confirm=demo").exits(0).says("billing: start");
        } finally {
            kmig(
                            "sandbox",
                            "down",
                            "--dir",
                            directory.resolve(KEPT).resolve("sandbox").toString())
                    .exits(0);
        }
        await("kept processes").atMost(Duration.ofSeconds(30)).until(() -> world.stream()
                .allMatch(KmigRun::gone));

        JsonNode report = new ObjectMapper()
                .readTree(directory.resolve("report").resolve("report.json").toFile());
        assertMovedUnderLoad(report);
        assertThat(report.path("phase").asText()).isEqualTo("OnBlue");
        assertThat(report.path("ledger").path("home").asText()).isEqualToIgnoringCase("blue");
        assertWrittenOnBlueAgain(report.path("ledger"));
        assertProved(report);
        assertThePageSaysThatItIsRolledBack();
    }

    private void assertProved(JsonNode report) throws IOException {
        JsonNode verdict = report.path("verdict");
        assertThat(verdict.path("result").asText()).isEqualTo("PASS");
        assertThat(verdict.path("waivers").toString())
                .as("a compacted topic is not compared")
                .contains("shop.customers");
        assertThat(directory.resolve("report").resolve("junit.xml"))
                .content()
                .contains("<testsuite", "<testcase")
                .doesNotContain("<failure", "<error");
    }

    private void assertThePageSaysThatItIsRolledBack() throws IOException {
        Document page = Jsoup.parse(directory.resolve("report").resolve("report.html"));

        assertThat(page.title()).contains("OnBlue", "rolled back, on blue");
        assertThat(page.select(".verdict .word").text()).contains("rolled back, on blue");
        assertThat(page.select(".verdict").text())
                .contains("The demo's ledger found no record lost, duplicated, reordered or foreign.");
        assertThat(page.select(".phase").text()).contains("OnBlue");
        for (String section : List.of("pauses", "ledger")) {
            assertThat(page.select("#" + section + " dd.value").eachText())
                    .as(section)
                    .isNotEmpty()
                    .allMatch(figure -> figure.matches("\\d.*"), "is a figure");
        }
        assertThat(page.select("#ledger").text()).contains("billing", "invoicer", "till");
        assertThat(page.select("#pauses").text()).contains("shop.orders", "audit");
    }

    /** All the other kinds, with the validator and without, are in {@link InjectionIT}: without a demo for each. */
    @Test
    void aRecordLostInTheMirrorStopsTheCutoverAndIsNamed() throws IOException {
        KmigRun.Live live = start("--inject", "drop", "--seed", "7").awaitNarrative("Damaged on purpose: ");
        Matcher place = damaged(live.err());
        byte[] key = keyOnBlue(place);
        KmigRun run = live.end();

        run.exits(4).says("KMIG-4020", "Damaged on purpose: drop at shop.");
        List<String> named =
                run.out().lines().filter(l -> l.contains("\"class\"")).toList();
        assertThat(named).as(run.toString()).hasSize(1);
        JsonNode difference = new ObjectMapper().readTree(named.get(0).strip());
        assertThat(difference.path("class").asText()).isEqualTo("MISSING");
        assertThat(difference.path("topic").asText()).isEqualTo(place.group("topic"));
        assertThat(difference.path("partition").asText()).isEqualTo(place.group("partition"));
        assertThat(difference.path("blueOffset").asText()).isEqualTo(place.group("offset"));
        assertThat(difference.path("keyBase64").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(key));
        assertThat(difference.path("key").asText()).isEqualTo(new String(key, StandardCharsets.UTF_8));
    }

    /** In transactions, which the mirror copies without those that were aborted. */
    @Test
    void withoutTheValidatorTheLedgerAloneFindsWhatTheMirrorSwapped() throws IOException {
        KmigRun.Live live = start("--inject", "swap", "--seed", IN_TRANSACTIONS, "--no-validator")
                .awaitNarrative("Damaged on purpose: ");
        Matcher place = damaged(live.err());
        String key = new String(keyOnBlue(place), StandardCharsets.UTF_8);
        KmigRun run = live.end();

        assertThat(place.group("topic")).isEqualTo("shop.receipts");
        run.exits(4)
                .prints("0 lost, 0 duplicated, 1 reordered", "NOT CLEAN")
                .says(
                        "KMIG-5009",
                        "kind=REORDERED, who=till, topic=shop.receipts, partition=" + place.group("partition"));
        assertThat(run.err()).as("the whole key").containsPattern("key=" + Pattern.quote(key) + "\\b");
        assertThat(run.err()).doesNotContain("KMIG-4020", "kmig validate");
        JsonNode report = new ObjectMapper()
                .readTree(directory.resolve("report").resolve("report.json").toFile());
        assertThat(report.path("ledger").path("reordered").asLong()).isEqualTo(1);
        assertThat(report.path("verdict").path("result").asText("none"))
                .as("nothing proved it")
                .isNotEqualTo("PASS");
    }

    private static Matcher damaged(Path narrative) {
        return await("the line with the place")
                .atMost(Duration.ofSeconds(10))
                .until(() -> DAMAGED.matcher(Files.readString(narrative)), Matcher::find);
    }

    /** Of the damaged record as it was written. */
    private byte[] keyOnBlue(Matcher place) throws IOException {
        TopicPartition partition = new TopicPartition(place.group("topic"), Integer.parseInt(place.group("partition")));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", DemoDatabases.blueBootstrap(temporary)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, Long.parseLong(place.group("offset")));
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            await("the record at " + place.group())
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(read::add);
                        return !read.isEmpty();
                    });
            return read.get(0).key();
        }
    }

    /** Beside what was there before the move: the demo demands it of whoever writes. */
    private static void assertWrittenOnBlueAgain(JsonNode ledger) {
        for (JsonNode client : ledger.path("clients")) {
            assertThat(client.path("onHomeSinceMove").asLong())
                    .as(client.toString())
                    .isGreaterThanOrEqualTo(client.hasNonNull("produced") ? 500 : 1)
                    .isLessThan(client.path("onBlue").asLong());
        }
        for (JsonNode writer : ledger.path("database").path("writers")) {
            assertThat(writer.path("onHomeSinceMove").asLong())
                    .as(writer.toString())
                    .isGreaterThanOrEqualTo(100)
                    .isLessThan(writer.path("onBlue").asLong());
        }
    }

    /**
     * Both move one after the other, and the one reads orders only, which were a fifth of what the other, at the tail,
     * read: less than two thirds of that fifth.
     */
    private static void assertWasFarBehindAtItsMove(String slow, String atTheTail, JsonNode ledger) {
        assertThat(processedBeforeItsMove(slow, ledger))
                .as(slow)
                .isPositive()
                .isLessThan(processedBeforeItsMove(atTheTail, ledger) * 2 / 15);
    }

    private static long processedBeforeItsMove(String consumer, JsonNode ledger) {
        JsonNode client = StreamSupport.stream(ledger.path("clients").spliterator(), false)
                .filter(c -> c.path("name").asText().equals(consumer))
                .findFirst()
                .orElseThrow();
        long again = ledger.path("home").asText().equals("blue")
                ? client.path("onHomeSinceMove").asLong()
                : 0;
        return client.path("onBlue").asLong() - again;
    }

    private static void assertMovedUnderLoad(JsonNode report) {
        JsonNode ledger = report.path("ledger");
        assertThat(StreamSupport.stream(ledger.path("clients").spliterator(), false)
                        .map(c -> c.path("name").asText() + " " + c.path("kind").asText()))
                .containsExactly(
                        "audit consumer",
                        "billing consumer",
                        "invoicer processor",
                        "register producer",
                        "shop producer",
                        "till producer");
        assertThat(ledger.path("database").path("writers").findValuesAsText("name"))
                .containsExactly("office");
        assertWasFarBehindAtItsMove("audit", "billing", ledger);
        for (JsonNode client : ledger.path("clients")) {
            assertThat(client.path("onBlue").asLong()).as(client.toString()).isPositive();
            assertThat(client.path("onGreen").asLong()).as(client.toString()).isPositive();
        }
        assertThat(ledger.path("visibleOnBlue").asLong())
                .as("the way back brought green's records to blue")
                .isGreaterThanOrEqualTo(3000)
                .isEqualTo(ledger.path("visibleOnGreen").asLong());
        assertThat(report.path("database").path("rowsCompared").asLong()).isGreaterThan(6_000);
        assertThat(report.path("database").path("rowsDifferent").isIntegralNumber())
                .isTrue();
        assertThat(report.path("database").path("rowsDifferent").asLong()).isZero();
        JsonNode rows = ledger.path("database");
        assertThat(rows.path("rowsFound").asLong())
                .isEqualTo(rows.path("rowsExpected").asLong())
                .isPositive();
        for (String kind : List.of("inserts", "updates", "deletes")) {
            assertThat(rows.path("changesSinceApply").path(kind).asLong())
                    .as(kind)
                    .isPositive();
        }
        for (JsonNode writer : rows.path("writers")) {
            assertThat(writer.path("onBlue").asLong()).as(writer.toString()).isPositive();
            assertThat(writer.path("onGreen").asLong()).as(writer.toString()).isPositive();
        }
        assertThat(report.path("offsets").path("rereadAvoided").isIntegralNumber())
                .as(report.path("offsets").toString())
                .isTrue();
    }

    @Test
    void aScriptThatFailsIsRefusedWithItsLine() throws IOException {
        Path script = directory.resolve("bad.sql");
        Files.writeString(script, "CREATE TABLE a (id int PRIMARY KEY);\nINSERT INTO b VALUES (1);\n");

        KmigRun run = start("--blue-sql", script.toString()).end();

        run.refuses("KMIG-5010", 2).says("bad.sql, line 2", "\"b\"");
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
    }

    @Test
    void tablesWithoutAKeyAreRefusedByName() throws IOException {
        Path script = directory.resolve("keyless.sql");
        Files.writeString(
                script,
                "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE log (line text);\nCREATE TABLE seen (x int);");

        start("--blue-sql", script.toString())
                .end()
                .refuses("KMIG-5010", 2)
                .says("public.log, public.seen")
                .says("primary key");
    }

    /** Debezium's task ends with its producer's refusal: a message has to stay below 1 MB. */
    @Test
    void aCaptureThatFailsAtTheInitialRowsIsNamed() throws IOException {
        Path script = directory.resolve("long.sql");
        Files.writeString(
                script,
                "CREATE TABLE a (id int PRIMARY KEY, t text);\nINSERT INTO a VALUES (1, repeat('x', 2000000));\n");

        start("--blue-sql", script.toString())
                .end()
                .refuses("KMIG-5005", 1)
                .says("its task failed", "RecordTooLargeException");
        assertThat(temporary).isEmptyDirectory();
    }

    /** And no row of it is left: what the writer was acknowledged is all that has to be there. */
    @Test
    void aCaptureThatFailsInTheMiddleIsNamedAndTheDatabaseStaysOnBlueWithAllItsRows() throws Exception {
        KmigRun.Live live = start().awaitNarrative("kmig sink deploy").awaitNarrative("shop: created");
        try (DemoDatabases databases = DemoDatabases.of(temporary)) {
            databases.onBlue("""
                    BEGIN;
                    INSERT INTO shop.customer (id, name, since, profile, remarks)
                        VALUES (900000000, 'long', now(), '{}', repeat('x', 2000000));
                    DELETE FROM shop.customer WHERE id = 900000000;
                    COMMIT""");
        }

        KmigRun run = live.end();

        run.refuses("KMIG-4032", 5)
                .says("Debezium's task failed", "RecordTooLargeException", "nothing was handed off")
                .says("Failed on the workers of blue: debezium-office is RUNNING, task 0 FAILED (")
                .says("shop on green: ", "till on green: ", "office on blue: ");
        assertNothingIsLost(run);
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
    }

    @Test
    void aSinkThatFailsIsNamedWithItsTableAndNothingIsLost() throws Exception {
        KmigRun.Live live = start().awaitNarrative("Load on blue");
        try (DemoDatabases databases = DemoDatabases.of(temporary)) {
            databases.onGreen("ALTER TABLE shop.shipment RENAME TO gone");
        }

        KmigRun run = live.end();

        run.refuses("KMIG-4031", 5)
                .says("table shop.shipment", "it does not exist; create it")
                .says("Failed on the workers of green: kmig.demo.sink.shop is RUNNING, task ");
        assertNothingIsLost(run);
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
    }

    @Test
    void aWorkerThatDiesInTheMiddleOfTheCutoverIsNamedWithTheEndOfItsLogAndNothingIsLost() {
        KmigRun.Live live = start().awaitNarrative("billing: stop");
        killTheWorkerOnGreen(live.process().descendants());

        KmigRun run = live.end();

        assertThat(run.exit()).as(run.toString()).isIn(1, 5, 7);
        run.says("KMIG-5004", "connect-0");
        assertNothingIsLost(run);
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
    }

    /** A row that is deleted behind its writer's back stands for one that got lost. */
    @Test
    void whatIsLostWhenAProcessDiesIsToldBesideItsDeathAndEndsWithExit4() throws Exception {
        KmigRun.Live live = start().awaitNarrative("Load on blue");
        try (DemoDatabases databases = DemoDatabases.of(temporary)) {
            databases.onBlue("DELETE FROM shop.shipment WHERE ctid = (SELECT min(ctid) FROM shop.shipment)");
        }
        live.awaitNarrative("kmig apply");
        killTheWorkerOnGreen(live.process().descendants());

        KmigRun run = live.end();

        run.exits(4)
                .says("KMIG-5004", "connect-0")
                .says("KMIG-5009 after the stop the ledger found: office on blue: ")
                .says("1 lost, 0 resurrected, 0 wrong, 0 foreign");
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
    }

    /** Of what its writer was told, wherever each runs. */
    private static void assertNothingIsLost(KmigRun run) {
        List<String> counted = run.err()
                .lines()
                .filter(l -> l.matches("  (office|register|shop|till) on (blue|green): .*"))
                .toList();
        assertThat(counted)
                .as(run.toString())
                .hasSize(4)
                .allMatch(l -> l.matches(".* 0 lost, 0 (duplicated, 0 reordered|resurrected, 0 wrong, 0 foreign)"));
    }

    /** Its keeper runs it, and not the demo. */
    @Test
    void aWorkerOfAKeptWorldThatDiesIsNamedToo() throws IOException {
        KmigRun.Live live = start("--keep").awaitNarrative("Load on blue");
        Path sandbox = directory.resolve(KEPT).resolve("sandbox");
        try {
            killTheWorkerOnGreen(
                    new SandboxControl().keeper(sandbox).orElseThrow().descendants());

            live.end().exits(1).says("KMIG-5004", "connect-0");
        } finally {
            kmig("sandbox", "down", "--dir", sandbox.toString()).exits(0);
        }
    }

    private static void killTheWorkerOnGreen(Stream<ProcessHandle> processes) {
        processes.filter(p -> commandLine(p).contains("connect-0.properties")).forEach(ProcessHandle::destroyForcibly);
    }

    /** Longer than what ProcessHandle tells. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void refusesAScriptThatCannotBeRead() {
        start("--blue-sql", "nowhere.sql").end().refuses("KMIG-1005", 2).says("nowhere.sql");
    }

    @Test
    void refusesAVersionOfBlueThatTheSandboxDoesNotHave() {
        start("--blue-version", "1.0").end().refuses("KMIG-1005", 2).says("4.3.1", "2.8.2");
    }

    @Test
    void killedInTheMiddleItLeavesNoProcessAndNoDirectory() {
        KmigRun.Live live = start().awaitNarrative("Load on blue");
        List<ProcessHandle> children = live.process().descendants().toList();

        KmigRun run = live.kill();

        run.exits(137);
        assertThat(children).hasSizeGreaterThan(3);
        await("children").atMost(Duration.ofSeconds(60)).until(() -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
        await("directories").atMost(Duration.ofSeconds(60)).until(() -> {
            try (Stream<Path> left = Files.list(temporary)) {
                return left.findAny().isEmpty();
            }
        });
    }

    @Test
    void ctrlCTakesEverythingDownInOrder() {
        KmigRun.Live live = start().awaitNarrative("Load on blue");
        List<ProcessHandle> children = live.process().descendants().toList();

        KmigRun run = live.interrupt().end();

        run.exits(130);
        assertThat(run.err()).doesNotContain("KMIG-9002");
        await("children").atMost(Duration.ofSeconds(30)).until(() -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
    }

    private KmigRun verb(String... verb) {
        List<String> arguments = new ArrayList<>(
                List.of("-f", KEPT.resolve("migration").resolve("kmig.yaml").toString()));
        arguments.addAll(List.of(verb));
        return kmig(arguments.toArray(String[]::new));
    }

    private KmigRun kmig(String... arguments) {
        return KmigRun.start(directory, Map.of(), arguments).end();
    }

    private KmigRun.Live start(String... more) {
        List<String> arguments = new ArrayList<>(DEMO);
        arguments.addAll(List.of(more));
        return KmigRun.start(
                directory,
                Map.of("TMPDIR", temporary.toString(), "JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary),
                arguments.toArray(String[]::new));
    }
}
