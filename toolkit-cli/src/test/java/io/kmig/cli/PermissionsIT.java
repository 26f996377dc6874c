package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.OpenTransaction;
import io.kmig.core.estate.Tp;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.KafkaCluster;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.sandbox.ProcessGuard;
import io.kmig.sandbox.Security;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that deny what nobody was granted: kmig works with the ACLs that docs/permissions.md lists, and no others. */
class PermissionsIT {
    private static final Path PAGE = Path.of(System.getProperty("kmig.home"), "docs/permissions.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([a-z ]+) \\| `([^`]+)` \\| ([A-Za-z, ]+) \\| .* \\|$");
    private static final String PASSWORD = "granted-and-no-more";
    private static final String TOPIC = "gate.orders";
    private static final String GROUP = "gate.reader";
    private static final int RECORDS = 20;

    private static ProcessGuard guard;
    private static KafkaCluster blue;
    private static KafkaCluster green;
    private static ConnectWorkers workers;

    private long endOfBlue;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        guard = ProcessGuard.start();
        Security security = Security.saslPlain("admin", "super").withUser("kmig", PASSWORD);
        Map<String, String> denying =
                Map.of("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        blue = KafkaCluster.start(
                KafkaSpec.named("denying-blue").withSecurity(security).withBrokerProperties(denying), guard);
        green = KafkaCluster.start(
                KafkaSpec.named("denying-green").withSecurity(security).withBrokerProperties(denying), guard);
        workers = ConnectWorkers.start(
                ConnectSpec.named("gate-workers")
                        .withWorkerProperties(Map.of(
                                "config.providers",
                                "env",
                                "config.providers.env.class",
                                "org.apache.kafka.common.config.provider.EnvVarConfigProvider"))
                        .withEnvironment(Map.of("GRANTED", PASSWORD)),
                green,
                guard);
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @Test
    void theAclsOfThePageAreEnoughForAWholeMigrationAndItsWayBack() throws Exception {
        fill();
        describe();
        kmig("plan").refuses("KMIG-2008", 3).says(GROUP);

        grant(blue, "blue");
        grant(green, "green");

        kmig("apply").exits(0);
        kmig("validate", "--wait").exits(0);
        kmig("status").exits(0).prints("kmig.gate.checkpoint", "RUNNING");
        kmig("offsets").exits(0);
        try (KafkaConsumer<byte[], byte[]> reader = reader(green)) {
            crossing("cutover", "green", reader, "--all").exits(0).says("fence", "verify", "pin", "reverse");
            write(green, "born on green");
            await("the way back").atMost(Duration.ofSeconds(60)).until(() -> end(blue) > endOfBlue);
            // it does not poll any more, and is a member until kmig removes it
            try (KafkaConsumer<byte[], byte[]> back = reader(blue)) {
                crossing("rollback", "blue", back).exits(0).says("fence", "pin", "forward");
            }
        }
        kmig("status").exits(0).prints("OnBlue");
    }

    /** A listing leaves out the ids one may not describe, and a transaction that somebody will end looks as if nobody would. */
    @Test
    void whoMayNotSeeEveryTransactionalIdCallsNoTransactionHanging() throws Exception {
        Tp tp = new Tp("gate.undecided", 0);
        try (Admin admin = Admin.create(new HashMap<>(blue.clientProperties()));
                KafkaProducer<byte[], byte[]> somebody = transactional(blue, "somebodys")) {
            admin.createTopics(List.of(new NewTopic(tp.topic(), 1, (short) 1)))
                    .all()
                    .get();
            admin.createAcls(List.of(allow(ResourceType.TOPIC, tp.topic(), AclOperation.READ)))
                    .all()
                    .get();
            somebody.beginTransaction();
            somebody.send(new ProducerRecord<>(tp.topic(), 0, null, new byte[] {1}))
                    .get();

            try (io.kmig.adapter.kafka.KafkaCluster asKmig =
                    new io.kmig.adapter.kafka.KafkaCluster(Colour.BLUE, asKmig(blue))) {
                assertThat(asKmig.openTransactions(List.of(tp)))
                        .extracting(OpenTransaction::owner)
                        .containsExactly(OpenTransaction.Owner.UNKNOWN);

                admin.createAcls(List.of(allow(ResourceType.TRANSACTIONAL_ID, "*", AclOperation.DESCRIBE)))
                        .all()
                        .get();
                assertThat(asKmig.openTransactions(List.of(tp)))
                        .extracting(OpenTransaction::owner)
                        .containsExactly(OpenTransaction.Owner.COORDINATOR);

                OpenTransaction open = asKmig.openTransactions(List.of(tp)).get(0);
                assertThatThrownBy(() -> asKmig.abort(open))
                        .asInstanceOf(type(KmigException.class))
                        .satisfies(e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
                AclBinding alter = allow(ResourceType.CLUSTER, "kafka-cluster", AclOperation.ALTER);
                admin.createAcls(List.of(alter)).all().get();
                asKmig.abort(open);
                admin.deleteAcls(List.of(alter.toFilter())).all().get();
                assertThat(asKmig.openTransactions(List.of(tp))).isEmpty();
            } finally {
                somebody.abortTransaction();
                admin.deleteTopics(List.of(tp.topic())).all().get();
                admin.deleteAcls(List.of(allow(ResourceType.TRANSACTIONAL_ID, "*", AclOperation.DESCRIBE)
                                .toFilter()))
                        .all()
                        .get();
            }
        }
    }

    private static AclBinding allow(ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:kmig", "*", operation, AclPermissionType.ALLOW));
    }

    private static Map<String, Object> asKmig(KafkaCluster cluster) {
        Map<String, Object> config = new HashMap<>(cluster.clientProperties());
        config.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"kmig\" password=\""
                        + PASSWORD + "\";");
        return config;
    }

    private static KafkaProducer<byte[], byte[]> transactional(KafkaCluster cluster, String id) {
        Map<String, Object> config = new HashMap<>(cluster.clientProperties());
        config.put("transactional.id", id);
        config.put("key.serializer", ByteArraySerializer.class);
        config.put("value.serializer", ByteArraySerializer.class);
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config);
        producer.initTransactions();
        return producer;
    }

    /** The client is this test: once its start hook has run, it reads on that side until kmig has seen it. */
    private KmigRun crossing(String verb, String side, KafkaConsumer<byte[], byte[]> reader, String... options)
            throws IOException {
        endOfBlue = end(blue);
        List<String> line = new ArrayList<>(List.of(verb, "--confirm=gate"));
        line.addAll(List.of(options));
        Path started = directory.resolve("started-" + side);
        Files.deleteIfExists(started);
        KmigRun.Live live = KmigRun.start(directory, Map.of("GRANTED", PASSWORD), line.toArray(String[]::new));
        await("the start on " + side)
                .atMost(Duration.ofMinutes(3))
                .until(() -> Files.exists(started) || !live.process().isAlive());
        if (Files.exists(started)) {
            reader.subscribe(List.of(TOPIC));
            while (live.process().isAlive()) {
                reader.poll(Duration.ofMillis(200));
            }
        }
        return live.end();
    }

    private KmigRun kmig(String... arguments) {
        return KmigRun.in(directory, Map.of("GRANTED", PASSWORD), arguments);
    }

    /** Exactly what the page's table for that side lists. */
    private static void grant(KafkaCluster cluster, String side) throws Exception {
        String page = Files.readString(PAGE);
        int from = page.indexOf("<!-- acls of " + side + ":");
        String table = page.substring(from, page.indexOf("<!-- end of acls -->", from));
        List<AclBinding> acls = new ArrayList<>();
        Matcher row = ROW.matcher(table);
        while (row.find()) {
            for (String operation : row.group(3).split(", ", -1)) {
                acls.add(binding(row.group(1), name(row.group(2)), operation));
            }
        }
        assertThat(acls).hasSizeGreaterThan(10);
        try (Admin admin = Admin.create(new HashMap<>(cluster.clientProperties()))) {
            admin.createAcls(acls).all().get();
        }
    }

    private static String name(String written) {
        return written.replace("TOPICS", "gate.*")
                .replace("GROUPS", GROUP)
                .replace("TXIDS", "gate-tx")
                .replace("MIGRATION", "gate")
                .replace("WORKERS", "gate-workers");
    }

    private static AclBinding binding(String resource, String name, String operation) {
        boolean prefix = name.endsWith("*");
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.fromString(resource.replace(' ', '_')),
                        prefix ? name.substring(0, name.length() - 1) : name,
                        prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:kmig",
                        "*",
                        AclOperation.fromString(operation.replaceAll("(?<=.)([A-Z])", "_$1")),
                        AclPermissionType.ALLOW));
    }

    private void describe() throws IOException {
        String properties = """
                security.protocol=SASL_PLAINTEXT
                sasl.mechanism=PLAIN
                sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="kmig" password="${env:GRANTED}";
                """;
        Files.writeString(directory.resolve("blue.properties"), properties);
        Files.writeString(directory.resolve("green.properties"), properties);
        Files.writeString(
                directory.resolve("kmig.yaml"), """
                version: 1
                migration: gate
                blue: {bootstrap: "%s", properties: blue.properties}
                green: {bootstrap: "%s", properties: green.properties}
                connect: {green: {url: "%s"}}
                replication: {topics: {include: ["gate\\\\..*"]}, groups: {include: ["gate.*"]}}
                clients:
                  - name: app
                    groups: [gate.reader]
                    produces: [gate.orders]
                    transactionalIds: [gate-tx]
                    stop: {exec: ["true"]}
                    start: {exec: [sh, -c, "touch started-$KMIG_TARGET"]}
                    timeout: 60s
                """.formatted(blue.bootstrap(), green.bootstrap(), workers.url()));
    }

    private static void fill() throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(blue.clientProperties()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            for (int i = 0; i < RECORDS; i++) {
                write(blue, "order-" + i);
            }
            admin.alterConsumerGroupOffsets(GROUP, Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(5)))
                    .all()
                    .get();
        }
    }

    private static void write(KafkaCluster cluster, String value) throws Exception {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put("transactional.id", "gate-tx");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
            producer.commitTransaction();
        }
    }

    private static KafkaConsumer<byte[], byte[]> reader(KafkaCluster cluster) {
        Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
        properties.put("group.id", GROUP);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static long end(KafkaCluster cluster) {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = reader(cluster)) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }
}
