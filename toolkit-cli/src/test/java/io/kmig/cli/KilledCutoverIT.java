package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import io.kmig.testkit.TwoClusters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a cutover, wherever it strikes. */
@ExtendWith(TwoClusters.Shared.class)
class KilledCutoverIT {
    private static final List<String> READERS = List.of("stop", "pin", "start");

    private static final List<String> WRITERS = List.of("stop", "fence", "drain", "silence", "hand-off", "start");

    @TempDir
    Path directory;

    @Test
    void aMoveKilledAgainAndAgainIsCompletedByTheNextRunAndNothingIsLostOrReadTwice(TwoClusters clusters)
            throws InterruptedException {
        Strikes strikes = new Strikes();
        Migration migration = Migration.fresh(clusters, directory, "struck").onBlue("orders", 2, Map.of());
        try (migration;
                Applications apps = Applications.startOnBlue(
                        migration,
                        AppSpec.producer("shop", migration.topic("orders")).rate(150),
                        AppSpec.consumer(
                                "billing", migration.topic("billing"), StartAt.EARLIEST, migration.topic("orders")))) {
            migration.describe(apps.client("shop", ""), apps.client("billing", ""));
            migration.kmig("apply").exits(0);
            String confirm = "--confirm=" + migration.name();

            for (String after : strikes.chosen(READERS, 1)) {
                strikes.after("billing", after, migration.start("cutover", "consumers", confirm));
            }
            // one that was struck at its very end has nothing left to do
            migration.kmig("cutover", "consumers", confirm).exits(0);
            for (String after : strikes.chosen(WRITERS, 3)) {
                strikes.after("shop", after, migration.start("cutover", "producers", confirm));
            }
            migration.kmig("cutover", "producers", confirm).exits(0).prints("shop");

            assertThat(apps.runsOn("shop", Colour.GREEN)).as(strikes.toString()).isTrue();
            assertThat(apps.runsOn("billing", Colour.GREEN))
                    .as(strikes.toString())
                    .isTrue();
            long acked = apps.status("shop").path("acked").asLong();
            apps.awaitStatus("shop", s -> s.path("acked").asLong() > acked + 100);
            JsonNode status = migration.kmig("status", "-o", "json").exits(0).json();
            assertThat(status.path("phase").asText()).as(strikes.toString()).isEqualTo("OnGreen");
            assertThat(status.path("units").findValuesAsText("where"))
                    .as(strikes.toString())
                    .containsOnly("green");
            LedgerReport ledger = apps.judgeOnGreenAndTheWayBack();
            assertThat(ledger.visibleOnBlue())
                    .as("records on blue: what was born on green came back. " + strikes)
                    .isEqualTo(ledger.visibleOnGreen());
            assertThat(ledger.isFlawless())
                    .as(() -> ledger.findings().toString())
                    .as(strikes.toString())
                    .isTrue();
            assertThat(ledger.produced()).as(strikes.toString()).isGreaterThan(500);
            assertThat(ledger.clients()).as(strikes.toString()).allMatch(c -> c.onBlue() > 0 && c.onGreen() > 0);
            migration.kmig("cutover", "--all", confirm).exits(0).prints("Nothing to move");
        }
    }
}
