package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import io.kmig.testkit.TwoClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a cutover refuses, and what it undoes: after each test every application runs on blue, as before. */
@ExtendWith(TwoClusters.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutoverIT {
    private Migration migration;
    private Applications apps;
    private String confirm;

    @BeforeAll
    void replicate(TwoClusters clusters, @TempDir Path directory) {
        migration = Migration.fresh(clusters, directory, "undone");
        migration.onBlue("orders", 2, Map.of()).onBlue("log", 1, Map.of());
        apps = Applications.startOnBlue(
                migration,
                AppSpec.producer("shop", migration.topic("orders")).rate(50),
                AppSpec.producer("logger", migration.topic("log")).rate(200),
                AppSpec.consumer("billing", migration.topic("billing"), StartAt.EARLIEST, migration.topic("orders")));
        migration.describe(
                apps.client("shop", ""),
                apps.client("logger", ""),
                apps.client("billing", ", timeout: 20s, wave: first"));
        confirm = "--confirm=" + migration.name();
        migration.kmig("cutover", confirm).exits(3).says("KMIG-3007", "nothing was stopped");
        migration.kmig("cutover", "--dry-run").exits(3).says("KMIG-3007");
        migration.kmig("offsets").refuses("KMIG-3007", 3).says("kmig apply");
        migration.kmig("apply").exits(0);
        assertThat(apps.calls()).isEmpty();
    }

    @AfterAll
    void clean() {
        apps.close();
        migration.close();
    }

    @Test
    void offATerminalItIsRefusedWithoutTheTypedNameAndStopsNothing() {
        List<String> before = apps.calls();

        KmigRun unconfirmed = migration.kmig("cutover");
        KmigRun wrong = migration.kmig("cutover", "consumers", "--confirm=other");

        unconfirmed.refuses("KMIG-3005", 3).says("--confirm=" + migration.name());
        wrong.refuses("KMIG-3005", 3).says("other");
        assertThat(apps.calls()).isEqualTo(before);
        assertEverythingRunsOnBlue();
    }

    @Test
    void producersAreRefusedWhileTheirReadersAreOnBlue() {
        List<String> before = apps.calls();

        KmigRun producers = migration.kmig("cutover", "producers", confirm);
        KmigRun shop = migration.kmig("cutover", "--client", "shop", confirm);

        producers.refuses("KMIG-4013", 3).says("billing", "kmig cutover consumers");
        shop.refuses("KMIG-4013", 3).says("billing");
        assertThat(apps.calls()).isEqualTo(before);
        assertEverythingRunsOnBlue();
    }

    @Test
    void aDryRunNamesTheUnitsAndStopsNothing() {
        List<String> before = apps.calls();

        migration.kmig("cutover", "consumers", "--dry-run").exits(0).prints("Would move: billing");
        migration.kmig("cutover", "--all", "--dry-run").exits(0).prints("billing", "shop", "logger");

        assertThat(apps.calls()).isEqualTo(before);
        assertEverythingRunsOnBlue();
    }

    @Test
    void anUnknownClientOrWaveIsRefusedWithTheNamesThereAre() {
        migration
                .kmig("cutover", "--client", "nobody", confirm)
                .refuses("KMIG-4014", 2)
                .says("nobody", "billing, ");
        migration
                .kmig("cutover", "--wave", "third", confirm)
                .refuses("KMIG-4014", 2)
                .says("third", "the waves are first");
        migration.kmig("cutover", "everything", confirm).refuses("KMIG-1005", 2).says("everything");
    }

    @Test
    void aTransactionThatHangsIsNamedAndAbortedOnlyWhenChosen(TwoClusters clusters) {
        clusters.appendHanging(Colour.BLUE, 815_000, new Tp(migration.topic("log"), 0), "never decided");
        List<String> before = apps.calls();

        KmigRun refused = migration.kmig("cutover", "--client", "logger", confirm);

        refused.refuses("KMIG-4025", 5)
                .says(migration.topic("log") + "-0", "producer id 815000", "--abort-hanging", "nothing was stopped");
        assertThat(apps.calls()).isEqualTo(before);
        migration
                .kmig("cutover", "--client", "logger", "--abort-hanging", confirm)
                .exits(0)
                .prints("logger");
        migration.kmig("rollback", confirm).exits(0).prints("logger");
        assertEverythingRunsOnBlue();
    }

    @Test
    void aStopHookThatFailsLeavesTheUnitRunningOnBlue() {
        apps.set("fail-stop-billing");

        KmigRun run = migration.kmig("cutover", "--client", "billing", confirm);

        apps.unset("fail-stop-billing");
        run.refuses("KMIG-4007", 5).says("exit code 7", "no luck with billing", "started on blue");
        assertEverythingRunsOnBlue();
        assertNothingPinned();
    }

    @Test
    void aStopHookThatHangsIsKilledAndTheUnitRunsOnBlueAgain() {
        apps.set("linger-stop-billing");

        KmigRun run = migration.kmig("cutover", "--client", "billing", "--set", "clients[billing].timeout=2s", confirm);

        apps.unset("linger-stop-billing");
        run.refuses("KMIG-4007", 5).says("2 s", "started on blue");
        assertEverythingRunsOnBlue();
        assertNothingPinned();
    }

    @Test
    void ctrlCWhileAStopHookLingersStartsTheUnitOnBlueAgain() {
        long stops =
                apps.calls().stream().filter(c -> c.equals("stop billing blue")).count();
        apps.set("linger-stop-billing");
        KmigRun.Live live = migration.start("cutover", "--client", "billing", confirm);
        await("stopped")
                .atMost(Duration.ofSeconds(60))
                .until(() -> apps.calls().stream()
                                        .filter(c -> c.equals("stop billing blue"))
                                        .count()
                                > stops
                        && apps.status("billing").path("state").asText().equals("stopped"));
        List<ProcessHandle> children = live.process().descendants().toList();

        KmigRun run = live.interrupt().end();

        apps.unset("linger-stop-billing");
        run.refuses("KMIG-9001", 130).says("started on blue");
        assertThat(children).as("the hook was there").isNotEmpty();
        assertThat(children).as(run.toString()).allMatch(KmigRun::gone);
        assertThat(run.err()).as("undone without further trouble").doesNotContain("problems");
        assertEverythingRunsOnBlue();
        assertNothingPinned();
    }

    @Test
    void ctrlCWhileAMirrorCannotDrainStartsTheUnitOnBlueAgain() {
        String mirror = "/connectors/kmig." + migration.name() + ".mirror.logger";
        apps.set("hold-stop-logger");
        int stops = Collections.frequency(apps.calls(), "stop logger blue");
        KmigRun.Live live = migration.start("cutover", "--client", "logger", confirm);
        apps.awaitCall("stop logger blue", stops + 1);
        migration.rest("PUT", mirror + "/pause");
        awaitTasks(mirror, "PAUSED");
        long acked = apps.status("logger").path("acked").asLong();
        apps.awaitStatus("logger", s -> s.path("acked").asLong() > acked + 20);
        apps.unset("hold-stop-logger");
        live.awaitNarrative("fence");

        KmigRun run = live.interrupt().end();

        run.refuses("KMIG-9001", 130).says("started on blue");
        assertThat(run.err()).as("undone without further trouble").doesNotContain("problems");
        assertEverythingRunsOnBlue();
        awaitTasks(mirror, "RUNNING");
        migration.kmig("plan", "--detailed-exitcode").exits(0);
    }

    private void awaitTasks(String connector, String state) {
        await(connector + " " + state).atMost(Duration.ofSeconds(60)).until(() -> {
            String status = migration.rest("GET", connector + "/status");
            return status.contains("\"tasks\":[{") && status.split(state, -1).length > 2;
        });
    }

    private void assertEverythingRunsOnBlue() {
        for (String app : List.of("shop", "logger", "billing")) {
            assertThat(apps.runsOn(app, Colour.BLUE))
                    .as(() -> apps.status(app).toString())
                    .isTrue();
        }
    }

    private void assertNothingPinned() {
        assertThat(migration.kmig("lag", "-o", "json").exits(0).json().path("groups"))
                .noneMatch(g -> g.path("side").asText().equals("green"));
    }
}
