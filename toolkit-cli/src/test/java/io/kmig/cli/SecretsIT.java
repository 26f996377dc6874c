package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.KafkaCluster;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.sandbox.ProcessGuard;
import io.kmig.sandbox.Security;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters with passwords: a canary is followed through everything that a migration writes or shows. */
class SecretsIT {
    private static final String CANARY = "canary-7Qx2-do-not-sing";
    private static final int RECORDS = 25;

    private static ProcessGuard guard;
    private static KafkaCluster blue;
    private static KafkaCluster green;
    private static ConnectWorkers workers;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        guard = ProcessGuard.start();
        Security security = Security.saslPlain("admin", CANARY);
        blue = KafkaCluster.start(KafkaSpec.named("secret-blue").withSecurity(security), guard);
        green = KafkaCluster.start(KafkaSpec.named("secret-green").withSecurity(security), guard);
        workers = ConnectWorkers.start(
                ConnectSpec.named("secret-workers")
                        .withWorkerProperties(Map.of(
                                "config.providers",
                                "env",
                                "config.providers.env.class",
                                "org.apache.kafka.common.config.provider.EnvVarConfigProvider"))
                        .withEnvironment(Map.of("CANARY", CANARY)),
                green,
                guard);
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @Test
    void theResolvedPasswordIsNowhereAndTheMirrorWorksWithTheReference() throws Exception {
        fill("vault.orders");
        try (Admin admin = Admin.create(new HashMap<>(blue.clientProperties()))) {
            admin.alterConsumerGroupOffsets(
                            "vault.reader", Map.of(new TopicPartition("vault.orders", 0), new OffsetAndMetadata(5)))
                    .all()
                    .get();
        }
        describe("${env:CANARY}");
        Map<String, String> environment = Map.of("CANARY", CANARY);
        List<KmigRun> runs = new ArrayList<>();

        runs.add(KmigRun.in(directory, environment, "plan", "--out", "saved.plan")
                .exits(0));
        runs.add(KmigRun.in(directory, environment, "plan", "-o", "json").exits(0));
        KmigRun.Live applying = KmigRun.start(directory, environment, "apply");
        applying.awaitNarrative("] topic ");
        String processes = processList();
        runs.add(applying.end().exits(0));
        await("records on green")
                .atMost(Duration.ofSeconds(60))
                .until(() -> read(green, "vault.orders").size() == RECORDS);
        for (String verb : List.of("status", "lag", "offsets")) {
            runs.add(KmigRun.in(directory, environment, verb, "--stacktrace").exits(0));
        }

        assertThat(runs).allSatisfy(run -> assertThat(run.toString()).doesNotContain(CANARY));
        assertThat(processes).contains("io.kmig.cli.Main").doesNotContain(CANARY);
        assertThat(processList()).doesNotContain(CANARY);
        for (Path file : filesOfTheMigration()) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain(CANARY);
        }
        assertThat(filesOfTheMigration().toString()).contains("saved.plan", "journal");
        assertThat(text(read(green, "kmig.vault.journal"))).isNotEmpty().doesNotContain(CANARY);
        String configs = text(read(green, "secret-workers-configs"));
        assertThat(configs).contains("${env:CANARY}").doesNotContain(CANARY, base64());
        String answers = everyRestAnswer();
        assertThat(answers)
                .contains("${env:CANARY}", "RUNNING", "kmig.vault.mirror")
                .doesNotContain(CANARY, base64());
    }

    /** The reverse mirror writes to blue by the overrides of its producer, consumer and admin, each with the password. */
    @Test
    void aMoveAndItsWayBackWorkWithTheReferenceAndWriteThePasswordNowhere() throws Exception {
        fill("safe.orders");
        describe(
                "safe",
                "${env:CANARY}",
                "{name: writer, produces: [safe.orders], stop: {exec: [\"true\"]}, start: {exec: [\"true\"]}}");
        Map<String, String> environment = Map.of("CANARY", CANARY);
        List<KmigRun> runs = new ArrayList<>();

        runs.add(KmigRun.in(directory, environment, "apply").exits(0));
        runs.add(KmigRun.in(directory, environment, "cutover", "--all", "--confirm=safe")
                .exits(0)
                .says("writer: verify", "writer: reverse"));
        send(green, "safe.orders", "born on green");
        await("the way back").atMost(Duration.ofSeconds(60)).until(() -> read(blue, "safe.orders").stream()
                .anyMatch(r -> r.endsWith("=born on green")));
        runs.add(KmigRun.in(directory, environment, "rollback", "--confirm=safe", "--stacktrace")
                .exits(0));

        assertThat(read(blue, "safe.orders")).hasSize(RECORDS + 1);
        assertThat(runs).allSatisfy(run -> assertThat(run.toString()).doesNotContain(CANARY));
        for (Path file : filesOfTheMigration()) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .as(file.toString())
                    .doesNotContain(CANARY);
        }
        assertThat(filesOfTheMigration().toString()).contains("report.json", "journal", "validator");
        for (String topic : List.of("kmig.safe.journal", "secret-workers-configs", "secret-workers-offsets")) {
            assertThat(text(read(green, topic))).as(topic).isNotEmpty().doesNotContain(CANARY, base64());
        }
        assertThat(text(read(blue, "kmig.safe.reverse.offsets")))
                .as("where the way back keeps its place")
                .isNotEmpty()
                .doesNotContain(CANARY, base64());
        assertThat(everyRestAnswer())
                .contains("kmig.safe.reverse.writer", "producer.override.sasl.jaas.config", "${env:CANARY}")
                .doesNotContain(CANARY, base64());
    }

    @Test
    void aWrongPasswordIsRefusedOnTheSideItIsWrongOnAndNotShown() throws IOException {
        describe("${env:CANARY}");

        KmigRun run = KmigRun.in(directory, Map.of("CANARY", "wrong-password-31"), "plan", "--stacktrace");

        run.exits(3).says("KMIG-2002 ", "not changed: ", "remedy: ", blue.bootstrap(), green.bootstrap());
        assertThat(run.toString()).doesNotContain("wrong-password-31");
        for (Path file : filesOfTheMigration()) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("wrong-password-31");
        }
    }

    @Test
    void aReferenceThatIsNotSetIsNamedAndNothingIsContacted() throws IOException {
        describe("${env:NOWHERE_TO_BE_FOUND}");

        KmigRun.in(directory, "plan").refuses("KMIG-1003", 3).says("NOWHERE_TO_BE_FOUND");
    }

    @Test
    void aPasswordInPlainTextIsRefusedByFileAndKeyWithoutBeingShown() throws IOException {
        describe(CANARY);

        KmigRun run = KmigRun.in(directory, "plan");

        run.refuses("KMIG-1001", 2).says("blue.properties", "green.properties", "sasl.jaas.config");
        assertThat(run.toString()).doesNotContain(CANARY);
    }

    private void describe(String password) throws IOException {
        describe("vault", password, "{name: reader, groups: [vault.reader]}");
    }

    private void describe(String migration, String password, String client) throws IOException {
        String properties = """
                security.protocol=SASL_PLAINTEXT
                sasl.mechanism=PLAIN
                sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="%s";
                """.formatted(password);
        Files.writeString(directory.resolve("blue.properties"), properties);
        Files.writeString(directory.resolve("green.properties"), properties);
        Files.writeString(directory.resolve("kmig.yaml"), """
                version: 1
                migration: %1$s
                blue: {bootstrap: "%2$s", properties: blue.properties}
                green: {bootstrap: "%3$s", properties: green.properties}
                connect: {green: {url: "%4$s"}}
                replication: {topics: {include: ["%1$s\\\\..*"]}, groups: {include: ["%1$s.*"]}}
                clients: [%5$s]
                """.formatted(
                        migration, blue.bootstrap(), green.bootstrap(), workers.url(), client));
    }

    private static void fill(String topic) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(blue.clientProperties()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        for (int i = 0; i < RECORDS; i++) {
            send(blue, topic, "order-" + i);
        }
    }

    private static void send(KafkaCluster cluster, String topic, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                new HashMap<>(cluster.clientProperties()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    /** All of a topic, keys and values. */
    private static List<String> read(KafkaCluster cluster, String topic) {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> all = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    all.add(text(record.key()) + "=" + text(record.value()));
                }
            }
            return all;
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    private static String base64() {
        return Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
    }

    private static String everyRestAnswer() throws IOException, InterruptedException {
        StringBuilder answers = new StringBuilder(get("/connectors?expand=info&expand=status"));
        for (var connector : new ObjectMapper().readTree(get("/connectors"))) {
            for (String part : List.of("", "/config", "/status", "/tasks", "/tasks/0/status", "/offsets", "/topics")) {
                answers.append('\n').append(get("/connectors/" + connector.asText() + part));
            }
        }
        return answers.toString();
    }

    private static String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(workers.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private List<Path> filesOfTheMigration() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Every command line on the machine. */
    private static String processList() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    all.append(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                                    .replace('\0', ' '))
                            .append('\n');
                } catch (IOException ended) {
                    // between the listing and the look
                }
            }
        }
        return all.toString();
    }
}
