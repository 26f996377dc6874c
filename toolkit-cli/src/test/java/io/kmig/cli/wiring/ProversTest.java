package io.kmig.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.core.error.KmigException;
import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Estate;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.TopicFacts.ConfigFact;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.History;
import io.kmig.core.migration.ProofGate;
import io.kmig.core.plan.Survey;
import io.kmig.core.port.ConnectPort.WorkerFacts;
import io.kmig.core.port.ProofPort;
import io.kmig.core.port.ProofPort.Proof;
import io.kmig.core.port.ProofPort.Result;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ValidationSpec;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeJournal;
import io.kmig.testkit.FakeMirrorRecords;
import io.kmig.testkit.Specs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is no cluster here: a validator that is started fails at once. */
class ProversTest {
    private static final Duration WITHIN = Duration.ofSeconds(1);

    @TempDir
    Path state;

    @Test
    void compactedTopicsAloneAreWaivedByNameWithoutStartingTheValidator() {
        ProofPort proof = open(Specs.plain().spec(), survey(compacted("customers"), compacted("prices")), List.of());

        Proof seen = proof.at(ends("prices"), WITHIN);
        Proof all = proof.at(Map.of(), WITHIN);

        assertThat(seen.result()).isEqualTo(Result.WAIVED);
        assertThat(seen.waivers()).containsExactly("compacted topics are not compared by this version: prices");
        assertThat(all.result()).isEqualTo(Result.WAIVED);
        assertThat(all.waivers())
                .containsExactly("compacted topics are not compared by this version: customers, prices");
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void aMoveOfCompactedTopicsAloneGoesOnAndSaysWhatWasNotCompared() {
        ProofPort proof = open(Specs.plain().spec(), survey(compacted("customers")), List.of());
        FakeJournal journal = new FakeJournal();

        String said = new ProofGate(proof, journal).pass(ends("customers"), WITHIN, "nothing");

        assertThat(said).startsWith("not compared, waived: ").endsWith(": customers");
        assertThat(journal.events()).singleElement().isInstanceOfSatisfying(Event.Judged.class, judged -> assertThat(
                        judged.result())
                .isNotEqualTo("PASS"));
    }

    @Test
    void topicsThatAllChangedHandsBeforeAreWaivedByNameWithoutStartingTheValidator() {
        ProofPort proof = open(
                Specs.plain().spec(),
                survey(deleted("orders"), deleted("payments"), compacted("customers")),
                List.of("orders", "payments", "customers"));

        Proof seen = proof.at(ends("orders", "payments", "customers"), WITHIN);

        assertThat(seen.result()).isEqualTo(Result.WAIVED);
        assertThat(seen.waivers())
                .containsExactly(
                        "topics that changed hands before are not compared by this version: customers, orders, payments");
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void someThatChangedHandsAndSomeCompactedAreWaivedEachForItsReason() {
        ProofPort proof =
                open(Specs.plain().spec(), survey(deleted("orders"), compacted("customers")), List.of("orders"));

        Proof seen = proof.at(Map.of(), WITHIN);

        assertThat(seen.result()).isEqualTo(Result.WAIVED);
        assertThat(seen.waivers())
                .containsExactly(
                        "compacted topics are not compared by this version: customers",
                        "topics that changed hands before are not compared by this version: orders");
    }

    @Test
    void oneTopicThatCanBeComparedStartsTheValidator() {
        Survey survey = survey(deleted("orders"), compacted("customers"));

        assertThatThrownBy(() -> open(Specs.plain().spec(), survey, List.of()))
                .isInstanceOf(KmigException.class)
                .hasMessageContaining("the validator cannot work");
    }

    @Test
    void aTopicThatIsOutsideTheMigrationOrOnBlueOnlyStartsNothing() {
        Survey survey = new Survey(
                estate(deleted("orders"), deleted("theirs"), compacted("customers")),
                estate(deleted("theirs"), compacted("customers")),
                worker(),
                Map.of());
        MigrationSpec spec =
                Specs.plain().topics(List.of("orders", "customers"), List.of()).spec();

        Proof seen = open(spec, survey, List.of()).at(Map.of(), WITHIN);

        assertThat(seen.result()).isEqualTo(Result.WAIVED);
        assertThat(seen.waivers()).containsExactly("compacted topics are not compared by this version: customers");
    }

    @Test
    void validationThatIsOffProvesNothingAndWaivesNothing() {
        ProofPort proof = open(off(), survey(deleted("orders"), compacted("customers")), List.of());

        assertThat(proof.on()).isFalse();
        assertThat(proof.at(ends("orders"), WITHIN).result()).isEqualTo(Result.INCONCLUSIVE);
        assertThat(proof.at(ends("orders"), WITHIN).waivers()).isEmpty();
        assertThat(state).isEmptyDirectory();
    }

    /** @param before topics handed off, and written by their applications on green, in a move of the past */
    private ProofPort open(MigrationSpec spec, Survey survey, List<String> before) {
        List<Entry> past = before.isEmpty()
                ? List.of()
                : List.of(
                        entry(0, new Event.HandedOff("shop", ends(before.toArray(String[]::new)), Map.of())),
                        entry(1, new Event.StepBegan("shop", Step.START)));
        FakeCluster green = new FakeCluster(Colour.GREEN);
        FakeConnect connect = new FakeConnect("workers", green, Map.of(), new FakeMirrorRecords());
        return new Provers(spec, Map.of(), Map.of(), state, connect).open(survey, new History(past));
    }

    private static Entry entry(int number, Event event) {
        return new Entry(number, Instant.EPOCH.plusSeconds(number), "test", event);
    }

    private static MigrationSpec off() {
        MigrationSpec plain = Specs.plain().spec();
        return new MigrationSpec(
                plain.name(),
                plain.blue(),
                plain.green(),
                plain.connectGreen(),
                plain.connectBlue(),
                plain.replication(),
                new ValidationSpec("off", "earliest", null),
                plain.databases(),
                plain.clients(),
                plain.cutover(),
                plain.reportDir());
    }

    /** The same on both sides. */
    private static Survey survey(TopicFacts... topics) {
        return new Survey(estate(topics), estate(topics), worker(), Map.of());
    }

    private static WorkerFacts worker() {
        return new WorkerFacts("4.3", "id");
    }

    private static Estate estate(TopicFacts... topics) {
        Map<String, TopicFacts> byName = new TreeMap<>();
        for (TopicFacts topic : topics) {
            byName.put(topic.name(), topic);
        }
        return new Estate(new ClusterIdentity("id", "4.3", 1), byName, Map.of());
    }

    private static TopicFacts compacted(String name) {
        return topic(name, "compact,delete");
    }

    private static TopicFacts deleted(String name) {
        return topic(name, "delete");
    }

    private static TopicFacts topic(String name, String policy) {
        return new TopicFacts(name, "id-" + name, 1, 1, Map.of("cleanup.policy", new ConfigFact(policy, true)));
    }

    private static Map<Tp, Long> ends(String... topics) {
        Map<Tp, Long> ends = new TreeMap<>();
        for (String topic : topics) {
            ends.put(new Tp(topic, 0), 5L);
        }
        return ends;
    }
}
