package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.cli.document.SinkDocument;
import io.kmig.cli.document.StatusDocument;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.SinkOperations;
import io.kmig.cli.view.SinkView;
import io.kmig.cli.view.StatusView;
import io.kmig.cli.view.Terminal;
import io.kmig.core.estate.Tp;
import io.kmig.testkit.FakeDatabases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A sink is told by what it had to do: up to a hand-off green's, from then on the way back's. */
class SinkStatusTest {
    @Test
    void aSinkThatFollowsShowsHowFarItIsBehind() {
        DatabaseWorld world = new DatabaseWorld();

        SinkDocument document = status(world);

        assertThat(document.sinks()).singleElement().satisfies(sink -> {
            assertThat(sink.direction()).isEqualTo("blue to green");
            assertThat(sink.handedOffAt()).isNull();
            assertThat(sink.appliedAll()).isNull();
        });
        assertThat(shown(document)).contains("shop (blue to green): kmig.shop.sink.shop is RUNNING", "offsets behind");
    }

    @Test
    void afterTheMoveItHasAppliedAllThatWasItsAndGreensOwnRecordsAreNoLag() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        world.pass(5);
        world.green.append(new Tp(FakeDatabases.ROWS, 0), "99=green's own");

        SinkDocument document = status(world);

        SinkDocument.Sink sink = document.sinks().get(0);
        assertThat(sink.state()).isEqualTo("STOPPED");
        assertThat(sink.behind()).isZero();
        assertThat(sink.appliedAll()).isTrue();
        assertThat(sink.partitions()).allMatch(p -> p.handOff() != null).anyMatch(p -> p.end() > p.handOff());
        assertThat(shown(document))
                .contains("is STOPPED, it has applied all that was its to apply, up to the hand-off of ")
                .doesNotContain("offsets below");
    }

    @Test
    void afterTheMoveStatusSaysWhatIsProvedUpToWhenAndWhatComesNext() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        SessionOfDatabases session = new SessionOfDatabases(world);
        Operations.Status look = new Operations().status(session);

        StatusDocument status = StatusDocument.of(session.spec(), look, look, Duration.ZERO);

        assertThat(status.proved()).singleElement().satisfies(p -> {
            assertThat(p.what()).isEqualTo("rows of database shop");
            assertThat(p.result()).isEqualTo("PASS");
        });
        assertThat(status.next()).isEqualTo("watch the soak: kmig lag --watch, and kmig sink status");
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        assertThat(new StatusView(new Terminal(nowhere, nowhere, false, false, true, null)).human(status))
                .containsPattern("rows of database shop +blue to green +PASS +\\d+ +2026-");
    }

    @Test
    void theSinkOfTheWayBackHasALineOfItsOwn() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        world.settle();

        SinkDocument document = status(world);

        assertThat(document.sinks()).hasSize(2);
        SinkDocument.Sink back = document.sinks().get(1);
        assertThat(back.connector()).isEqualTo(DatabaseWorld.SINK_BACK);
        assertThat(back.direction()).isEqualTo("green to blue");
        assertThat(back.partitions()).isNotEmpty().allMatch(p -> p.topic().startsWith("kmig.shop.back."));
        assertThat(shown(document)).contains("shop (green to blue): kmig.shop.sink.back.shop is RUNNING");
    }

    @Test
    void aBlueDatabaseThatIsDownHidesNothingOfGreens() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        world.databases.awayFrom(DatabaseWorld.SINK_BACK);

        SinkDocument document = status(world);

        assertThat(document.sinks().get(0).appliedAll()).isTrue();
        assertThat(document.sinks().get(1).behind()).isNull();
        assertThat(shown(document)).contains("how far is not known: the database is away");
    }

    @Test
    void aGreenDatabaseThatIsDownIsNamedAndItsConnectorShownAllTheSame() {
        DatabaseWorld world = new DatabaseWorld();
        world.databases.awayFrom(DatabaseWorld.SINK);

        SinkDocument document = status(world);

        SinkDocument.Sink sink = document.sinks().get(0);
        assertThat(sink.behind()).isNull();
        assertThat(sink.state()).isEqualTo("RUNNING");
        assertThat(sink.note()).isEqualTo("the database is away");
        assertThat(shown(document))
                .contains("is RUNNING, how far is not known: the database is away", "task 0 RUNNING");
    }

    @Test
    void aGreenDatabaseThatIsDownAfterTheMoveTakesNothingBackOfWhatTheMoveSaw() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        world.databases.awayFrom(DatabaseWorld.SINK);

        SinkDocument document = status(world);

        assertThat(document.sinks().get(0).appliedAll()).isTrue();
        assertThat(document.sinks().get(0).behind()).isZero();
        assertThat(document.sinks()).hasSize(2);
        assertThat(shown(document)).contains("it has applied all that was its to apply");
    }

    @Test
    void killedBetweenTheHandOffAndItsEndItSaysWhatIsNotApplied() {
        KillSwitch undisturbed = KillSwitch.never();
        new DatabaseWorld().move(undisturbed);
        DatabaseWorld world = new DatabaseWorld();
        // the end marker comes after the stop, and nobody applies it
        world.whenStopped = () -> world.applies = false;
        assertThatThrownBy(() -> world.move(KillSwitch.at(before(undisturbed, "StepBegan[unit=app, step=APPLIED"))))
                .isInstanceOf(KillSwitch.Killed.class);

        SinkDocument document = status(world);

        assertThat(document.sinks().get(0).appliedAll()).isFalse();
        assertThat(document.sinks().get(0).behind()).isPositive();
        assertThat(shown(document)).contains(" offsets below the hand-off of ", " are not applied");
    }

    @Test
    void backOnBlueItFollowsAgainAndTheWayBackIsGone() {
        DatabaseWorld world = new DatabaseWorld();
        world.move();
        world.takeBack();

        SinkDocument document = status(world);

        assertThat(document.sinks()).singleElement().satisfies(sink -> {
            assertThat(sink.state()).isEqualTo("RUNNING");
            assertThat(sink.handedOffAt()).isNull();
        });
    }

    private static int before(KillSwitch undisturbed, String append) {
        return IntStream.range(0, undisturbed.points())
                .filter(p -> p % 2 == 0 && undisturbed.call(p).contains(append))
                .findFirst()
                .orElseThrow();
    }

    private static SinkDocument status(DatabaseWorld world) {
        List<SinkOperations.Status> statuses =
                new SinkOperations().status(new SessionOfDatabases(world), Optional.empty());
        return SinkDocument.of("shop", statuses);
    }

    private static String shown(SinkDocument document) {
        return new SinkView().human(document);
    }
}
