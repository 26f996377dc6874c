package io.kmig.core.migration;

import static io.kmig.core.migration.Refusals.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.port.HookPort.Outcome;
import io.kmig.testkit.FakeJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Invariant 6: no act of a displaced kmig takes effect after another took over. */
final class DisplacedOperatorTest {
    @Test
    void whoeverLosesTheJournalActsOnNothingAnyMore() {
        for (int losing = 0; ; losing++) {
            World world = World.ofBoth();
            FakeJournal mine = world.journal("mine");
            AtomicInteger left = new AtomicInteger(losing);
            List<String> actsThen = new ArrayList<>();
            mine.beforeAppend(event -> {
                if (left.getAndDecrement() == 0) {
                    FakeJournal other = new FakeJournal(world.shelf, "other");
                    assertThat(other.entries()).isNotEmpty();
                    actsThen.addAll(world.acts());
                }
            });

            KmigException refusal =
                    catchThrowableOfType(KmigException.class, () -> world.move(KillSwitch.never(), mine));

            if (refusal == null) {
                assertThat(losing).as("appends of a whole move").isGreaterThan(15);
                return;
            }
            assertThat(codes(refusal)).as("lost at append %d", losing).containsOnly(ErrorCode.OTHER_OPERATOR);
            boolean stopped = world.app.runsOn().isEmpty();
            boolean going = world.history().progress("app").startBegan();
            assertThat(refusal.getMessage().contains("app may be stopped and were not started again"))
                    .as("says what it leaves stopped, lost at append %d", losing)
                    .isEqualTo(stopped && !going);
            assertThat(world.acts())
                    .as("acts after the loss at append %d", losing)
                    .isEqualTo(actsThen);
        }
    }

    @Test
    void whoeverLosesTheJournalWhileItFailsDoesNotEvenUndo() {
        World world = World.ofProducer();
        FakeJournal mine = world.journal("mine");
        List<String> actsThen = new ArrayList<>();
        world.hooks.when(world.mover().stop(), environment -> {
            world.app.stop();
            FakeJournal other = new FakeJournal(world.shelf, "other");
            assertThat(other.entries()).isNotEmpty();
            actsThen.addAll(world.acts());
            return new Outcome.Failed(1, "");
        });

        assertThatThrownBy(() -> world.move(KillSwitch.never(), mine))
                .isInstanceOfSatisfying(KmigException.class, e -> assertThat(codes(e))
                        .containsExactly(ErrorCode.HOOK_FAILED, ErrorCode.OTHER_OPERATOR));

        assertThat(world.acts()).isEqualTo(actsThen);
        assertThat(world.app.runsOn()).isEmpty();
    }
}
