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
import io.kmig.core.estate.Colour;
import io.kmig.core.port.Estates;
import io.kmig.ledger.judge.Finding;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.record.Payload;
import io.kmig.ledger.spec.AppSpec;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every damage that {@code kmig demo --inject} does, in the mirror of a unit of its own, at a place that follows from the
 * seed; each is found by the validator, and by the ledger that knows nothing of it.
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

    @TempDir
    Path directory;

    @Test
    void everyDamageIsFoundWhereItWasDoneByTheValidatorAndByTheLedgerAlone(TwoClusters clusters) throws Exception {
        long seed = Long.getLong("kmig.seed", System.nanoTime() % 1_000_000);
        System.out.println("seed -Dkmig.seed=" + seed);
        Migration migration = Migration.fresh(clusters, directory, "injured").onBlue(DemoSpec.DAMAGES, 2, Map.of());
        try (migration;
                Applications apps = Applications.startOnBlue(
                        migration,
                        DemoSpec.DAMAGES.stream()
                                .map(kind -> AppSpec.producer(kind, migration.topic(kind))
                                        .rate(250)
                                        .records(20, 100, seed))
                                .toArray(AppSpec[]::new))) {
            migration.describe(
                    DemoSpec.DAMAGES.stream().map(kind -> apps.client(kind, "")).toArray(String[]::new));
            migration.kmig("apply").exits(0);

            Map<String, Damage.Place> places = inflict(migration, seed);
            String told = "-Dkmig.seed=" + seed + ", " + places.values();
            System.out.println(told);
            DemoSpec.DAMAGES.forEach(kind -> apps.ask("stop", kind));
            migration.awaitMirrored();

            LedgerReport ledger = apps.judgeOnGreen();
            // what was changed is lost, and nobody wrote what lies in its place
            assertThat(List.of(ledger.lost(), ledger.duplicated(), ledger.reordered(), ledger.foreign()))
                    .as(told + "\n" + ledger.findings())
                    .containsExactly(2L, 1L, 1L, 1L);
            KmigRun run = migration.kmig("validate", "--timeout", "60s", "--show-keys", "--report", "difference");
            run.exits(4);
            List<JsonNode> differences = differences();
            assertThat(differences).as(told).hasSize(places.size());
            places.forEach((kind, place) -> {
                // of two that changed places, either is out of order
                List<ConsumerRecord<byte[], byte[]>> damaged = records(clusters, place, kind.equals("swap") ? 2 : 1);
                assertFoundByTheValidator(kind, place, damaged, differences, told + "\n" + run);
                assertFoundByTheLedger(kind, place, damaged, ledger, told);
            });
        }
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
                            () -> damage.inflict(
                                    kind,
                                    seed + DemoSpec.DAMAGES.indexOf(kind),
                                    List.of(new Damage.Target(
                                            migration.topic(kind), 2, "kmig." + migration.name() + ".mirror." + kind))),
                            threads)));
            Map<String, Damage.Place> done = new TreeMap<>();
            places.forEach((kind, place) -> done.put(kind, place.join()));
            return done;
        } finally {
            threads.shutdownNow();
        }
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
            String told) {
        List<Long> written = damaged.stream()
                .map(r -> Payload.decode(r.key(), r.value()).orElseThrow().seq())
                .toList();
        assertThat(ledger.findings())
                .as(kind + ". " + told)
                .filteredOn(f -> f.topic().equals(place.tp().topic()) && f.kind() == FINDINGS.get(kind))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.partition()).isEqualTo(place.tp().partition());
                    assertThat(f.seq()).isIn(written);
                    assertThat(f.producer()).isEqualTo(kind);
                });
    }

    /** What was to be copied. */
    private static List<ConsumerRecord<byte[], byte[]>> records(TwoClusters clusters, Damage.Place place, int count) {
        TopicPartition partition =
                new TopicPartition(place.tp().topic(), place.tp().partition());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(clusters.properties(Colour.BLUE)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            waitUntil("the records at " + place, () -> {
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
