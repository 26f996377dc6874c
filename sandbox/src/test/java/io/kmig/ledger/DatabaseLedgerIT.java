package io.kmig.ledger;

import static io.kmig.sandbox.SharedPostgres.execute;
import static io.kmig.sandbox.SharedPostgres.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.database.DatabaseReport;
import io.kmig.ledger.database.DatabaseRequirements;
import io.kmig.ledger.database.RowFinding;
import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Operation;
import io.kmig.ledger.record.Outcome;
import io.kmig.ledger.record.RecordReader;
import io.kmig.ledger.rows.Baseline;
import io.kmig.ledger.rows.DatabaseAccess;
import io.kmig.ledger.rows.Rows;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.AppSpecs;
import io.kmig.ledger.spec.DatabaseSpec;
import io.kmig.sandbox.PostgresServer;
import io.kmig.sandbox.PostgresSpec;
import io.kmig.sandbox.SharedPostgres;
import io.kmig.sandbox.data.Database;
import io.kmig.sandbox.data.Emptied;
import io.kmig.sandbox.data.Samples;
import io.kmig.sandbox.data.ShopData;
import io.kmig.sandbox.data.SqlScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real writers on real databases, moved by a copy while they stand still. */
class DatabaseLedgerIT {
    private static final long SEED = 11;

    @TempDir
    Path dir;

    @Test
    void aRightMoveIsFoundFlawlessAndAWrongOneIsFoundOutToTheRow() throws Exception {
        Database blue = shop();
        Database green = emptyShop();
        try (RunningHost host = host(blue, green, 2)) {
            Map<String, String> toBlue = Map.of("KMIG_TARGET", "blue", "KMIG_TARGET_BOOTSTRAP", "127.0.0.1:1");
            assertThat(host.control(toBlue, "start", "writer-0").err()).isEmpty();
            host.ok("start", "writer-1", "blue");
            long applyBegan = System.currentTimeMillis();
            host.await("writer-0", s -> s.get("acked").asLong() > 300);
            host.await("writer-1", s -> s.get("acked").asLong() > 300);
            host.ok("stop", "writer-0");
            host.ok("stop", "writer-1");
            assertThat(judge(host, blue, DatabaseQuestion.afterMigration().home(Cluster.BLUE))
                            .findings())
                    .isEmpty();

            DatabaseCopy.copy(blue, green);
            host.ok("start", "writer-0", "green", "127.0.0.1:1");
            host.ok("start", "writer-1", "green");
            host.await("writer-0", s -> s.get("acked").asLong() > 600);
            host.await("writer-1", s -> s.get("acked").asLong() > 600);
            host.ok("stop", "writer-0");
            host.ok("stop", "writer-1");

            DatabaseReport right =
                    judge(host, green, DatabaseQuestion.afterMigration().since(applyBegan));
            assertThat(right.findings()).isEmpty();
            assertThat(right.isFlawless()).isTrue();
            assertThat(right.shortfalls(new DatabaseRequirements(200, 200, 20))).isEmpty();
            assertThat(right.tables())
                    .filteredOn(t -> t.inserts() + t.updates() > 0)
                    .hasSize(5)
                    .anySatisfy(t -> assertThat(t.deletes()).isPositive());
            assertThat(right.writers())
                    .hasSize(2)
                    .allSatisfy(w -> assertThat(w.unknown()).isZero())
                    .allSatisfy(w -> assertThat(w.pauseMs()).isPositive());
            JsonNode json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(right));
            assertThat(json.get("home").asText()).isEqualTo("green");
            assertThat(json.get("lost").isNumber()).isTrue();

            String lost = query(
                    green,
                    "DELETE FROM shop.shipment WHERE id = (SELECT min(id::text)::uuid FROM shop.shipment) RETURNING id");
            String wrong = query(
                    green, "UPDATE shop.product SET description = 'unavailable' WHERE sku = 'SKU-00007' RETURNING sku");
            execute(green, "INSERT INTO shop.customer (id, name, since, profile) VALUES (123456789, '', now(), '{}')");
            ClientRow.Changed deleted = last(host, Operation.DELETE, "shop.purchase_line");
            execute(green, "INSERT INTO shop.purchase_line VALUES (%s, 'SKU-00001', 1, 1)".formatted(deleted.key()));

            DatabaseReport found = judge(host, green, DatabaseQuestion.afterMigration());
            assertThat(found.findings())
                    .extracting(RowFinding::kind, f -> f.key().toString())
                    .contains(
                            tuple(RowFinding.Kind.LOST, lost),
                            tuple(RowFinding.Kind.WRONG, wrong),
                            tuple(RowFinding.Kind.FOREIGN, "123456789"),
                            tuple(RowFinding.Kind.RESURRECTED, deleted.key().toString()));
            assertThat(found.findings()).hasSize(4);
        }
    }

    @Test
    void largeTextsAreMostlyLeftAloneAndReferencesGoToNewRowsToo() throws Exception {
        Database blue = shop();
        try (RunningHost host = host(blue, blue, 1)) {
            host.ok("start", "writer-0", "blue");
            host.await("writer-0", s -> s.get("acked").asLong() > 800);
            host.ok("stop", "writer-0");

            long untouched = 0;
            long touched = 0;
            for (ClientRow.Changed change : changes(host)) {
                if (!change.table().equals("shop.product") || change.operation() != Operation.UPDATE) continue;
                if (change.cells().containsKey("description")) touched++;
                else untouched++;
            }
            assertThat(untouched).isGreaterThan(touched * 3);
            assertThat(touched).isPositive();
            assertThat(query(blue, "SELECT count(*) > 0 FROM shop.purchase_line WHERE purchase_id > 1500"))
                    .isEqualTo("t");
            assertThat(query(blue, "SELECT count(*) > 250 FROM shop.product WHERE length(description) > 2000"))
                    .isEqualTo("t");
        }
    }

    @Test
    void aServerThatGoesAwayIsWaitedForAndNothingIsDoubted() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresSpec.named("away"))) {
            server.createDatabase("shop");
            Database blue = server.database("shop");
            ShopData.createSchema(blue);
            ShopData.load(blue, SEED);
            try (RunningHost host = host(blue, blue, 1)) {
                host.ok("start", "writer-0", "blue");
                host.await("writer-0", s -> s.get("acked").asLong() > 200);

                server.stop();
                host.await("writer-0", s -> s.get("lastError").asText().contains("refused"));
                server.restart();
                long before = host.status("writer-0").get("acked").asLong();
                host.await("writer-0", s -> s.get("acked").asLong() > before + 100);
                server.kill();
                server.restart();
                long again = host.status("writer-0").get("acked").asLong();
                host.await("writer-0", s -> s.get("acked").asLong() > again + 100);
                host.ok("stop", "writer-0");

                DatabaseReport report =
                        judge(host, blue, DatabaseQuestion.afterMigration().home(Cluster.BLUE));
                assertThat(report.findings()).isEmpty();
                assertThat(report.transactions()).isGreaterThan(400);
            }
        }
    }

    /** The commit waits for a standby that isn't there: it's done, and its answer never comes. */
    @Test
    void aCommitWhoseAnswerNeverCameIsUnknownAndNotRefused() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresSpec.named("silent"))) {
            server.createDatabase("shop");
            Database blue = server.database("shop");
            ShopData.createSchema(blue);
            ShopData.load(blue, SEED);
            try (RunningHost host = host(blue, blue, 1)) {
                host.ok("start", "writer-0", "blue");
                host.await("writer-0", s -> s.get("acked").asLong() > 50);
                execute(blue, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> query(blue, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                                .equals("1"));

                server.kill();
                server.restart();
                execute(blue, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
                long before = host.status("writer-0").get("acked").asLong();
                host.await("writer-0", s -> s.get("acked").asLong() > before + 50);
                host.ok("stop", "writer-0");

                DatabaseReport report =
                        judge(host, blue, DatabaseQuestion.afterMigration().home(Cluster.BLUE));
                assertThat(report.findings()).isEmpty();
                assertThat(report.writers().get(0).unknown()).isPositive();
                assertThat(ended(host, Outcome.UNKNOWN)).isPositive();
            }
        }
    }

    @Test
    void aKilledHostTakesUpItsRowsAndNothingItDidLooksForeign() throws Exception {
        Database blue = shop();
        try (RunningHost first = host(blue, blue, 1)) {
            first.ok("start", "writer-0", "blue");
            first.await("writer-0", s -> s.get("acked").asLong() > 300);
            first.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        Files.delete(dir.resolve("port"));

        try (RunningHost second = RunningHost.start(dir, specs(blue, blue, 1))) {
            second.ok("start", "writer-0", "blue");
            second.await("writer-0", s -> s.get("acked").asLong() > 300);
            second.ok("stop", "writer-0");

            DatabaseReport report =
                    judge(second, blue, DatabaseQuestion.afterMigration().home(Cluster.BLUE));
            assertThat(report.findings()).isEmpty();
            assertThat(report.transactions()).isGreaterThan(600);
            assertThat(report.writers().get(0).unknown()).isLessThanOrEqualTo(1);
            assertThat(second.status("writer-0").get("refused").asLong())
                    .as("keys used a second time")
                    .isZero();
        }
    }

    @Test
    void whatAReadOnlyDatabaseRefusesIsRolledBackAndTriedOtherwise() throws Exception {
        Database blue = shop();
        String name = blue.url().substring(blue.url().lastIndexOf('/') + 1);
        try (RunningHost host = host(blue, blue, 1)) {
            host.ok("start", "writer-0", "blue");
            host.await("writer-0", s -> s.get("acked").asLong() > 50);

            execute(
                    blue,
                    "ALTER DATABASE " + name + " SET default_transaction_read_only = on",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name
                            + "' AND pid <> pg_backend_pid()");
            host.await("writer-0", s -> s.get("refused").asLong() > 3);
            assertThat(host.status("writer-0").get("lastError").asText()).contains("read-only");
            execute(
                    blue,
                    "SET default_transaction_read_only = off",
                    "ALTER DATABASE " + name + " RESET default_transaction_read_only");
            long before = host.status("writer-0").get("acked").asLong();
            execute(
                    blue,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name
                            + "' AND pid <> pg_backend_pid()");
            host.await("writer-0", s -> s.get("acked").asLong() > before + 50);
            host.ok("stop", "writer-0");

            DatabaseReport report =
                    judge(host, blue, DatabaseQuestion.afterMigration().home(Cluster.BLUE));
            assertThat(report.findings()).isEmpty();
            assertThat(ended(host, Outcome.ROLLED_BACK)).isGreaterThan(3);
        }
    }

    @ParameterizedTest
    @MethodSource("io.kmig.sandbox.data.Samples#all")
    void aSchemaNobodyHasSeenBeforeIsWrittenToWithoutBreakingIt(Samples.Sample sample) throws Exception {
        Database blue = SharedPostgres.database();
        Database green = SharedPostgres.database();
        SqlScript.run(blue, sample.script());
        Emptied.byScript(green, sample.script());
        try (RunningHost host = host(blue, green, 2)) {
            host.ok("start", "writer-0", "blue");
            host.ok("start", "writer-1", "blue");
            host.await("writer-0", s -> s.get("acked").asLong() > 400);
            host.await("writer-1", s -> s.get("acked").asLong() > 400);
            host.ok("stop", "writer-0");
            host.ok("stop", "writer-1");
            DatabaseCopy.copy(blue, green);

            DatabaseReport report = judge(host, green, DatabaseQuestion.afterMigration());
            assertThat(report.findings()).isEmpty();
            assertThat(report.rowsExpected()).isGreaterThan(sample.rows() - 100);
            assertThat(report.tables().stream().filter(t -> t.inserts() > 0))
                    .hasSizeGreaterThanOrEqualTo(sample.copyable());
            assertThat(report.changes().deletes()).isGreaterThan(20);
            assertThat(host.status("writer-0").get("refused").asLong()).isZero();
            assertThat(Rows.compare(access(blue), access(green), Set.of()).isEqual())
                    .isTrue();
        }
    }

    private RunningHost host(Database blue, Database green, int writers) throws Exception {
        Baseline.take(access(blue), Set.of()).write(dir.resolve("initial.tsv"));
        return RunningHost.start(dir, specs(blue, green, writers));
    }

    private AppSpecs specs(Database blue, Database green, int writers) {
        List<AppSpec> specs = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            specs.add(AppSpec.databaseWriter(
                            "writer-" + i,
                            DatabaseSpec.of(
                                            blue.url(),
                                            green.url(),
                                            dir.resolve("initial.tsv").toString())
                                    .share(i, writers),
                            Map.of("user", blue.user(), "password", blue.password()))
                    .rate(400)
                    .seed(SEED + i));
        }
        return new AppSpecs(specs);
    }

    private DatabaseReport judge(RunningHost host, Database home, DatabaseQuestion question) throws Exception {
        return new DatabaseLedger(host.records(), dir.resolve("initial.tsv"), access(home)).judge(question);
    }

    private static List<ClientRow.Changed> changes(RunningHost host) throws Exception {
        List<ClientRow.Changed> changes = new ArrayList<>();
        RecordReader.readAll(host.records(), entry -> {
            if (entry.row() instanceof ClientRow.Changed changed) changes.add(changed);
        });
        return changes;
    }

    private static ClientRow.Changed last(RunningHost host, Operation operation, String table) throws Exception {
        Map<String, ClientRow.Changed> last = new HashMap<>();
        for (ClientRow.Changed change : changes(host)) {
            // of an initial purchase, which is still there to be referred to
            if (change.operation() == operation
                    && change.table().equals(table)
                    && change.key().parts().get(0).length() < 5) last.put("", change);
        }
        return last.get("");
    }

    private static long ended(RunningHost host, Outcome outcome) throws Exception {
        List<ClientRow> rows = new ArrayList<>();
        RecordReader.readAll(host.records(), entry -> {
            if (entry.row() instanceof ClientRow.Ended ended && ended.outcome() == outcome) rows.add(ended);
        });
        return rows.size();
    }

    private static Database shop() throws Exception {
        Database database = emptyShop();
        ShopData.load(database, SEED);
        return database;
    }

    private static Database emptyShop() throws Exception {
        Database database = SharedPostgres.database();
        ShopData.createSchema(database);
        return database;
    }

    private static DatabaseAccess access(Database database) {
        return DatabaseAccess.of(database.url(), database.user(), database.password());
    }
}
