package io.kmig.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.port.JournalPort;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Crashes, lost files, other operators and an unreachable green. */
@ExtendWith(TwoClusters.Shared.class)
class TwoPlaceJournalIT {
    @TempDir
    private Path directory;

    private final List<String> notes = new ArrayList<>();
    private TwoClusters clusters;
    private String migration;

    @BeforeEach
    void name(TwoClusters shared) {
        clusters = shared;
        migration = shared.fresh("crashing");
    }

    @Test
    void theTopicKeepsEverythingForEver() throws Exception {
        open().close();

        try (Admin admin = clusters.admin(Colour.GREEN)) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "kmig." + migration + ".journal");
            var config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
            assertThat(config.get("retention.ms").value()).isEqualTo("-1");
            assertThat(config.get("retention.bytes").value()).isEqualTo("-1");
            assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
        }
    }

    @Test
    void aLineCutOffByACrashIsSetAsideAndTheJournalGoesOn() throws IOException {
        appended(2);
        Files.writeString(file(), "{\"seq\":2,\"at\":\"20", StandardOpenOption.APPEND);

        try (JournalPort journal = open()) {
            assertThat(journal.entries()).hasSize(2);
            assertThat(journal.append(new Event.CaughtUp()).seq()).isEqualTo(2);
        }

        assertThat(directory.resolve("journal.torn-1.ndjson")).hasContent("{\"seq\":2,\"at\":\"20");
        assertThat(notes).singleElement().asString().contains("journal.torn-1.ndjson");
        assertThat(Files.readAllLines(file())).hasSize(3);
    }

    @Test
    void aLineThatNeverReachedGreenIsSetAsideAndTheNextOneTakesItsNumber() throws IOException {
        appended(1);
        String lost = Files.readAllLines(file()).get(0).replace("\"seq\":0", "\"seq\":1");
        Files.writeString(file(), lost + "\n", StandardOpenOption.APPEND);

        try (JournalPort journal = open()) {
            assertThat(journal.entries()).hasSize(1);
            journal.append(new Event.UnitMoved("instead"));
        }

        assertThat(directory.resolve("journal.unconfirmed-1.ndjson")).hasContent(lost);
        assertThat(notes).singleElement().asString().contains("journal.unconfirmed-1.ndjson");
        try (JournalPort journal = open()) {
            assertThat(journal.entries().get(1).event()).isEqualTo(new Event.UnitMoved("instead"));
        }
    }

    @Test
    void aLostFileIsRebuiltFromGreenLineByLine() throws IOException {
        appended(3);
        String before = Files.readString(file());
        Files.delete(file());

        open().close();

        assertThat(Files.readString(file())).isEqualTo(before);
        assertThat(notes).singleElement().asString().contains("3 entries");
    }

    @Test
    void anotherHistoryInTheFileIsRefusedAndNobodyIsFencedForIt() throws IOException {
        appended(2);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        String changed = Files.readString(file()).replace("unit 0", "unit X");
        Files.writeString(elsewhere.resolve("journal.ndjson"), changed);

        try (JournalPort operator = open()) {
            Problem problem = problem(() -> TwoPlaceJournal.open(settings(elsewhere), "intruder"));

            Problem seen = problem(() -> TwoPlaceJournal.readOnly(settings(elsewhere)));

            assertThat(problem.code()).isEqualTo(ErrorCode.JOURNAL_DIVERGED);
            assertThat(problem.observed())
                    .contains(elsewhere.resolve("journal.ndjson").toString(), ".journal on green");
            assertThat(seen).as("whoever only looks is told the same").isEqualTo(problem);
            assertThat(operator.append(new Event.CaughtUp()).seq()).isEqualTo(2);
        }
        assertThat(elsewhere.resolve("journal.ndjson")).hasContent(changed);
    }

    @Test
    void anOperatorElsewhereDisplacesThisOneAndNothingOfItsGetsThrough() {
        try (JournalPort displaced = open()) {
            displaced.append(new Event.UnitMoved("first"));
            try (JournalPort other = TwoPlaceJournal.open(settings(directory.resolve("other")), "other pid 2")) {
                Problem problem = problem(() -> displaced.append(new Event.UnitMoved("too late")));

                assertThat(problem.code()).isEqualTo(ErrorCode.OTHER_OPERATOR);
                assertThat(other.entries()).extracting(Entry::event).containsExactly(new Event.UnitMoved("first"));
            }
        }

        try (JournalPort back = open()) {
            assertThat(back.entries()).extracting(Entry::event).containsExactly(new Event.UnitMoved("first"));
        }
        assertThat(notes).anySatisfy(note -> assertThat(note).contains("journal.unconfirmed-1.ndjson"));
    }

    @Test
    void aLivingProcessHereIsNamedByItsPid() throws Exception {
        appended(1);
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(new String(holder.getInputStream().readNBytes(4), StandardCharsets.UTF_8))
                    .isEqualTo("held");

            Problem problem = problem(this::open);

            assertThat(problem.code()).isEqualTo(ErrorCode.OTHER_OPERATOR);
            assertThat(problem.observed()).contains("pid " + holder.pid());
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        open().close();
    }

    @Test
    void withoutGreenNothingIsOpenedAndStatusShowsTheFileWithANote() throws IOException {
        appended(2);
        notes.clear();
        Map<String, Object> nowhere = new HashMap<>(clusters.properties(Colour.GREEN));
        nowhere.put("bootstrap.servers", "127.0.0.1:1");
        JournalSettings unreachable = new JournalSettings(migration, directory, nowhere, Clock.systemUTC(), notes::add);

        Problem problem = problem(() -> TwoPlaceJournal.open(unreachable, "me pid 1"));

        assertThat(problem.code()).isEqualTo(ErrorCode.CLUSTER_UNREACHABLE);
        assertThat(TwoPlaceJournal.readOnly(unreachable).entries()).hasSize(2);
        assertThat(notes).singleElement().asString().contains("green did not answer");
    }

    @Test
    void lookingChangesNothingAndDisplacesNobody() throws Exception {
        try (Admin admin = clusters.admin(Colour.GREEN)) {
            assertThat(TwoPlaceJournal.readOnly(settings(directory)).entries()).isEmpty();
            assertThat(admin.listTopics().names().get()).doesNotContain("kmig." + migration + ".journal");
            assertThat(directory).isEmptyDirectory();
        }

        try (JournalPort operator = open()) {
            operator.append(new Event.CaughtUp());
            await().untilAsserted(() -> assertThat(TwoPlaceJournal.readOnly(settings(directory.resolve("viewer")))
                            .entries())
                    .isEqualTo(operator.entries()));
            assertThat(directory.resolve("viewer")).doesNotExist();
            assertThat(operator.append(new Event.CaughtUp()).seq()).isEqualTo(1);
        }
    }

    @Test
    void anEventOfManyThousandPartitionsFits() {
        Map<Tp, Long> ends = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            ends.put(new Tp("a-topic-with-quite-a-long-name-" + i / 100, i % 100), 1_000_000_000L + i);
        }
        Event.HandedOff event = new Event.HandedOff("unit", ends, ends);

        try (JournalPort journal = open()) {
            journal.append(event);
        }

        try (JournalPort journal = open()) {
            assertThat(journal.entries().get(0).event()).isEqualTo(event);
        }
    }

    private void appended(int count) {
        try (JournalPort journal = open()) {
            for (int i = 0; i < count; i++) {
                journal.append(new Event.UnitMoved("unit " + i));
            }
        }
    }

    private JournalPort open() {
        return TwoPlaceJournal.open(
                settings(directory), "here pid " + ProcessHandle.current().pid());
    }

    private JournalSettings settings(Path place) {
        return new JournalSettings(migration, place, clusters.properties(Colour.GREEN), Clock.systemUTC(), notes::add);
    }

    private Path file() {
        return directory.resolve("journal.ndjson");
    }

    private static Problem problem(ThrowingCallable call) {
        KmigException failure = catchThrowableOfType(KmigException.class, call);
        assertThat(failure).isNotNull();
        return failure.problems().get(0);
    }
}
