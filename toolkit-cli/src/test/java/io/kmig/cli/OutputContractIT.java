package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.cli.config.ConfigSchema;
import io.kmig.core.estate.Colour;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people and scripts see of a migration that replicates: tables, JSON, colours, watching, a starter file. */
@ExtendWith(TwoClusters.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutputContractIT {
    private static final String ESCAPE = "\u001b";

    private final List<KmigRun.Live> watching = new ArrayList<>();
    private Migration migration;

    @BeforeAll
    void replicate(TwoClusters clusters, @TempDir Path directory) {
        migration = Migration.fresh(clusters, directory, "seen").onBlue(List.of("orders", "late"), 1, Map.of());
        migration.append("orders", 10, "order");
        migration
                .group(Colour.BLUE, "billing", "orders", 7)
                .group(Colour.BLUE, "watched", "orders", 4)
                .group(Colour.BLUE, "dunning", "late", 0);
        migration.describe(
                "{name: billing, groups: [" + migration.topic("billing") + "]}",
                "{name: dunning, groups: [" + migration.topic("dunning") + "]}");
        migration.kmig("apply").exits(0);
        migration.awaitMirrored();
    }

    @AfterAll
    void clean() {
        migration.close();
    }

    @Test
    void versionIsOneLineAndHelpIsAResult() {
        KmigRun version = migration.kmig("--version").exits(0);
        KmigRun help = migration.kmig("cutover", "--help").exits(0);
        KmigRun nothing = migration.kmig();

        assertThat(version.out()).matches("kmig \\S+\\R");
        assertThat(version.err()).isEmpty();
        help.prints("Usage: kmig cutover", "Examples:");
        assertThat(help.err()).isEmpty();
        nothing.exits(2).says("Usage: kmig");
        assertThat(nothing.out()).isEmpty();
    }

    @Test
    void colourIsForTerminalsThatWantIt() {
        KmigRun piped = migration.kmig("status");
        KmigRun shown = atTerminal(Map.of(), "status");
        KmigRun noColor = atTerminal(Map.of("NO_COLOR", "1"), "status");
        KmigRun dumb = atTerminal(Map.of("TERM", "dumb"), "status");
        KmigRun option = atTerminal(Map.of(), "status", "--no-color");

        assertThat(shown.exits(0).out()).as("at a terminal there is colour").contains(ESCAPE);
        for (KmigRun plain : List.of(piped, noColor, dumb, option)) {
            assertThat(plain.exits(0).out() + plain.err())
                    .as(plain::toString)
                    .contains("phase")
                    .doesNotContain(ESCAPE);
        }
    }

    private KmigRun atTerminal(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(Map.of("TERM", "xterm"));
        all.putAll(environment);
        return KmigRun.startAtTerminal(migration.directory(), all, arguments).end();
    }

    @Test
    void statusShowsPhaseConnectorsMirrorsAndTheNextCommand() {
        KmigRun table = migration.kmig("status").exits(0);
        JsonNode json = await("a look that sees what the mirror committed")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> migration.kmig("status", "-o", "json").exits(0).json(),
                        seen -> seen.path("mirrors").path(0).path("copied").asLong() >= 10);

        table.prints(
                "phase Replicating",
                "UNIT",
                "billing",
                "kmig." + migration.name() + ".mirror.unclaimed",
                "RUNNING",
                "100.00",
                "now",
                "Next: kmig cutover --dry-run");
        assertThat(json.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(json.path("phase").asText()).isEqualTo("Replicating");
        assertThat(json.path("mirrors").get(0).path("etaSeconds").asLong()).isZero();
        assertThat(json.path("connectors").findValuesAsText("purpose"))
                .containsExactlyInAnyOrder("checkpoint", "heartbeat", "mirror");
        assertThat(json.path("pendingChanges").asInt()).isZero();
    }

    @Test
    void offsetsOfClientsThatNameNoGroupAreRefusedWithTheRemedy() throws IOException {
        Path description = migration.directory().resolve("kmig.yaml");
        Path groupless = migration.directory().resolve("groupless.yaml");
        Files.writeString(
                groupless,
                Files.readString(description)
                        .replaceAll("groups: \\[[^\\]\"]*\\]", "produces: [" + migration.topic("orders") + "]"));

        migration
                .kmig("-f", "groupless.yaml", "offsets")
                .refuses("KMIG-4016", 3)
                .says("add `groups`");
    }

    @Test
    void lagShowsBothSidesWithMembers(TwoClusters clusters) {
        String group = migration.topic("watched");
        migration.group(Colour.GREEN, "watched", "orders", 9);
        Map<String, Object> properties = clusters.properties(Colour.BLUE);
        properties.put("group.id", group);
        properties.put("enable.auto.commit", "false");
        try (KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            member.subscribe(List.of(migration.topic("orders")));
            await("assignment").atMost(Duration.ofSeconds(60)).until(() -> {
                member.poll(Duration.ofMillis(100));
                return !member.assignment().isEmpty();
            });

            KmigRun table = migration.kmig("lag").exits(0);
            KmigRun partitions = migration.kmig("lag", "--partitions").exits(0);
            JsonNode json = migration.kmig("lag", "-o", "json").exits(0).json();

            assertThat(row(table, "blue", group)).containsSubsequence("STABLE", "1", migration.topic("orders"), "6");
            assertThat(row(table, "green", group)).containsSubsequence("EMPTY", "0", migration.topic("orders"));
            partitions.prints("PARTITION", "COMMITTED", "END");
            table.prints("MIRROR", "BEHIND", "kmig." + migration.name() + ".mirror.unclaimed");
            JsonNode blue = line(json, "blue", group);
            JsonNode green = line(json, "green", group);
            assertThat(json.path("schemaVersion").asInt()).isEqualTo(1);
            assertThat(blue.path("members").asInt()).isEqualTo(1);
            assertThat(blue.path("lag").asLong()).isEqualTo(6);
            assertThat(green.path("members").asInt()).isZero();
            assertThat(green.path("committed").asLong()).isEqualTo(9);
            // the mirror's transaction markers are offsets, too
            assertThat(green.path("lag").asLong())
                    .isEqualTo(green.path("end").asLong() - 9)
                    .isPositive();
        }
    }

    private static List<String> row(KmigRun table, String side, String group) {
        return table.out()
                .lines()
                .map(l -> List.of(l.strip().split("\\s+", -1)))
                .filter(l -> l.get(0).equals(side) && l.contains(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + group + " on " + side + "\n" + table));
    }

    private static JsonNode line(JsonNode lag, String side, String group) {
        return StreamSupport.stream(lag.path("groups").spliterator(), false)
                .filter(g -> g.path("side").asText().equals(side)
                        && g.path("group").asText().equals(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + group + " on " + side + "\n" + lag));
    }

    @Test
    void lagIsWatchedScreenByScreenUntilCtrlC() {
        migration.group(Colour.BLUE, "seen", "orders", 3);
        KmigRun.Live lag = watched("lag").awaitResult(ESCAPE);
        awaitScreen(lag, screen -> lagOf(screen, "seen").equals("7"));
        migration.group(Colour.BLUE, "seen", "orders", 5);
        awaitScreen(lag, screen -> lagOf(screen, "seen").equals("5"));
        migration.group(Colour.BLUE, "seen", "orders", 10);
        awaitScreen(lag, screen -> lagOf(screen, "seen").equals("0"));

        KmigRun run = lag.interrupt().end();

        run.exits(130);
        assertThat(screens(run.out())).as(run.toString()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void statusIsWatchedScreenByScreenUntilCtrlC() {
        String heartbeat = "kmig." + migration.name() + ".heartbeat";
        KmigRun.Live status = watched("status");
        awaitScreen(status, screen -> connector(screen, heartbeat).contains("RUNNING"));
        migration.rest("PUT", "/connectors/" + heartbeat + "/pause");
        awaitScreen(status, screen -> connector(screen, heartbeat).contains("PAUSED"));
        migration.rest("PUT", "/connectors/" + heartbeat + "/resume");
        awaitScreen(status, screen -> connector(screen, heartbeat).startsWith("RUNNING RUNNING"));

        KmigRun run = status.interrupt().end();

        run.exits(130);
        assertThat(screens(run.out())).as(run.toString()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void offsetsAreWatchedScreenByScreenUntilCtrlC() {
        KmigRun.Live offsets = watched("offsets");
        try {
            awaitScreen(offsets, screen -> resumes(screen, "billing", 7, 7));
            migration.group(Colour.BLUE, "billing", "orders", 5);
            awaitScreen(offsets, screen -> resumes(screen, "billing", 5, 5));
            migration.group(Colour.BLUE, "billing", "orders", 9);
            awaitScreen(offsets, screen -> resumes(screen, "billing", 9, 9));
        } finally {
            migration.group(Colour.BLUE, "billing", "orders", 7);
        }

        KmigRun run = offsets.interrupt().end();

        run.exits(130);
        assertThat(screens(run.out())).as(run.toString()).hasSizeGreaterThanOrEqualTo(3);
    }

    private boolean resumes(String screen, String group, long blue, long green) {
        return cells(screen, migration.topic(group), migration.topic("orders"), "0", "" + blue, "" + green)
                .anyMatch("exact"::equals);
    }

    private KmigRun.Live watched(String verb) {
        KmigRun.Live live = KmigRun.startAtTerminal(migration.directory(), Map.of("TERM", "xterm"), verb, "--watch");
        watching.add(live);
        return live;
    }

    /** It would watch for ever when a test fails before its Ctrl-C. */
    @AfterEach
    void watchNoLonger() {
        watching.forEach(live -> live.process().destroyForcibly());
        watching.clear();
    }

    /** Waits until a whole screen is so; whole once the next one begins. */
    private static void awaitScreen(KmigRun.Live live, Predicate<String> so) {
        await("a screen")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    List<String> screens = screens(Files.readString(live.out()));
                    assertThat(screens).as("screens").hasSizeGreaterThan(1);
                    assertThat(screens.get(screens.size() - 2)).matches(so);
                });
    }

    /** What was shown between two returns to the top. */
    private static List<String> screens(String out) {
        return Stream.of(out.split(Pattern.quote(ESCAPE + "[H" + ESCAPE + "[2J"), -1))
                .filter(screen -> !screen.isBlank())
                .toList();
    }

    private String lagOf(String screen, String group) {
        return cells(screen, "blue", migration.topic(group)).reduce((a, b) -> b).orElse("none");
    }

    private static String connector(String screen, String name) {
        return cells(screen, name).skip(2).collect(Collectors.joining(" "));
    }

    private static Stream<String> cells(String screen, String... first) {
        return screen.lines()
                .map(l -> List.of(l.strip().split("\\s+", -1)))
                .filter(l ->
                        l.size() > first.length && l.subList(0, first.length).equals(List.of(first)))
                .findFirst()
                .map(List::stream)
                .orElse(Stream.empty());
    }

    @Test
    void offsetsAreExactWhileTheMirrorKeepsUpAndInconclusiveWhileItIsBehind() {
        String mirror = "/connectors/kmig." + migration.name() + ".mirror.unclaimed";
        migration.kmig("offsets").exits(0).prints("exact", "7");
        migration.kmig("offsets", "--group", "nobody").refuses("KMIG-4023", 2).says("dunning");
        JsonNode exact = migration.kmig("offsets", "-o", "json").exits(0).json();
        migration.rest("PUT", mirror + "/pause");
        await("paused").atMost(Duration.ofSeconds(60)).until(() -> migration
                .rest("GET", mirror + "/status")
                .contains("\"tasks\":[{\"id\":0,\"state\":\"PAUSED\""));
        migration.append("late", 5, "late");
        migration.group(Colour.BLUE, "dunning", "late", 4);

        KmigRun behind = migration.kmig("offsets");

        migration.rest("PUT", mirror + "/resume");
        assertThat(exact.path("exact").asInt()).isEqualTo(2);
        assertThat(exact.path("positions").get(0).path("green").asLong()).isEqualTo(7);
        behind.exits(6).prints("1 exact, 0 bounded, 1 unresolved");
        await("resumed").atMost(Duration.ofSeconds(60)).until(() -> migration
                .rest("GET", mirror + "/status")
                .contains("\"tasks\":[{\"id\":0,\"state\":\"RUNNING\""));
        migration.awaitMirrored();
        migration.kmig("offsets").exits(0).prints("2 exact, 0 bounded, 0 unresolved");
    }

    @Test
    void initWritesAStarterThatPlanAcceptsOnceEditedAndNeverOverwritesIt(TwoClusters clusters, @TempDir Path empty)
            throws IOException {
        String[] init = {
            "init",
            "--blue",
            clusters.cluster(Colour.BLUE).bootstrap(),
            "--green",
            clusters.cluster(Colour.GREEN).bootstrap(),
            "--connect",
            clusters.connect().url(),
            "--name",
            "starter"
        };
        Path file = empty.resolve("kmig.yaml");
        KmigRun.in(empty, init).exits(0).prints("Wrote kmig.yaml").says("Next: ");
        String starter = Files.readString(file);
        String schema = Files.readString(empty.resolve("kmig.schema.json"));
        List<String> elsewhere = new ArrayList<>(List.of("-f", "shop.yaml"));
        elsewhere.addAll(List.of(init));
        KmigRun.in(empty, elsewhere.toArray(new String[0])).exits(0).says("kmig -f shop.yaml plan");

        KmigRun again = KmigRun.in(empty, init);
        String edited = starter.replaceFirst("include:\n( *- .*\n)+", "include: [\"seen.*orders\"]\n")
                .replaceFirst("(?s)\nclients:.*\ncutover:", "\nclients: []\ncutover:");
        Files.writeString(file, edited);
        KmigRun plan = KmigRun.in(empty, "plan", "--detailed-exitcode");

        again.refuses("KMIG-1004", 3).says("kmig.yaml exists already");
        assertThat(starter)
                .startsWith("# yaml-language-server: $schema=./kmig.schema.json\n")
                .contains(migration.name(), "- name:", "TODO");
        assertThat(schema).isEqualTo(ConfigSchema.shipped().text());
        plan.exits(10).prints("Migration starter", "kmig.starter.mirror.unclaimed");
    }
}
