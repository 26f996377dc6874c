package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said of a drained mirror, and for how long. Refusals are {@link MoveRefusalTest}'s. */
final class DrainProofTest {
    private static final Tp TP = new Tp("out", 0);
    private static final LogEnds ENDS = new LogEnds(0, 9, 9);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theJournalKeepsTheEvidenceOfEveryPartition() {
        World world = World.ofBoth();

        world.move();

        Event.DrainProved proved = proofs(world).get(0);
        Event.HandedOff handedOff = handedOff(world);
        assertThat(proofs(world)).hasSize(1);
        assertThat(proved.mirror()).isEqualTo(World.FORWARD);
        assertThat(proved.ends()).isEqualTo(handedOff.blueEnds()).containsKeys(World.OUT_0, World.OUT_1);
        // markers follow what was copied last
        proved.copiedUpTo()
                .forEach((tp, copied) ->
                        assertThat(copied).isPositive().isLessThan(proved.ends().get(tp)));
        assertThat(proved.until()).isBefore(world.pacer.now().plus(DrainProof.GOOD_FOR));
    }

    @Test
    void aProofThatHasExpiredByTheHandOffIsMadeAgain() {
        World world = World.ofProducer();
        world.connect.beforeCall(call -> {
            if (call.equals("stop " + World.FORWARD) && proofs(world).size() == 1) {
                world.pacer.advance(DrainProof.GOOD_FOR);
            }
        });

        world.move();

        assertThat(proofs(world)).hasSize(2);
        assertThat(proofs(world).get(1).until())
                .isEqualTo(proofs(world).get(0).until().plus(DrainProof.GOOD_FOR));
        world.settle();
        world.assertMoved("proved twice");
    }

    @Test
    void whatIsCopiedButUndecidedIsNotDrained() {
        World world = World.ofProducer();
        world.app.stop();
        world.settle();
        world.blue.appendHanging(4711, World.OUT_0, "undecided");
        long end = world.blue.ends(List.of(World.OUT_0)).get(World.OUT_0).leo();
        // as a read_uncommitted mirror would have committed
        world.connect.stop(World.FORWARD);
        world.connect.alterMirrorOffsets(World.FORWARD, "blue", Map.of(World.OUT_0, end - 1));
        DrainProof proof =
                new DrainProof(Passage.toGreen(world.estates(KillSwitch.never())), world.connect, world.pacer);

        assertThatThrownBy(() -> proof.await(
                        World.FORWARD, List.of(World.OUT_0), new Patience(world.pacer, Duration.ofMillis(200))))
                .isInstanceOf(KmigException.class)
                .hasMessageContaining("out-0 can be read up to " + (end - 1) + " only, its end is " + end);
    }

    @Test
    void aWorkerThatFailsToAnswerOnceIsAskedAgain() {
        World world = World.ofProducer();
        int[] failures = {0};
        world.connect.beforeCall(call -> {
            if (call.equals("mirrorOffsets " + World.FORWARD)
                    && world.heard.steps().contains(Step.DRAIN)
                    && failures[0]++ < 2) {
                throw new KmigException(new Problem(
                        ErrorCode.CONNECT_REQUEST_FAILED, "it answered 500", "nothing was changed", "look"));
            }
        });

        world.move();

        assertThat(failures[0]).isGreaterThan(2);
        world.settle();
        world.assertMoved("asked again");
    }

    /** Whether they were records or markers nobody can tell any more, so it is neither hidden nor called a loss. */
    @Test
    void whatExpiredBeforeTheMirrorReadItIsNamed() {
        Drained drained = new Drained(
                new TreeMap<>(Map.of(
                        TP,
                        new Drained.Evidence(7, ENDS),
                        new Tp("out", 1),
                        new Drained.Evidence(3, new LogEnds(8, 9, 9)))),
                NOW);

        assertThat(drained.goneBefore()).containsExactly(Map.entry(new Tp("out", 1), 5L));
    }

    @Test
    void theStepSaysHowManyOffsetsHadExpired() {
        World world = World.ofProducer();
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.settle();
            world.connect.freeze(World.FORWARD);
            world.blue.append(World.OUT_0, "never copied");
            world.blue.purge(
                    World.OUT_0,
                    world.blue.ends(List.of(World.OUT_0)).get(World.OUT_0).leo());
        });

        world.move();

        assertThat(world.heard.notes()).anySatisfy(n -> assertThat(n)
                .startsWith("DRAIN")
                .containsPattern("no record left to copy on 2 partitions; \\d+ offsets of out-0 had expired"));
    }

    @Test
    void isBelievedOnlyForAWhileAndOnlyOfTheEndsItWasProvedAt() {
        Drained drained = new Drained(new TreeMap<>(Map.of(TP, new Drained.Evidence(7, ENDS))), NOW.plusSeconds(10));

        assertThat(drained.holds(Map.of(TP, ENDS), NOW.plus(Duration.ofMillis(9_999))))
                .isTrue();
        assertThat(drained.holds(Map.of(TP, ENDS), NOW.plusSeconds(10))).isFalse();
        assertThat(drained.holds(Map.of(TP, new LogEnds(0, 10, 10)), NOW)).isFalse();
        assertThat(drained.holds(Map.of(TP, new LogEnds(0, 8, 9)), NOW)).isFalse();
        assertThat(drained.holds(Map.of(TP, new LogEnds(1, 9, 9)), NOW)).isFalse();
        assertThat(drained.holds(Map.of(), NOW)).isFalse();
    }

    private static List<Event.DrainProved> proofs(World world) {
        return world.events().stream()
                .filter(Event.DrainProved.class::isInstance)
                .map(Event.DrainProved.class::cast)
                .toList();
    }

    private static Event.HandedOff handedOff(World world) {
        return world.events().stream()
                .filter(Event.HandedOff.class::isInstance)
                .map(Event.HandedOff.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
