package io.kmig.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exit 3 promises that nothing was changed. */
class ActsTest {
    private final List<Entry> journal = new ArrayList<>();

    @Test
    void aRefusalBeforeAnyActStaysOne() {
        append(new Event.StepBegan("earlier", Step.STOP));

        assertThat(exitOf(ErrorCode.CLUSTER_UNREACHABLE)).isEqualTo(Exit.REFUSED);
        assertThat(exitOf(ErrorCode.CLUSTER_UNREACHABLE, new Event.CaughtUp())).isEqualTo(Exit.REFUSED);
    }

    @Test
    void afterAnActTheSameFailureIsNoRefusalAnyMore() {
        assertThat(exitOf(ErrorCode.CLUSTER_UNREACHABLE, new Event.StepBegan("app", Step.STOP)))
                .isEqualTo(Exit.STOPPED);
        assertThat(exitOf(ErrorCode.DATABASE_UNREACHABLE, new Event.TurnedBack("app")))
                .isEqualTo(Exit.STOPPED);
        assertThat(exitOf(ErrorCode.CONNECT_UNREACHABLE, new Event.ApplyBegan("f00d", 1)))
                .isEqualTo(Exit.STOPPED);
    }

    @Test
    void whatIsGraverThanTheStandInStays() {
        assertThat(exitOf(ErrorCode.ROWS_DIFFER, new Event.StepBegan("app", Step.STOP)))
                .isEqualTo(Exit.DIVERGED);
    }

    @Test
    void aProblemFoundBecauseOfItIsToldWithIt() {
        KmigException failure = failure(ErrorCode.CLUSTER_UNREACHABLE).afterActing(Exit.STOPPED);

        KmigException both = failure.and(problem(ErrorCode.CONNECT_UNREACHABLE));

        assertThat(both.exit()).isEqualTo(Exit.STOPPED);
        assertThat(both.problems())
                .extracting(Problem::code)
                .containsExactly(ErrorCode.CLUSTER_UNREACHABLE, ErrorCode.CONNECT_UNREACHABLE);
    }

    private Exit exitOf(ErrorCode code, Event... acts) {
        Acts run = Acts.from(() -> journal);
        KmigException thrown = catchThrowableOfType(
                KmigException.class,
                () -> run.tell(Exit.STOPPED, () -> {
                    List.of(acts).forEach(this::append);
                    throw failure(code);
                }));
        assertThat(thrown.problems()).extracting(Problem::code).containsExactly(code);
        return thrown.exit();
    }

    private void append(Event event) {
        journal.add(new Entry(journal.size(), Instant.EPOCH, "test", event));
    }

    private static KmigException failure(ErrorCode code) {
        return new KmigException(problem(code));
    }

    private static Problem problem(ErrorCode code) {
        return new Problem(code, "observed", "nothing", "again");
    }
}
