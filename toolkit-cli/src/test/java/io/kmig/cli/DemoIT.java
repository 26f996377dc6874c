package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer runs it, only shorter; and what it leaves behind, however it ends. */
class DemoIT {
    private static final List<String> DEMO =
            List.of("demo", "--records", "3000", "--rate", "500", "--report", "report");

    @TempDir
    Path directory;

    @TempDir
    Path temporary;

    @Test
    void endsCleanWithAReportOfStableRootFieldsAndLeavesNothingBehind() throws IOException {
        KmigRun.Live live = start().awaitNarrative("Load on blue");
        List<ProcessHandle> children = live.process().descendants().toList();

        KmigRun run = live.end();

        run.exits(0)
                .prints("0 lost, 0 duplicated, 0 reordered")
                .says("kmig plan", "kmig apply", "kmig cutover producers");
        assertThat(children).hasSizeGreaterThan(3).allMatch(KmigRun::gone);
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
        JsonNode report = new ObjectMapper()
                .readTree(directory.resolve("report").resolve("report.json").toFile());
        assertThat(report.fieldNames())
                .toIterable()
                .contains(
                        "schemaVersion",
                        "migration",
                        "phase",
                        "verdict",
                        "stages",
                        "offsets",
                        "writePauseMs",
                        "consumerPauseMs",
                        "database",
                        "ledger");
        assertThat(report.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(report.path("phase").asText()).isEqualTo("OnGreen");
        assertThat(report.path("ledger").path("produced").asLong()).isGreaterThanOrEqualTo(3000);
        assertThat(report.path("ledger").path("processed").asLong()).isPositive();
        for (String flaw : List.of("lost", "duplicated", "reordered")) {
            assertThat(report.path("ledger").path(flaw).isIntegralNumber())
                    .as(flaw)
                    .isTrue();
            assertThat(report.path("ledger").path(flaw).asLong()).as(flaw).isZero();
        }
        assertMovedUnderLoad(report);
        for (String pause : List.of("writePauseMs", "consumerPauseMs")) {
            assertThat(report.path(pause).path("n").asInt()).as(pause).isPositive();
            assertThat(report.path(pause).path("max").asLong()).as(pause).isPositive();
        }
        assertThat(report.path("offsets").path("exact").asLong()).isPositive();
        assertThat(report.path("stages")).isNotEmpty();
        // what is not known is null, and there
        assertThat(report.path("verdict").path("result").asText()).isEqualTo("PASS");
        assertThat(report.path("database").path("rowsCompared").isNull()).isTrue();
        assertThat(report.path("database").path("rowsDifferent").isNull()).isTrue();
    }

    @Test
    void movesEverythingOffAnOldBlueWithZooKeeperJustTheSame() throws IOException {
        KmigRun run = start("--blue-version", "2.8.2").end();

        run.exits(0).prints("0 lost, 0 duplicated, 0 reordered");
        assertMovedUnderLoad(new ObjectMapper()
                .readTree(directory.resolve("report").resolve("report.json").toFile()));
    }

    @Test
    void takesEverythingBackToBlueUnderLoadAndLosesNothingOfWhatGreenWrote() throws IOException {
        KmigRun run = start("--rollback").end();

        run.exits(0).prints("0 lost, 0 duplicated, 0 reordered").says("kmig rollback");
        JsonNode report = new ObjectMapper()
                .readTree(directory.resolve("report").resolve("report.json").toFile());
        assertMovedUnderLoad(report);
        assertThat(report.path("phase").asText()).isEqualTo("OnBlue");
        assertThat(report.path("ledger").path("home").asText()).isEqualToIgnoringCase("blue");
        assertThat(report.path("verdict").path("result").asText()).isEqualTo("PASS");
        assertThat(directory.resolve("report").resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aRecordLostInTheMirrorStopsTheCutoverAndIsNamed() throws IOException {
        KmigRun run = start("--inject", "drop", "--seed", "7").end();

        run.exits(4).says("KMIG-4020", "Damaged on purpose: drop at shop.");
        String place = run.err()
                .lines()
                .filter(l -> l.contains("Damaged on purpose"))
                .findFirst()
                .orElse("");
        String topic = place.replaceAll(".*drop at (\\S+)-\\d+,.*", "$1");
        String offset = place.replaceAll(".*blue offset (\\d+).*", "$1");
        assertThat(run.out())
                .as(run.toString())
                .contains("\"topic\":\"" + topic + "\"", "\"blueOffset\":" + offset, "MISSING", "\"keyBase64\"");
    }

    @Test
    void withoutTheValidatorTheLedgerAloneFindsTheDamage() {
        KmigRun run =
                start("--inject", "mutate", "--seed", "7", "--no-validator").end();

        run.exits(4).says("KMIG-5009", "Damaged on purpose: mutate at shop.");
    }

    private static void assertMovedUnderLoad(JsonNode report) {
        JsonNode ledger = report.path("ledger");
        assertThat(ledger.path("clients")).hasSizeGreaterThanOrEqualTo(4);
        for (JsonNode client : ledger.path("clients")) {
            assertThat(client.path("onBlue").asLong()).as(client.toString()).isPositive();
            assertThat(client.path("onGreen").asLong()).as(client.toString()).isPositive();
        }
        assertThat(ledger.path("visibleOnBlue").asLong())
                .as("the way back brought green's records to blue")
                .isGreaterThanOrEqualTo(3000)
                .isEqualTo(ledger.path("visibleOnGreen").asLong());
        assertThat(report.path("offsets").path("rereadAvoided").isIntegralNumber())
                .as(report.path("offsets").toString())
                .isTrue();
    }

    @Test
    void refusesAVersionOfBlueThatTheSandboxDoesNotHave() {
        start("--blue-version", "1.0").end().refuses("KMIG-1005", 2).says("4.3.1", "2.8.2");
    }

    @Test
    void killedInTheMiddleItLeavesNoProcessAndNoDirectory() {
        KmigRun.Live live = start().awaitNarrative("Load on blue");
        List<ProcessHandle> children = live.process().descendants().toList();

        KmigRun run = live.kill();

        run.exits(137);
        assertThat(children).hasSizeGreaterThan(3);
        await("children").atMost(Duration.ofSeconds(60)).until(() -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
        await("directories").atMost(Duration.ofSeconds(60)).until(() -> {
            try (Stream<Path> left = Files.list(temporary)) {
                return left.findAny().isEmpty();
            }
        });
    }

    @Test
    void ctrlCTakesEverythingDownInOrder() {
        KmigRun.Live live = start().awaitNarrative("Load on blue");
        List<ProcessHandle> children = live.process().descendants().toList();

        KmigRun run = live.interrupt().end();

        run.exits(130);
        assertThat(run.err()).doesNotContain("KMIG-9002");
        await("children").atMost(Duration.ofSeconds(30)).until(() -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
        assertThat(temporary).as(run.toString()).isEmptyDirectory();
    }

    private KmigRun.Live start(String... more) {
        List<String> arguments = new ArrayList<>(DEMO);
        arguments.addAll(List.of(more));
        return KmigRun.start(
                directory,
                Map.of("TMPDIR", temporary.toString(), "JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary),
                arguments.toArray(String[]::new));
    }
}
