package io.kmig.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.graph.Unit;
import io.kmig.core.migration.Cutover.Selection;
import io.kmig.core.migration.SessionOfWorld;
import io.kmig.testkit.NotedMoves;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The validator reads both clusters from the start: it is asked when something is to move, and only then. */
class CutoverProofTest {
    @Test
    void theValidatorIsStartedOnceForAllUnitsThatMove() {
        SessionOfWorld session = SessionOfWorld.ofBoth();

        List<Unit> moved = cutover(session);

        assertThat(moved).extracting(Unit::name).containsExactly("app");
        assertThat(session.proofsOpened()).isEqualTo(1);
    }

    @Test
    void theValidatorIsNotStartedWhenEveryUnitIsOnGreenAlready() {
        SessionOfWorld session = SessionOfWorld.ofBoth().moved();

        List<Unit> moved = cutover(session);

        assertThat(moved).isEmpty();
        assertThat(session.proofsOpened()).isZero();
    }

    private static List<Unit> cutover(SessionOfWorld session) {
        return new Operations().cutover(session, new Selection.All(), false, new NotedMoves(), (units, entries) -> {});
    }
}
