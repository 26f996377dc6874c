package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.codes;
import static io.kmig.core.migration.Refusals.only;
import static io.kmig.core.migration.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.port.ProofPort.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is handed off without the validator's PASS at blue's final ends. */
final class ProofGateTest {
    @Test
    void theProofIsAskedAtTheFinalEndsAfterTheMirrorIsSilent() {
        World world = World.ofProducer();

        world.move();

        assertThat(world.proof.asked()).hasSize(1);
        Event.HandedOff handedOff = only(world, Event.HandedOff.class);
        assertThat(world.proof.asked().get(0)).isEqualTo(handedOff.blueEnds());
        assertThat(world.proof.handedOff()).isEqualTo(handedOff.greenEnds());
        assertThat(world.heard.steps()).containsSubsequence(Step.SILENCE, Step.VERIFY, Step.HAND_OFF);
        assertThat(only(world, Event.Judged.class).result()).isEqualTo("PASS");
    }

    @Test
    void aDivergenceLeavesTheUnitOnBlueAndExitsFour() {
        World world = World.ofBoth();
        world.proof.next(Result.FAIL, "MISSING in out-0, blue offset 3");

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.DIVERGENCE_FOUND);
        assertThat(refusal.exit()).isEqualTo(Exit.DIVERGED);
        assertThat(refusal.getMessage()).contains("MISSING in out-0, blue offset 3");
        assertThat(only(world, Event.Judged.class).reasons()).isEqualTo(List.of("MISSING in out-0, blue offset 3"));
        world.settle();
        world.assertOnBlue("diverged");
    }

    @Test
    void whatIsNotProvedIsNotHandedOff() {
        World world = World.ofProducer();
        world.proof.next(Result.INCONCLUSIVE, "out-0: the feed is behind");

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.NOT_PROVED);
        assertThat(refusal.exit()).isEqualTo(Exit.INCONCLUSIVE);
        world.settle();
        world.assertOnBlue("not proved");
    }

    @Test
    void whatCannotBeComparedMovesAndIsNotReportedAsPassed() {
        World world = World.ofProducer();
        world.proof.next(Result.WAIVED);

        world.move();

        world.settle();
        world.assertMoved("waived");
        assertThat(only(world, Event.Judged.class).result()).isEqualTo("INCONCLUSIVE");
    }

    @Test
    void aUnitThatWritesNothingHandsNothingOff() {
        World world = World.ofConsumer();

        world.move();

        assertThat(world.proof.asked()).isEmpty();
        assertThat(world.proof.handedOff()).isEmpty();
    }

    @Test
    void theWayBackIsAlwaysOpenWhateverTheValidatorSays() {
        World world = World.ofProducer();
        world.move();
        world.pass(3);
        world.proof.next(Result.FAIL, "MISSING");

        world.takeBack();

        world.pass(3);
        world.settle();
        world.assertReturned("with a validator that would fail");
    }
}
