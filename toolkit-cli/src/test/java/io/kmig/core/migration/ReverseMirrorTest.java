package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.assertNothingWasStopped;
import static io.kmig.core.migration.Refusals.codes;
import static io.kmig.core.migration.Refusals.once;
import static io.kmig.core.migration.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.port.ConnectPort.ConfigFinding;
import io.kmig.testkit.FakeConnect;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ReverseMirrorTest {
    @Test
    void refusesWhenTheWorkersRefuseTheReverseMirror() {
        World world = World.ofProducer();
        world.connect.findings(new ConfigFinding("offsets.storage.topic", "not allowed"));

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.CONNECTOR_CONFIG_REFUSED);
        assertThat(refusal.getMessage()).contains("offsets.storage.topic").contains("not allowed");
        assertNothingWasStopped(world);
    }

    @Test
    void refusesWhileAReverseMirrorRunsBesideTheForwardOne() {
        World world = World.ofProducer();
        world.connect.put(
                World.REVERSE, Map.of("source.cluster.alias", "green", "target.cluster.alias", "blue"), false);

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.GATE_CLOSED);
        assertThat(refusal.getMessage()).contains("copies in a circle");
        assertNothingWasStopped(world);
    }

    @Test
    void aReverseMirrorOfAnOlderDescriptionIsBroughtUpToDateAndItsOldOffsetsAreNotBelieved() {
        World world = World.ofProducer();
        world.connect.put(World.REVERSE, Map.of("name", World.REVERSE, "source.cluster.alias", "green"), true);
        world.connect.alterMirrorOffsets(World.REVERSE, "green", Map.of(World.OUT_0, 900_000L));

        world.move();

        world.settle();
        world.assertMoved("old reverse mirror");
    }

    @Test
    void aReverseMirrorWhoseOffsetsAreNotWhatWasSetIsNotResumed() {
        World world = World.ofProducer();
        world.connect.beforeCall(call -> {
            if (call.equals("mirrorOffsets " + World.REVERSE)
                    && world.connect.calls().contains("alterMirrorOffsets " + World.REVERSE)) {
                world.connect.loseOffsets(World.REVERSE);
            }
        });

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.REVERSE_MIRROR_FAILED);
        assertThat(refusal.getMessage()).contains("could not be positioned").contains("reads back null");
        assertThat(world.connect.calls()).doesNotContain("resume " + World.REVERSE);
    }

    @Test
    void aReverseMirrorThatRanIsNeverSetBack() {
        World world = World.ofProducer();
        AtomicBoolean failed = new AtomicBoolean();
        world.connect.beforeCall(call -> {
            boolean afterResume = world.connect.calls().contains("resume " + World.REVERSE);
            if (afterResume && call.equals("connector " + World.REVERSE) && failed.compareAndSet(false, true)) {
                throw FakeConnect.refused("a worker died");
            }
        });
        assertThat(codes(refused(world))).containsExactly(ErrorCode.CONNECT_REQUEST_FAILED);
        world.pass(5);
        world.connect.stop(World.REVERSE);

        world.move();

        world.settle();
        world.assertMoved("reverse mirror had run and was stopped");
    }

    @Test
    void aReverseMirrorThatWasDeletedIsMadeAgain() {
        World world = World.ofProducer();
        world.connect.beforeCall(once("stop " + World.FORWARD, () -> {
            world.connect.delete(World.REVERSE);
        }));

        world.move();

        world.settle();
        world.assertMoved("reverse mirror deleted");
    }

    @Test
    void recordsThatRetentionTookBeforeTheReverseMirrorReadThemAreNamed() {
        World world = World.ofProducer();
        world.connect.beforeCall(once("resume " + World.REVERSE, () -> {
            throw FakeConnect.refused("a worker died");
        }));
        refused(world);
        world.pass(20);
        long end = world.green.ends(List.of(World.OUT_0)).get(World.OUT_0).leo();
        world.green.purge(World.OUT_0, end - 1);

        KmigException refusal = refused(world);

        assertThat(codes(refusal)).containsExactly(ErrorCode.REVERSE_MIRROR_FAILED);
        assertThat(refusal.getMessage())
                .contains("retention on green")
                .contains(World.OUT_0 + " begins at " + (end - 1));
        assertThat(world.connect.calls().stream().filter(("resume " + World.REVERSE)::equals))
                .hasSizeLessThan(2);
    }
}
