package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.journal.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transaction that hangs where a unit's topics change hands. */
final class HangingTransactionsTest {
    private static final long PRODUCER = 4711;

    @Test
    void isNamedAndNotAbortedUnasked() {
        World world = hangingAtTheStop(World.ofProducer());

        assertThatThrownBy(world::move)
                .asInstanceOf(type(KmigException.class))
                .satisfies(e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.TRANSACTION_OPEN))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("1 transaction hangs on blue", "out-0: producer id 4711", "no coordinator knows it"))
                .satisfies(e -> assertThat(e.problems().get(0).unchanged()).contains("nothing was handed off"))
                .satisfies(e -> assertThat(e.problems().get(0).remedy()).contains("kmig cutover --abort-hanging"));

        assertThat(world.blue.calls()).noneMatch(c -> c.startsWith("abort"));
        assertThat(world.app.runsOn()).contains(Colour.BLUE);
    }

    @Test
    void isAbortedWhenChosenAndNotBeforeTheJournalSaysSo() {
        World world = hangingAtTheStop(World.ofProducer());
        world.abortHanging = true;
        world.blue.beforeCall(call -> {
            if (call.startsWith("abort")) {
                assertThat(aborts(world)).hasSize(1);
            }
        });

        world.move();

        assertThat(aborts(world))
                .extracting(Event.AbortingHanging::partition, Event.AbortingHanging::producerId)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(World.OUT_0, PRODUCER));
        assertThat(world.heard.notes()).anyMatch(n -> n.contains("hanging transactions aborted: 1"));
        assertThat(world.green.contents(World.OUT_0)).doesNotContain("never decided");
        assertThat(world.app.runsOn()).contains(Colour.GREEN);
    }

    @Test
    void onesThatACoordinatorHasOpenAreLeftAlone() {
        World world = World.ofProducer();
        int epoch = world.blue.initTransactions("alive");
        world.blue.produce("alive", epoch, World.OUT_0, "undecided");

        int aborted = new HangingTransactions(
                        new io.kmig.testkit.FakeJournal(world.shelf, "operator"), world.pacer, true)
                .settle(List.of(World.OUT_0, World.OUT_1), world.blue, "nothing was stopped", "kmig cutover");

        assertThat(aborted).isZero();
        assertThat(world.blue.openTransactions()).containsExactly("alive");
    }

    @Test
    void whatIsGoneAtASecondLookDidNotHang() {
        World world = World.ofProducer();
        world.blue.appendHanging(PRODUCER, World.OUT_0, "its coordinator is moving");
        world.pacer.during(
                () -> world.blue.openTransactions(List.of(World.OUT_0)).forEach(world.blue::abort));

        int aborted = new HangingTransactions(
                        new io.kmig.testkit.FakeJournal(world.shelf, "operator"), world.pacer, false)
                .settle(List.of(World.OUT_0), world.blue, "nothing was stopped", "kmig cutover");

        assertThat(aborted).isZero();
    }

    private static World hangingAtTheStop(World world) {
        world.hooks.does(world.mover().stop(), () -> {
            world.app.stop();
            world.blue.appendHanging(PRODUCER, World.OUT_0, "never decided");
        });
        return world;
    }

    private static List<Event.AbortingHanging> aborts(World world) {
        return world.events().stream()
                .filter(Event.AbortingHanging.class::isInstance)
                .map(Event.AbortingHanging.class::cast)
                .toList();
    }
}
