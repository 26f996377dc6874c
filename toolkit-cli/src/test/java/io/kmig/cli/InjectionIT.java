package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.adapter.connect.ConnectRest;
import io.kmig.adapter.kafka.KafkaCluster;
import io.kmig.adapter.kafka.KafkaRecordLog;
import io.kmig.adapter.kafka.MirrorTopics;
import io.kmig.cli.demo.Damage;
import io.kmig.cli.demo.DemoSpec;
import io.kmig.cli.demo.DemoVerdict;
import io.kmig.core.error.Exit;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.Estates;
import io.kmig.ledger.judge.Finding;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.record.Payload;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every damage that {@code kmig demo --inject} does, in the mirror of a unit of its own, at a place that follows from the
 * seed; each is found by the validator, which lets nothing be cut over, and where no validator is asked by the ledger that
 * knows nothing of it.
 */
@ExtendWith(TwoClusters.Shared.class)
class InjectionIT {
    /** What the validator calls it. */
    private static final Map<String, String> CLASSES =
            Map.of("drop", "MISSING", "duplicate", "DUPLICATE", "swap", "REORDERED", "mutate", "MUTATED");

    /** What it is to who wrote the record. */
    private static final Map<String, Finding.Kind> FINDINGS = Map.of(
            "drop", Finding.Kind.LOST,
            "duplicate", Finding.Kind.DUPLICATED,
            "swap", Finding.Kind.REORDERED,
            "mutate", Finding.Kind.LOST);

    private static final String READER = "reader";

    private static final int PARTITIONS = 2;

    private static final List<String> TOPICS =
            DemoSpec.DAMAGES.stream().flatMap(kind -> topics(kind).stream()).toList();

    @TempDir
    Path directory;

    @Test
    void everyDamageIsFoundWhereItWasDoneByTheValidatorAndByTheLedgerAlone(TwoClusters clusters) throws Exception {
        long seed = Long.getLong("kmig.seed", System.nanoTime() % 1_000_000);
        System.out.println("seed -Dkmig.seed=" + seed);
        Migration migration = Migration.fresh(clusters, directory, "injured").onBlue(TOPICS, PARTITIONS, Map.of());
        try (migration;
                Applications apps = Applications.startOnBlue(migration, applications(migration, seed))) {
            migration.describe(Stream.concat(DemoSpec.DAMAGES.stream(), Stream.of(READER))
                    .map(client -> apps.client(client, ""))
                    .toArray(String[]::new));
            migration.kmig("apply").exits(0);
            // the same seed and load, and nothing damaged yet
            migration.kmig("validate", "--wait", "--timeout", "5m").exits(0).prints("PASS");

            Map<String, Damage.Place> places = inflict(migration, seed);
            String told = "-Dkmig.seed=" + seed + ", " + places.values();
            System.out.println(told);
            // of two that changed places, either is out of order
            Map<String, List<ConsumerRecord<byte[], byte[]>>> damaged = new TreeMap<>();
            places.forEach((kind, place) -> damaged.put(
                    kind, records(clusters, Colour.BLUE, place.tp(), place.offset(), kind.equals("swap") ? 2 : 1)));

            KmigRun run = migration.kmig("validate", "--timeout", "5m", "--show-keys", "--report", "difference");
            run.exits(4);
            List<JsonNode> differences = differences();
            assertThat(differences).as(told).hasSize(places.size());
            places.forEach((kind, place) ->
                    assertFoundByTheValidator(kind, place, damaged.get(kind), differences, told + "\n" + run));
            migration
                    .kmig("cutover", "--all", confirm(migration))
                    .refuses("KMIG-4020", 4)
                    .says("nothing was stopped");
            assertThat(apps.calls()).as(told).isEmpty();

            migration
                    .kmig("cutover", "--all", "--set", "validation.mode=off", confirm(migration))
                    .exits(0);
            DemoSpec.DAMAGES.forEach(kind -> {
                long acked = apps.status(kind).path("acked").asLong();
                apps.awaitStatus(kind, s -> s.path("acked").asLong() > acked + 100);
            });
            LedgerReport ledger = apps.judgeOnGreen();
            // what was changed is lost, and nobody wrote what lies in its place
            assertThat(List.of(ledger.lost(), ledger.duplicated(), ledger.reordered(), ledger.foreign()))
                    .as(told + "\n" + ledger.findings())
                    .containsExactly(2L, 1L, 1L, 1L);
            places.forEach(
                    (kind, place) -> assertFoundByTheLedger(kind, place, damaged.get(kind), ledger, clusters, told));
            assertTheDemoWouldExitFourAndNameEach(ledger, told);
        }
    }

    private static AppSpec[] applications(Migration migration, long seed) {
        List<AppSpec> applications = new ArrayList<>();
        for (String kind : DemoSpec.DAMAGES) {
            String[] topics = topics(kind).stream().map(migration::topic).toArray(String[]::new);
            applications.add(AppSpec.producer(kind, topics).rate(120).records(20, 100, seed));
        }
        String[] all = TOPICS.stream().map(migration::topic).toArray(String[]::new);
        applications.add(AppSpec.consumer(READER, migration.topic(READER), StartAt.EARLIEST, all));
        return applications.toArray(AppSpec[]::new);
    }

    /** Two of each, so that the seed draws the topic too. */
    private static List<String> topics(String kind) {
        return List.of(kind + "-a", kind + "-b");
    }

    private static String confirm(Migration migration) {
        return "--confirm=" + migration.name();
    }

    private static List<Damage.Target> targets(Migration migration, String kind) {
        return topics(kind).stream()
                .map(t -> new Damage.Target(
                        migration.topic(t), PARTITIONS, "kmig." + migration.name() + ".mirror." + kind))
                .toList();
    }

    private static void assertTheDemoWouldExitFourAndNameEach(LedgerReport ledger, String told) {
        List<Problem> problems = DemoVerdict.records(ledger, Path.of("report.json"));

        assertThat(problems.stream().map(p -> p.code().exit()).reduce(Exit.DONE, Exit::and))
                .as(told)
                .isEqualTo(Exit.DIVERGED);
        assertThat(ledger.findings()).as(told).hasSize(5).allSatisfy(f -> assertThat(
                        problems.get(0).observed())
                .contains("topic=" + f.topic() + ", partition=" + f.partition() + ", offset=" + f.offset() + ", key="
                        + f.key()));
    }

    /** All at once: each waits for records that are born meanwhile. */
    private static Map<String, Damage.Place> inflict(Migration migration, long seed) {
        TwoClusters clusters = migration.clusters();
        ExecutorService threads = Executors.newFixedThreadPool(DemoSpec.DAMAGES.size());
        try (KafkaCluster blue = new KafkaCluster(Colour.BLUE, clusters.properties(Colour.BLUE));
                KafkaCluster green = new KafkaCluster(Colour.GREEN, clusters.properties(Colour.GREEN));
                KafkaRecordLog blueLog = new KafkaRecordLog(Colour.BLUE, clusters.properties(Colour.BLUE));
                KafkaRecordLog greenLog = new KafkaRecordLog(Colour.GREEN, clusters.properties(Colour.GREEN));
                MirrorTopics mirrorTopics = new MirrorTopics(Colour.GREEN, clusters.properties(Colour.GREEN))) {
            Estates estates = new Estates(
                    blue,
                    green,
                    blueLog,
                    greenLog,
                    new ConnectRest(clusters.connect().url()),
                    mirrorTopics);
            Damage damage = new Damage(
                    estates,
                    clusters.cluster(Colour.BLUE).bootstrap(),
                    clusters.cluster(Colour.GREEN).bootstrap(),
                    InjectionIT::waitUntil);
            Map<String, CompletableFuture<Damage.Place>> places = new TreeMap<>();
            DemoSpec.DAMAGES.forEach(kind -> places.put(
                    kind,
                    CompletableFuture.supplyAsync(
                            () -> damage.inflict(kind, seedOf(kind, seed), targets(migration, kind)), threads)));
            Map<String, Damage.Place> done = new TreeMap<>();
            places.forEach((kind, place) -> done.put(kind, place.join()));
            done.forEach((kind, place) -> assertThat(place.tp())
                    .as(kind)
                    .isEqualTo(Damage.draw(seedOf(kind, seed), targets(migration, kind))
                            .tp()));
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long seedOf(String kind, long seed) {
        return seed + DemoSpec.DAMAGES.indexOf(kind);
    }

    private static void waitUntil(String what, BooleanSupplier condition) {
        await(what)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(condition::getAsBoolean);
    }

    private static void assertFoundByTheValidator(
            String kind,
            Damage.Place place,
            List<ConsumerRecord<byte[], byte[]>> damaged,
            List<JsonNode> differences,
            String told) {
        List<JsonNode> here = differences.stream()
                .filter(d -> d.path("topic").asText().equals(place.tp().topic()))
                .toList();
        assertThat(here).as(kind + ". " + told).singleElement().satisfies(d -> {
            assertThat(d.path("class").asText()).isEqualTo(CLASSES.get(kind));
            assertThat(d.path("partition").asInt()).isEqualTo(place.tp().partition());
            assertThat(d.path("blueOffset").asLong())
                    .isIn(damaged.stream().map(ConsumerRecord::offset).toList());
            assertThat(Base64.getDecoder().decode(d.path("keyBase64").asText()))
                    .isEqualTo(damaged.get(0).key());
        });
    }

    private static void assertFoundByTheLedger(
            String kind,
            Damage.Place place,
            List<ConsumerRecord<byte[], byte[]>> damaged,
            LedgerReport ledger,
            TwoClusters clusters,
            String told) {
        List<Long> written = damaged.stream().map(InjectionIT::sequence).toList();
        assertThat(ledger.findings())
                .as(kind + ". " + told)
                .filteredOn(f -> f.topic().equals(place.tp().topic()) && f.kind() == FINDINGS.get(kind))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.partition()).isEqualTo(place.tp().partition());
                    assertThat(f.seq()).isIn(written);
                    assertThat(f.producer()).isEqualTo(kind);
                    // what is lost can only be told where it was
                    Colour where = f.kind() == Finding.Kind.LOST ? Colour.BLUE : Colour.GREEN;
                    ConsumerRecord<byte[], byte[]> there =
                            records(clusters, where, place.tp(), f.offset(), 1).get(0);
                    assertThat(there.offset()).isEqualTo(f.offset());
                    assertThat(sequence(there)).isEqualTo(f.seq());
                    assertThat(f.key()).isEqualTo(new String(there.key(), StandardCharsets.UTF_8));
                });
    }

    private static Long sequence(ConsumerRecord<byte[], byte[]> record) {
        return Payload.decode(record.key(), record.value()).orElseThrow().seq();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(
            TwoClusters clusters, Colour side, Tp tp, long from, int count) {
        TopicPartition partition = new TopicPartition(tp.topic(), tp.partition());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(clusters.properties(side)), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            waitUntil(count + " records of " + side + " from " + tp + " offset " + from, () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
                return read.size() >= count;
            });
            return read.subList(0, count);
        }
    }

    private List<JsonNode> differences() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(
                directory.resolve("difference").resolve("mismatches.ndjson"), StandardCharsets.UTF_8)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
