package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A verdict as CI asks for it, on a real mirror; and that nothing is handed off without one. */
@ExtendWith(TwoClusters.Shared.class)
class ValidateIT {
    @TempDir
    Path directory;

    @Test
    void passesOnEqualSidesFailsOnAForeignRecordAndGatesTheCutover(TwoClusters clusters) throws IOException {
        try (Migration migration =
                Migration.fresh(clusters, directory, "proved").onBlue("orders", 2, Map.of())) {
            migration.append("orders", 40, "order");
            migration.describe("{name: shop, produces: [" + migration.topic("orders")
                    + "], stop: {exec: [\"true\"]}, start: {exec: [\"true\"]}}");

            migration.kmig("validate").refuses("KMIG-3007", 3);
            migration.kmig("apply").exits(0);
            KmigRun equal = migration.kmig("validate", "--wait", "--report", "proof");
            JsonNode json = migration.kmig("validate", "-o", "json").exits(0).json();
            KmigRun off = migration.kmig("validate", "--set", "validation.mode=off");
            clusters.append(Colour.GREEN, new Tp(migration.topic("orders"), 1), "foreign");
            KmigRun foreign = migration.kmig("validate", "--wait", "--timeout", "60s", "--report", "difference");
            KmigRun cutover = migration.kmig("cutover", "--confirm=" + migration.name());

            equal.exits(0).prints("PASS  40 records equal and in order, coverage 100.00 %");
            assertThat(directory.resolve("proof").resolve("junit.xml"))
                    .content()
                    .contains("<testsuite")
                    .doesNotContain("<failure", "<error");
            assertThat(json.path("result").asText()).isEqualTo("PASS");
            assertThat(json.path("coveragePercent").asDouble()).isEqualTo(100.0);
            off.refuses("KMIG-4021", 6).says("validation.mode is off");
            foreign.exits(4).prints("FAIL", "FOREIGN in " + migration.topic("orders") + "-1, green offset");
            assertThat(directory.resolve("difference").resolve("junit.xml"))
                    .content()
                    .contains("<failure");
            assertThat(Files.readAllLines(directory.resolve("difference").resolve("mismatches.ndjson")))
                    .hasSize(1)
                    .allMatch(line -> line.contains("FOREIGN") && line.contains(migration.topic("orders")));
            cutover.refuses("KMIG-4020", 4)
                    .says("FOREIGN in " + migration.topic("orders") + "-1", "nothing was stopped");
            assertThat(migration
                            .kmig("status", "-o", "json")
                            .exits(0)
                            .json()
                            .path("phase")
                            .asText())
                    .isNotEqualTo("Moving");
        }
    }

    @Test
    void anOpenTransactionIsInconclusiveWithExit6AndAnErrorInJUnitUntilItEnds(TwoClusters clusters) throws IOException {
        try (Migration migration =
                        Migration.fresh(clusters, directory, "undecided").onBlue("orders", 1, Map.of());
                Producer<byte[], byte[]> producer =
                        clusters.transactional(Colour.BLUE, migration.name() + "-undecided")) {
            migration.append("orders", 3, "order");
            migration.describe("{name: shop, produces: [" + migration.topic("orders")
                    + "], stop: {exec: [\"true\"]}, start: {exec: [\"true\"]}}");
            migration.kmig("apply").exits(0);
            producer.beginTransaction();
            TwoClusters.send(producer, new Tp(migration.topic("orders"), 0), "open");

            KmigRun open = migration.kmig("validate", "--timeout", "20s", "--report", "open");
            producer.abortTransaction();
            KmigRun ended = migration.kmig("validate", "--wait", "--report", "ended");

            open.exits(6)
                    .prints("INCONCLUSIVE", "a transaction is open on blue: its last stable offset is 3, its end 4");
            assertThat(directory.resolve("open").resolve("junit.xml"))
                    .content()
                    .contains("errors=\"1\"", "<error", "a transaction is open on blue")
                    .doesNotContain("<failure");
            ended.exits(0).prints("PASS  3 records equal and in order");
        }
    }

    /** After everything that was looked at before the stop, so that only the step VERIFY can see it. */
    @Test
    void aForeignRecordThatComesWhileTheUnitStopsIsFoundAndTheUnitRunsOnBlueAgain(TwoClusters clusters) {
        Migration migration = Migration.fresh(clusters, directory, "late").onBlue("orders", 2, Map.of());
        try (migration;
                Applications apps = Applications.startOnBlue(
                        migration,
                        AppSpec.producer("shop", migration.topic("orders")).rate(50))) {
            migration.describe(apps.client("shop", ""));
            migration.kmig("apply").exits(0);
            apps.set("hold-stop-shop");
            KmigRun.Live cutover =
                    migration.start("cutover", "--confirm=" + migration.name()).awaitNarrative("shop: prepare");
            apps.awaitCall("stop shop blue");

            clusters.append(Colour.GREEN, new Tp(migration.topic("orders"), 1), "foreign");
            apps.unset("hold-stop-shop");
            KmigRun run = cutover.end();

            run.refuses("KMIG-4020", 4)
                    .says(
                            "verdict: PASS",
                            "shop: silence",
                            "FOREIGN in " + migration.topic("orders") + "-1",
                            "started on blue");
            assertThat(apps.calls()).endsWith("start shop blue").doesNotContain("start shop green");
            assertThat(apps.runsOn("shop", Colour.BLUE)).isTrue();
            long acked = apps.status("shop").path("acked").asLong();
            apps.awaitStatus("shop", s -> s.path("acked").asLong() > acked + 20);
        }
    }

    @Test
    void topicsThatCannotBeComparedAreAnErrorWithTheCauseAndNoVerdict(TwoClusters clusters) throws Exception {
        try (Migration migration = Migration.fresh(clusters, directory, "unfit").onBlue("orders", 1, Map.of())) {
            migration.append("orders", 3, "order");
            migration.describe("{name: shop, produces: [" + migration.topic("orders")
                    + "], stop: {exec: [\"true\"]}, start: {exec: [\"true\"]}}");
            migration.kmig("apply").exits(0);
            try (Admin admin = Admin.create(clusters.properties(Colour.GREEN))) {
                admin.createPartitions(Map.of(migration.topic("orders"), NewPartitions.increaseTo(2)))
                        .all()
                        .get();
            }

            KmigRun run = migration.kmig("validate");

            run.refuses("KMIG-4022", 6).says(migration.topic("orders"), "nothing was proved");
        }
    }
}
