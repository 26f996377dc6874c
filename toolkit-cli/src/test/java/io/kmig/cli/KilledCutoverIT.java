package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.StartAt;
import io.kmig.testkit.TwoClusters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a cutover, wherever it strikes. */
@ExtendWith(TwoClusters.Shared.class)
class KilledCutoverIT {
    /** A step is named on stderr when it is done, so that a kill strikes in the one after it. */
    private static final List<String> READERS = List.of("stop", "pin", "start");

    private static final List<String> WRITERS = List.of("stop", "fence", "drain", "silence", "hand-off", "start");

    @TempDir
    Path directory;

    @Test
    void aMoveKilledAgainAndAgainIsCompletedByTheNextRunAndNothingIsLostOrReadTwice(TwoClusters clusters)
            throws InterruptedException {
        long seed = Long.getLong("kmig.seed", System.nanoTime() % 1_000_000);
        Random random = new Random(seed);
        String strikes = "seed -Dkmig.seed=" + seed;
        System.out.println(strikes);
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

            for (String after : chosen(READERS, 1, random)) {
                strikes += ", consumers after " + after;
                strike(migration, after, "cutover", "consumers", confirm);
            }
            migration.kmig("cutover", "consumers", confirm).exits(0).prints("billing");
            for (String after : chosen(WRITERS, 3, random)) {
                strikes += ", producers after " + after;
                strike(migration, after, "cutover", "producers", confirm);
            }
            System.out.println(strikes);
            migration.kmig("cutover", "producers", confirm).exits(0).prints("shop");

            assertThat(apps.runsOn("shop", Colour.GREEN)).as(strikes).isTrue();
            assertThat(apps.runsOn("billing", Colour.GREEN)).as(strikes).isTrue();
            long acked = apps.status("shop").path("acked").asLong();
            apps.awaitStatus("shop", s -> s.path("acked").asLong() > acked + 100);
            JsonNode status = migration.kmig("status", "-o", "json").exits(0).json();
            assertThat(status.path("phase").asText()).as(strikes).isEqualTo("OnGreen");
            assertThat(status.path("units").findValuesAsText("where"))
                    .as(strikes)
                    .containsOnly("green");
            LedgerReport ledger = apps.judgeOnGreenAndTheWayBack();
            assertThat(ledger.visibleOnBlue())
                    .as("records on blue: what was born on green came back. " + strikes)
                    .isEqualTo(ledger.visibleOnGreen());
            assertThat(ledger.isFlawless())
                    .as(() -> ledger.findings().toString())
                    .as(strikes)
                    .isTrue();
            assertThat(ledger.produced()).as(strikes).isGreaterThan(500);
            assertThat(ledger.clients()).as(strikes).allMatch(c -> c.onBlue() > 0 && c.onGreen() > 0);
            migration.kmig("cutover", "--all", confirm).exits(0).prints("Nothing to move");
        }
    }

    private static List<String> chosen(List<String> steps, int count, Random random) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, random);
        return places.stream().limit(count).sorted().map(steps::get).toList();
    }

    private static void strike(Migration migration, String after, String... command) {
        migration.start(command).awaitNarrative(": " + after).kill().exits(137);
    }
}
