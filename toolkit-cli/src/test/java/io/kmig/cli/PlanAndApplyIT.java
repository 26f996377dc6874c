package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.core.estate.Colour;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Plan and apply as scripts run them: exit codes, drift, saved plans, and an apply that is killed. */
@ExtendWith(TwoClusters.Shared.class)
class PlanAndApplyIT {
    @TempDir
    Path directory;

    @Test
    void exitCodeTellsPendingChangesUntilTheyAreAppliedAndDriftIsNamedAndMended(TwoClusters clusters) {
        try (Migration migration = Migration.fresh(clusters, directory, "drift")
                .onBlue("orders", 2, Map.of("retention.ms", "3600000"))
                .group(Colour.BLUE, "readers", "orders", 0)
                .describe()) {
            String topic = migration.topic("orders");

            migration.kmig("plan", "--detailed-exitcode").exits(10).prints("+ topic " + topic, "retention.ms");
            migration.kmig("plan").exits(0);
            migration.kmig("apply").exits(0).prints("Applied: 4 created, 0 changed, 0 revived.");
            migration.kmig("plan", "--detailed-exitcode").exits(0).prints("No changes. Green is as it should be.");

            migration.setOnGreen("orders", "retention.ms", "7200000");

            migration
                    .kmig("plan", "--detailed-exitcode")
                    .exits(10)
                    .prints("~ topic " + topic, "retention.ms: 7200000 -> 3600000", "0 to create, 1 to change");
            migration.kmig("apply").exits(0);
            migration.kmig("plan", "--detailed-exitcode").exits(0);
            migration.kmig("apply").exits(0).prints("No changes.");
        }
    }

    @Test
    void jsonPlanIsAllOfStdoutAndTheNarrativeGoesToStderr(TwoClusters clusters) {
        Migration migration = Migration.fresh(clusters, directory, "json")
                .onBlue(List.of("a", "b"), 3, Map.of())
                .describe();

        KmigRun run = migration.kmig("plan", "-o", "json").exits(0);

        JsonNode plan = run.json();
        assertThat(plan.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(plan.path("migration").asText()).isEqualTo(migration.name());
        assertThat(plan.path("operations").findValuesAsText("operation"))
                .startsWith("createTopic", "createTopic")
                .contains("createConnector");
        assertThat(plan.path("operations").get(0).path("topic").asText()).isEqualTo(migration.topic("a"));
        assertThat(plan.path("operations").get(0).path("partitions").asInt()).isEqualTo(3);
        run.says("Next: kmig apply");
        assertThat(migration.kmig("plan", "-o", "yaml").exits(0).out()).contains("schemaVersion: 1");
        assertThat(migration.topics(Colour.GREEN)).isEmpty();
        assertThat(migration.connectors()).isEmpty();
    }

    @Test
    void refusesASavedPlanOnceBlueChangedAndAppliesAFreshOneTwice(TwoClusters clusters) {
        try (Migration migration = Migration.fresh(clusters, directory, "saved")
                .onBlue("orders", 1, Map.of())
                .group(Colour.BLUE, "readers", "orders", 0)
                .describe()) {
            migration.kmig("plan", "--out", "first.plan").exits(0).says("kmig apply first.plan");
            migration.onBlue("late", 1, Map.of());

            KmigRun stale = migration.kmig("apply", "first.plan");

            stale.refuses("KMIG-3001", 3).says("kmig plan --out");
            assertThat(migration.topics(Colour.GREEN)).isEmpty();
            assertThat(migration.connectors()).isEmpty();

            migration.kmig("plan", "--out", "plans/second.plan").exits(0);
            migration.kmig("apply", "plans/second.plan").exits(0).prints("Applied: 5 created, 0 changed, 0 revived.");
            assertThat(migration.topics(Colour.GREEN))
                    .containsExactly(migration.topic("late"), migration.topic("orders"));
            migration.kmig("apply", "plans/second.plan").exits(0).prints("No changes.");
        }
    }

    @Test
    void refusesAPlanFileThatIsNoneAndOneThatIsMissing(TwoClusters clusters) {
        Migration migration = Migration.fresh(clusters, directory, "unreadable").describe();
        migration.write("broken.plan", "{\"schemaVersion\": 1, \"migration\"");

        migration.kmig("apply", "broken.plan").refuses("KMIG-3002", 2).says("broken.plan");
        migration.kmig("apply", "missing.plan").refuses("KMIG-3002", 2).says("missing.plan");
    }

    @Test
    void aPlanIsSavedOverNothingButAPlan(TwoClusters clusters) throws IOException {
        Migration migration = Migration.fresh(clusters, directory, "out")
                .onBlue("orders", 1, Map.of())
                .describe();
        Path description = directory.resolve("kmig.yaml");
        String described = Files.readString(description);
        migration.write("notes.txt", "mine");
        migration.write("old.plan", "{\"schemaVersion\": 0, \"fingerprint\": \"f\", \"operations\": []}");

        migration
                .kmig("plan", "--out", "./kmig.yaml")
                .refuses("KMIG-1004", 3)
                .says("describes the migration", "kmig plan --out ./kmig.plan");
        migration
                .kmig("plan", "--out", "notes.txt")
                .refuses("KMIG-1004", 3)
                .says("no saved plan", "kmig plan --out notes.plan");
        migration.kmig("apply", "kmig.yaml").refuses("KMIG-3002", 2).says("kmig plan --out kmig.plan");
        migration.kmig("plan", "--out", "old.plan").exits(0);
        migration.kmig("plan", "--out", "old.plan").exits(0).says("kmig apply old.plan");

        assertThat(Files.readString(description)).isEqualTo(described);
        assertThat(Files.readString(directory.resolve("notes.txt"))).isEqualTo("mine");
    }

    @Test
    void whereNoReportCanBeWrittenNothingIsChanged(TwoClusters clusters) {
        Migration migration = Migration.fresh(clusters, directory, "unreported")
                .onBlue("orders", 1, Map.of())
                .describe();
        migration.write("occupied", "a file");

        migration
                .kmig("apply", "--set", "report.dir=occupied/report")
                .refuses("KMIG-1006", 3)
                .says("occupied/report", "report.dir");
        migration
                .kmig("validate", "--report", "occupied")
                .refuses("KMIG-1006", 3)
                .says("occupied");
        migration.kmig("demo", "--report", "occupied").refuses("KMIG-1006", 3).says("occupied");

        assertThat(migration.topics(Colour.GREEN)).isEmpty();
        assertThat(migration.connectors()).isEmpty();
    }

    @Test
    void anApplyWhoseJournalCannotBeOpenedChangesNothing(TwoClusters clusters) throws IOException {
        Migration migration = Migration.fresh(clusters, directory, "unjournaled")
                .onBlue("orders", 1, Map.of())
                .describe();
        Files.createDirectories(
                directory.resolve(".kmig").resolve(migration.name()).resolve("journal.lock"));

        KmigRun run = migration.kmig("apply");

        run.refuses("KMIG-4018", 5).says("journal.lock");
        migration.kmig("plan", "--detailed-exitcode").exits(10);
        assertThat(migration.topics(Colour.GREEN)).isEmpty();
        assertThat(migration.connectors()).isEmpty();
    }

    @Test
    void anApplyKilledInTheMiddleIsCompletedByTheNext(TwoClusters clusters) {
        List<String> suffixes =
                IntStream.range(0, 35).mapToObj("t%02d"::formatted).toList();
        try (Migration migration = Migration.fresh(clusters, directory, "killed")
                .onBlue(suffixes, 1, Map.of())
                .group(Colour.BLUE, "readers", "t00", 0)
                .describe()) {
            KmigRun killed = migration.start("apply").awaitNarrative(" done").kill();

            killed.exits(137);
            assertThat(migration.topics(Colour.GREEN)).as(killed.toString()).isNotEmpty();
            assertThat(migration.topics(Colour.GREEN)).as(killed.toString()).hasSizeLessThan(35);
            migration.kmig("plan", "--detailed-exitcode").exits(10);
            migration.kmig("apply").exits(0);
            assertThat(migration.topics(Colour.GREEN)).hasSize(35);
            migration.kmig("plan", "--detailed-exitcode").exits(0);
        }
    }
}
