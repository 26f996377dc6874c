package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import io.kmig.testkit.TwoClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The way back under load, after everything was moved to green and written there: first what refuses it, then it. */
@ExtendWith(TwoClusters.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollbackIT {
    private Migration migration;
    private Applications apps;
    private String confirm;

    @BeforeAll
    void moveToGreen(TwoClusters clusters, @TempDir Path directory) {
        migration = Migration.fresh(clusters, directory, "returned").onBlue("orders", 2, Map.of());
        apps = Applications.startOnBlue(
                migration,
                AppSpec.producer("shop", migration.topic("orders")).rate(100),
                AppSpec.consumer("billing", migration.topic("billing"), StartAt.EARLIEST, migration.topic("orders")));
        migration.describe(apps.client("shop", ""), apps.client("billing", ""));
        confirm = "--confirm=" + migration.name();
        migration.kmig("apply").exits(0);
    }

    @AfterAll
    void clean() {
        apps.close();
        migration.close();
    }

    /** The verdict is other tests' business, and the way back asks for none. */
    @Test
    @Order(1)
    void ctrlCWhileItStartsOnGreenIsGoneOnFromByTheNextRun() {
        String[] cutover = {"cutover", "--all", "--set", "validation.mode=off", confirm};
        apps.set("linger-start-shop");
        KmigRun.Live live = migration.start(cutover);
        awaitCall("start shop green");

        KmigRun interrupted = live.interrupt().end();
        apps.unset("linger-start-shop");
        KmigRun next = migration.kmig(cutover);

        interrupted.refuses("KMIG-9001", 130);
        next.exits(0).says("going on from there").prints("On green: shop");
        assertThat(apps.runsOn("shop", Colour.GREEN)).isTrue();
        assertThat(apps.runsOn("billing", Colour.GREEN)).isTrue();
        awaitMoreRecords();
    }

    @Test
    @Order(3)
    void ctrlCWhileItStopsOnGreenStartsItThereAgain() {
        apps.set("linger-stop-shop");
        KmigRun.Live live = migration.start("rollback", confirm);
        awaitCall("stop shop green");

        KmigRun interrupted = live.interrupt().end();
        apps.unset("linger-stop-shop");

        interrupted.refuses("KMIG-9001", 130).says("started on green");
        assertThat(apps.runsOn("shop", Colour.GREEN)).isTrue();
        awaitMoreRecords();
    }

    private void awaitCall(String call) {
        await(call).atMost(Duration.ofSeconds(90)).until(() -> apps.calls().contains(call));
    }

    @Test
    @Order(2)
    void aRehearsalAndARollbackThatNobodyConfirmedStopNothing() {
        List<String> before = apps.calls();

        KmigRun rehearsal = migration.kmig("rollback", "--dry-run");
        KmigRun unconfirmed = migration.kmig("rollback");
        KmigRun wrong = migration.kmig("rollback", "--confirm=other");

        rehearsal.exits(0).prints("Would be taken back", "green's writes are kept");
        assertThat(rehearsal.out()).as("writers before readers").containsSubsequence("  shop ", "  billing ");
        unconfirmed.refuses("KMIG-3005", 3).says(confirm);
        wrong.refuses("KMIG-3005", 3).says("other");
        assertThat(apps.calls()).isEqualTo(before);
        assertThat(apps.runsOn("shop", Colour.GREEN)).isTrue();
        assertThat(apps.runsOn("billing", Colour.GREEN)).isTrue();
        assertThat(status().path("phase").asText()).isEqualTo("OnGreen");
    }

    @Test
    @Order(4)
    void everyUnitRunsOnBlueAgainWithWhatWasWrittenOnGreenAndNothingIsLostOrReadTwice() throws InterruptedException {
        KmigRun rollback = migration.kmig("rollback", confirm);

        rollback.exits(0).prints("On blue: shop, billing");
        assertThat(apps.runsOn("shop", Colour.BLUE)).isTrue();
        assertThat(apps.runsOn("billing", Colour.BLUE)).isTrue();
        JsonNode status = status();
        assertThat(status.path("phase").asText()).isEqualTo("OnBlue");
        assertThat(status.path("units").findValuesAsText("where")).hasSize(2).containsOnly("blue");
        List<String> calls = apps.calls();
        migration.kmig("rollback", confirm).exits(0).prints("Nothing to take back: every unit is on blue.");
        assertThat(apps.calls()).isEqualTo(calls);
        awaitMoreRecords();
        LedgerReport ledger = apps.judgeOnBothSides(Colour.BLUE);
        assertThat(ledger.isFlawless()).as(() -> ledger.findings().toString()).isTrue();
        assertThat(ledger.clients()).allMatch(c -> c.onBlue() > 0 && c.onGreen() > 0);
    }

    /** Of the producer; and the consumer reads them. */
    private void awaitMoreRecords() {
        long acked = apps.status("shop").path("acked").asLong();
        long processed = apps.status("billing").path("processed").asLong();
        apps.awaitStatus("shop", s -> s.path("acked").asLong() > acked + 100);
        apps.awaitStatus("billing", s -> s.path("processed").asLong() > processed + 100);
    }

    private JsonNode status() {
        return migration.kmig("status", "-o", "json").exits(0).json();
    }
}
