package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.port.ProofPort;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeJournal;
import org.junit.jupiter.api.Test;

final class ResumedMirrorTest {
    @Test
    void aMirrorThatAnUndoingCouldNotResumeCopiesAgainBeforeAVerdictIsWaitedFor() {
        World world = World.ofProducer();
        world.connect.beforeCall(call -> {
            if (world.events().contains(new Event.StepBegan("app", Step.VERIFY))) {
                throw FakeConnect.refused("the workers are away");
            }
        });
        world.proof.next(ProofPort.Result.FAIL, "MISSING");
        assertThatThrownBy(world::move).isInstanceOf(KmigException.class);
        world.connect.beforeCall(call -> {});
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
        assertThat(world.state(World.FORWARD)).isEqualTo("STOPPED");

        world.unitMove(KillSwitch.never(), world.journal("operator")).resume(world.unit());

        assertThat(world.state(World.FORWARD)).isEqualTo("RUNNING");
        world.move();
        world.settle();
        world.assertMoved("after an undoing without workers");
    }

    @Test
    void aMirrorStaysSilentOnceTheUnitBeganToStartOnGreenAndIsLeftAloneWhenNoMoveBegan() {
        World world = World.ofProducer();
        FakeJournal journal = world.journal("operator");
        world.connect.stop(World.FORWARD);

        world.unitMove(KillSwitch.never(), journal).resume(world.unit());
        journal.append(new Event.StepBegan("app", Step.STOP));
        journal.append(new Event.StepBegan("app", Step.START));
        world.unitMove(KillSwitch.never(), journal).resume(world.unit());

        assertThat(world.state(World.FORWARD)).isEqualTo("STOPPED");
    }
}
