package io.kmig.ledger;

import static io.kmig.ledger.record.Cluster.BLUE;
import static io.kmig.ledger.record.Cluster.GREEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.ledger.judge.ClientLedger;
import io.kmig.ledger.judge.Finding;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Question;
import io.kmig.ledger.judge.Requirements;
import io.kmig.ledger.judge.WritePause;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.AppSpecs;
import io.kmig.ledger.spec.StartAt;
import io.kmig.sandbox.KafkaCluster;
import io.kmig.sandbox.KafkaSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real applications against two real brokers, moved by a mirror that does as it is told. */
class LedgerIT {
    private static KafkaCluster blue;
    private static KafkaCluster green;

    @TempDir
    Path dir;

    @BeforeAll
    static void startBrokers() {
        blue = KafkaCluster.start(KafkaSpec.named("blue"));
        green = KafkaCluster.start(KafkaSpec.named("green"));
    }

    @AfterAll
    static void stopBrokers() {
        if (blue != null) blue.close();
        if (green != null) green.close();
    }

    private static void createTopics(KafkaCluster cluster, int partitions, String... names) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            admin.createTopics(List.of(names).stream()
                            .map(n -> new NewTopic(n, partitions, (short) 1))
                            .toList())
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** A small estate on topics of its own. */
    private record Estate(String orders, String payments, String invoices, String prices) {
        static Estate called(String prefix) throws Exception {
            Estate estate =
                    new Estate(prefix + ".orders", prefix + ".payments", prefix + ".invoices", prefix + ".prices");
            createTopics(blue, 3, estate.topics().toArray(String[]::new));
            createTopics(green, 3, estate.topics().toArray(String[]::new));
            return estate;
        }

        AppSpecs specs() {
            return new AppSpecs(List.of(
                    AppSpec.producer("shop", orders).rate(300).records(20, 200, 1),
                    AppSpec.producer("till", payments)
                            .rate(200)
                            .records(20, 200, 2)
                            .inTransactions(3),
                    AppSpec.consumer("packer", orders + "-packing", StartAt.EARLIEST, orders, payments),
                    AppSpec.consumer("slow", orders + "-slow", StartAt.EARLIEST, orders)
                            .rate(50),
                    AppSpec.producer("pricer", prices).rate(100).records(5, 100, 3),
                    AppSpec.consumer("watcher", orders + "-watching", StartAt.LATEST, prices),
                    AppSpec.processor("biller", orders + "-billing", StartAt.EARLIEST, invoices, orders)));
        }

        List<String> groups() {
            return List.of(orders + "-packing", orders + "-slow", orders + "-billing", orders + "-watching");
        }

        List<String> topics() {
            return List.of(orders, payments, invoices, prices);
        }
    }

    private static final List<String> CLIENTS =
            List.of("packer", "slow", "watcher", "biller", "shop", "till", "pricer");

    @Test
    void aRightMigrationIsFoundFlawlessAndAWrongOneIsFoundOutToTheRecord() throws Exception {
        LedgerReport right = migrate("right", LedgerIT::compacted, 0);

        assertThat(right.findings()).isEmpty();
        assertThat(right.isFlawless()).isTrue();
        assertThat(right.superseded())
                .as("what compaction took before the mirror came")
                .isPositive();
        assertThat(right.shortfalls(new Requirements(600, 10, 100))).isEmpty();
        assertThat(right.clients())
                .allSatisfy(c -> assertThat(c.onBlue()).as(c.name()).isPositive())
                .allSatisfy(c -> assertThat(c.onGreen()).as(c.name()).isPositive());
        assertThat(right.writePauses())
                .filteredOn(p -> p.ms() != null)
                .hasSizeGreaterThanOrEqualTo(6)
                .extracting(WritePause::moves)
                .containsOnly(1);
        assertThat(right.writePauseMillis()).allSatisfy(ms -> assertThat(ms).isPositive());
        assertThat(right.consumerPauses()).hasSize(4).allSatisfy(p -> assertThat(p.ms())
                .isPositive());
        JsonNode json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(right));
        assertThat(json.get("home").asText()).isEqualTo("green");
        assertThat(json.get("lost").asLong()).isZero();
        assertThat(json.get("clients").get(0).get("lost").isNumber()).isTrue();

        AtomicInteger nth = new AtomicInteger();
        LedgerReport wrong = migrate(
                "wrong",
                record -> {
                    // only on a topic whose readers had read it already, so that each fault shows once
                    if (!record.topic().equals("wrong.invoices")) return 1;
                    int n = nth.incrementAndGet();
                    return n == 5 || n == 6 ? 0 : n == 10 ? 2 : 1;
                },
                -2);

        assertThat(wrong.findings())
                .extracting(Finding::kind)
                .containsOnly(Finding.Kind.LOST, Finding.Kind.DUPLICATED, Finding.Kind.REPROCESSED);
        assertThat(wrong.lost()).isEqualTo(2);
        assertThat(wrong.clients())
                .filteredOn(c -> c.name().equals("slow"))
                .extracting(ClientLedger::duplicated)
                .as("two records again in each of three partitions")
                .containsExactly(6L);
        assertThat(wrong.duplicated()).isEqualTo(7);
        assertThat(wrong.reordered() + wrong.foreign()).isZero();
    }

    /** The oldest records of the compacted topic are gone by the time it's copied; each key has later ones. */
    private static int compacted(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().endsWith(".prices") && record.offset() < 10 ? 0 : 1;
    }

    /** @param off by how many records the slow group's positions are wrong */
    private LedgerReport migrate(String prefix, Function<ConsumerRecord<byte[], byte[]>, Integer> copies, long off)
            throws Exception {
        Estate estate = Estate.called(prefix);
        try (RunningHost host = RunningHost.start(dir.resolve(prefix), estate.specs())) {
            Map<String, String> toBlue = Map.of("KMIG_TARGET", "blue", "KMIG_TARGET_BOOTSTRAP", blue.bootstrap());
            for (String client : CLIENTS)
                assertThat(host.control(toBlue, "start", client)).isEqualTo(new RunningHost.Outcome(0, "", ""));
            host.await("shop", s -> s.get("acked").asLong() > 400);
            long applyBegan = System.currentTimeMillis();
            host.await("shop", s -> s.get("acked").asLong() > 800);
            host.await("till", s -> s.get("acked").asLong() > 300);
            host.await("biller", s -> s.get("acked").asLong() > 300);
            host.await("pricer", s -> s.get("acked").asLong() > 200);
            host.await("slow", s -> s.get("processed").asLong() > 60);
            for (String client : CLIENTS) host.ok("stop", client);

            CopyingMirror mirror = new CopyingMirror(blue.bootstrap(), green.bootstrap());
            mirror.copy(estate.topics(), copies);
            for (String group : estate.groups()) mirror.translate(group, group.endsWith("-slow") ? off : 0);

            for (String client : CLIENTS) host.ok("start", client, "green", green.bootstrap());
            host.ok("pace", "slow", "max");
            host.await("shop", s -> s.get("acked").asLong() > 1200);
            host.await("till", s -> s.get("acked").asLong() > 500);
            host.ok("stop", "shop");
            host.ok("stop", "till");
            host.ok("stop", "pricer");
            LedgerWaiter waiter = new LedgerWaiter(ClusterAccess.plain(green.bootstrap()));
            assertThat(waiter.awaitCaughtUp(LedgerWaiter.readers(estate.specs().clients()), Duration.ofSeconds(60)))
                    .isEmpty();
            for (String client : CLIENTS) host.ok("stop", client);

            return new Ledger(
                            host.records(),
                            Map.of(
                                    BLUE,
                                    ClusterAccess.plain(blue.bootstrap()),
                                    GREEN,
                                    ClusterAccess.plain(green.bootstrap())),
                            Duration.ofSeconds(60))
                    .judge(Question.afterMigration().since(applyBegan).compacted(Set.of(estate.prices())));
        }
    }

    @Test
    void aKilledHostTakesUpItsNumberingAndNothingItSentLooksForeign() throws Exception {
        createTopics(blue, 2, "killed");
        AppSpecs specs =
                new AppSpecs(List.of(AppSpec.producer("killed-writer", "killed").records(50, 100, 3)));
        try (RunningHost first = RunningHost.start(dir, specs)) {
            first.ok("start", "killed-writer", "blue", blue.bootstrap());
            first.await("killed-writer", s -> s.get("acked").asLong() > 2000);
            first.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        Files.delete(dir.resolve("port"));

        try (RunningHost second = RunningHost.start(dir, specs)) {
            second.ok("start", "killed-writer", "blue", blue.bootstrap());
            second.await("killed-writer", s -> s.get("acked").asLong() > 1000);
            second.ok("stop", "killed-writer");
        }

        LedgerReport report = new Ledger(
                        dir.resolve("records"),
                        Map.of(BLUE, ClusterAccess.plain(blue.bootstrap())),
                        Duration.ofSeconds(60))
                .judge(Question.afterMigration().home(BLUE));
        assertThat(report.findings()).isEmpty();
        assertThat(report.produced()).isGreaterThan(3000);
        assertThat(report.visibleOnBlue()).isGreaterThanOrEqualTo(report.produced());
        assertThat(report.visibleOnGreen()).isNull();
    }

    @Test
    void commandsAreIdempotentAndRefusedWhenTheyContradict() throws Exception {
        createTopics(blue, 1, "commands");
        createTopics(green, 1, "commands");
        AppSpecs specs =
                new AppSpecs(List.of(AppSpec.producer("writer", "commands").rate(50)));
        try (RunningHost host = RunningHost.start(dir, specs)) {
            host.ok("stop", "writer");
            host.ok("start", "writer", "blue", blue.bootstrap());
            host.ok("start", "writer", "blue", blue.bootstrap());

            RunningHost.Outcome elsewhere = host.control(Map.of(), "start", "writer", "green", green.bootstrap());
            assertThat(elsewhere.exit()).isEqualTo(1);
            assertThat(elsewhere.err()).contains("writer is running on blue", "stop it there first");

            host.ok("stop", "writer");
            host.ok("stop", "writer");
            assertThat(host.status("writer").get("state").asText()).isEqualTo("stopped");
            host.ok("start", "writer", "green", green.bootstrap());
            assertThat(host.status("writer").get("cluster").asText()).isEqualTo("green");

            assertThat(host.control(Map.of(), "stop", "nobody").err()).contains("no client is called 'nobody'");
            assertThat(host.control(Map.of(), "start", "writer").exit()).isEqualTo(2);
            assertThat(host.control(Map.of(), "dance").exit()).isEqualTo(1);

            host.ok("quit");
            assertThat(host.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(dir.resolve("port")).doesNotExist();
            RunningHost.Outcome gone = host.control(Map.of(), "stop", "writer");
            assertThat(gone.exit()).isEqualTo(1);
            assertThat(gone.err()).contains("no host of applications is running");
        }
    }

    @Test
    void theHostEndsWithItsParent() throws Exception {
        createTopics(blue, 1, "orphan");
        AppSpecs specs =
                new AppSpecs(List.of(AppSpec.producer("writer", "orphan").rate(50)));
        try (RunningHost host = RunningHost.start(dir, specs)) {
            host.ok("start", "writer", "blue", blue.bootstrap());

            host.process.getOutputStream().close();

            assertThat(host.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPositionThatDoesNotExistShowsAsAFailureAndNotAsAJump() throws Exception {
        createTopics(blue, 1, "jump");
        AppSpecs specs = new AppSpecs(List.of(
                AppSpec.producer("writer", "jump").rate(500).total(50),
                AppSpec.consumer("reader", "jump-readers", StartAt.EARLIEST, "jump")));
        try (RunningHost host = RunningHost.start(dir, specs)) {
            host.ok("start", "writer", "blue", blue.bootstrap());
            host.ok("start", "reader", "blue", blue.bootstrap());
            host.await("reader", s -> s.get("processed").asLong() == 50);
            host.ok("stop", "reader");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", blue.bootstrap()))) {
                admin.alterConsumerGroupOffsets(
                                "jump-readers", Map.of(new TopicPartition("jump", 0), new OffsetAndMetadata(5000)))
                        .all()
                        .get();
            }

            host.ok("start", "reader", "blue", blue.bootstrap());

            host.await("reader", s -> s.get("state").asText().equals("failed"));
            assertThat(host.status("reader").get("lastError").asText()).contains("OffsetOutOfRange");
            host.ok("stop", "reader");
        }
    }

    @Test
    void anUnreachableClusterIsRefusedWithItsReasonAndTheClientStaysStopped() throws Exception {
        AppSpecs specs =
                new AppSpecs(List.of(AppSpec.producer("writer", "nowhere").properties(Map.of("max.block.ms", "1000"))));
        try (RunningHost host = RunningHost.start(dir, specs)) {
            RunningHost.Outcome refused = host.control(Map.of(), "start", "writer", "blue", "127.0.0.1:1");

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("can't be connected to blue at 127.0.0.1:1");
            assertThat(host.status("writer").get("state").asText()).isEqualTo("stopped");
        }
    }
}
