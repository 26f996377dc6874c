package io.kmig.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.document.StatusDocument;
import io.kmig.cli.view.StatusView;
import io.kmig.cli.view.Terminal;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.Cutover.Selection;
import io.kmig.core.migration.SessionOfWorld;
import io.kmig.core.plan.Operation;
import io.kmig.testkit.SilentApply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A unit whose move was cut short, so that its applications are down, is named by every command that looks. */
class HalfMovedTest {
    private static final String FORWARD = "kmig.shop.mirror.app";

    private final Operations operations = new Operations();

    @Test
    void statusSaysWhichStepItStandsAtAndWhatEndsIt() {
        SessionOfWorld session = SessionOfWorld.ofBoth().killedAt(Step.DRAIN);

        StatusDocument status = status(session);

        assertThat(status.units()).singleElement().satisfies(unit -> {
            assertThat(unit.where()).isEqualTo("moving");
            assertThat(unit.step()).isEqualTo("fence");
            assertThat(unit.since()).isNotNull();
        });
        assertThat(status.next()).isEqualTo("kmig cutover --client app");
        assertThat(shown(status))
                .contains("the move of unit app was begun and has not ended: fence since ")
                .contains("its client app may be stopped")
                .contains("Next: kmig cutover --client app");
    }

    @Test
    void onItsWayBackARollbackEndsIt() {
        SessionOfWorld session = SessionOfWorld.ofBoth().killedOnTheWayBack();

        StatusDocument status = status(session);

        assertThat(status.units()).singleElement().satisfies(unit -> assertThat(unit.where())
                .isEqualTo("returning"));
        assertThat(status.next()).isEqualTo("kmig rollback");
        assertThat(shown(status)).contains("the way back of unit app was begun");
    }

    @Test
    void aUnitThatRestsIsNotNamed() {
        StatusDocument before = status(SessionOfWorld.ofBoth());
        StatusDocument after = status(SessionOfWorld.ofBoth().moved());

        assertThat(before.notes()).isEmpty();
        assertThat(after.notes()).isEmpty();
        assertThat(before.units()).extracting(StatusDocument.UnitLine::where).containsExactly("blue");
        assertThat(after.units()).extracting(StatusDocument.UnitLine::where).containsExactly("green");
    }

    @Test
    void planNotesItAndOffersNoRevivalOfTheMirrorThatTheMoveStopped() {
        SessionOfWorld session = SessionOfWorld.ofBoth().killedAt(Step.HAND_OFF);

        Operations.Planned planned = operations.plan(session);

        assertThat(session.state(FORWARD)).isEqualTo("STOPPED");
        assertThat(planned.plan().operations()).isEmpty();
        assertThat(planned.plan().risks())
                .anyMatch(r -> r.subject().equals("unit app")
                        && r.text().contains("verify since ")
                        && r.text().contains("kmig cutover --client app"));
    }

    @Test
    void applyMendsTheRestAndLeavesThatMirrorStopped() {
        SessionOfWorld session = SessionOfWorld.ofBoth().killedAt(Step.HAND_OFF).withANewTopicOnBlue();
        Operations.Planned planned = operations.plan(session);

        operations.apply(session, planned.plan(), new SilentApply(), (units, entries) -> {});

        assertThat(planned.plan().operations())
                .extracting(Operation::target)
                .contains("topic late")
                .doesNotContain("connector " + FORWARD);
        assertThat(session.state(FORWARD)).isEqualTo("STOPPED");
    }

    @Test
    void aRehearsalSaysThatTheCutoverGoesOnWithIt() {
        SessionOfWorld session = SessionOfWorld.ofBoth().killedAt(Step.HAND_OFF);

        Operations.Intended intended = operations.intend(session, new Selection.Next());

        assertThat(intended.closedGates()).isEmpty();
        assertThat(intended.units()).extracting(Unit::name).containsExactly("app");
        assertThat(intended.goesOn()).extracting(HalfMoved::unit).containsExactly("app");
    }

    private StatusDocument status(SessionOfWorld session) {
        Operations.Status look = operations.status(session);
        return StatusDocument.of(session.spec(), look, look, Duration.ZERO);
    }

    private static String shown(StatusDocument status) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return new StatusView(new Terminal(nowhere, nowhere, false, false, true, null)).human(status);
    }
}
