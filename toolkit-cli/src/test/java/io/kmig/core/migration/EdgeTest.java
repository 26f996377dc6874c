package io.kmig.core.migration;

import static io.kmig.core.migration.Journals.applied;
import static io.kmig.core.migration.Journals.began;
import static io.kmig.core.migration.Journals.history;
import static io.kmig.core.migration.Journals.moved;
import static io.kmig.core.migration.Journals.undone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every edge is walked; an edge that is added without a walk fails here. */
final class EdgeTest {
    private static final Set<String> UNITS = Set.of("a", "b");

    /** A journal whose last event goes along an edge. */
    private record Walk(List<Event> events) {
        static Walk of(Event... events) {
            return new Walk(List.of(events));
        }

        Phase before() {
            return history(events.subList(0, events.size() - 1).toArray(Event[]::new))
                    .phase(UNITS);
        }

        Phase after() {
            return history(events.toArray(Event[]::new)).phase(UNITS);
        }

        boolean along(Edge edge) {
            return edge.event().isInstance(events.get(events.size() - 1))
                    && edge.from().isInstance(before())
                    && edge.to().isInstance(after());
        }
    }

    private static final Event CAUGHT_UP = new Event.CaughtUp();
    private static final List<Walk> WALKS = List.of(
            Walk.of(applied()),
            Walk.of(applied(), CAUGHT_UP),
            Walk.of(applied(), CAUGHT_UP, began("a", Step.PREPARE)),
            Walk.of(applied(), CAUGHT_UP, began("a", Step.PREPARE), moved("a"), began("b", Step.PREPARE)),
            Walk.of(applied(), CAUGHT_UP, began("a", Step.STOP), undone("a")),
            Walk.of(applied(), CAUGHT_UP, began("a", Step.STOP), moved("a")),
            Walk.of(applied(), CAUGHT_UP, began("a", Step.STOP), moved("a"), began("b", Step.STOP), moved("b")),
            back(turned("a")),
            Walk.of(applied(), CAUGHT_UP, began("a", Step.STOP), moved("a"), turned("a")),
            back(turned("b"), began("b", Step.STOP)),
            back(turned("b"), undone("b")),
            back(turned("b"), returned("b")),
            back(turned("b"), returned("b"), turned("a")),
            back(turned("b"), returned("b"), turned("a"), returned("a")),
            back(turned("b"), returned("b"), began("b", Step.STOP)),
            back(turned("b"), returned("b"), turned("a"), returned("a"), began("a", Step.STOP)));

    /** Both units are on green; then this. */
    private static Walk back(Event... events) {
        List<Event> all = new ArrayList<>(
                List.of(applied(), CAUGHT_UP, began("a", Step.STOP), moved("a"), began("b", Step.STOP), moved("b")));
        all.addAll(List.of(events));
        return new Walk(all);
    }

    private static Event turned(String unit) {
        return new Event.TurnedBack(unit);
    }

    private static Event returned(String unit) {
        return new Event.UnitReturned(unit);
    }

    @Test
    void everyEdgeIsWalked() {
        assertThat(Edge.ALL).allSatisfy(edge -> assertThat(WALKS).as("%s", edge).anyMatch(walk -> walk.along(edge)));
    }

    @Test
    void everyWalkGoesAlongAnEdge() {
        assertThat(WALKS)
                .allSatisfy(walk -> assertThat(Edge.ALL).as("%s", walk.events()).anyMatch(walk::along));
    }

    @Test
    void everyPhaseIsReachedByAnEdgeAndEveryEdgeSaysWhyItIsSafe() {
        List<Class<?>> phases = List.of(Phase.class.getPermittedSubclasses());

        assertThat(Stream.concat(
                        Stream.of(Phase.Planned.class), Edge.ALL.stream().map(Edge::to)))
                .containsAll(phases.stream().map(c -> c.asSubclass(Phase.class)).toList());
        assertThat(Edge.ALL).allSatisfy(edge -> assertThat(edge.because()).isNotBlank());
    }

    @Test
    void whatIsNoEdgeChangesNoPhase() {
        assertThat(history(CAUGHT_UP).phase(UNITS)).isEqualTo(new Phase.Planned());
        assertThat(history(moved("a"), undone("a")).phase(UNITS)).isEqualTo(new Phase.Planned());
        assertThat(history(applied(), began("a", Step.STOP)).phase(UNITS)).isInstanceOf(Phase.Replicating.class);
        assertThat(history(applied(), CAUGHT_UP, applied()).phase(UNITS)).isInstanceOf(Phase.CaughtUp.class);
    }

    @Test
    void aPhaseSaysWhatIsTrueInIt() {
        assertThat(history(applied()).phase(UNITS)).isEqualTo(new Phase.Replicating(Journals.START));
        assertThat(history(applied(), CAUGHT_UP).phase(UNITS))
                .isEqualTo(new Phase.CaughtUp(Journals.START.plusSeconds(1)));
        assertThat(history(applied(), CAUGHT_UP, began("a", Step.STOP)).phase(UNITS))
                .isEqualTo(new Phase.Moving("a", Set.of(), UNITS));
        assertThat(history(applied(), CAUGHT_UP, began("a", Step.STOP), undone("a"))
                        .phase(UNITS))
                .isEqualTo(new Phase.Moving("", Set.of(), UNITS));
        assertThat(history(applied(), CAUGHT_UP, began("a", Step.STOP), moved("a"))
                        .phase(UNITS))
                .isEqualTo(new Phase.Moving("", Set.of("a"), UNITS));
        assertThat(WALKS.get(6).after()).isEqualTo(new Phase.OnGreen(Journals.START.plusSeconds(5)));
        assertThat(new Phase.OnGreen(Journals.START).label()).isEqualTo("OnGreen");
    }

    @Test
    void movingDoesNotSettleWhileAUnitIsOnBlue() {
        Phase.Moving moving = new Phase.Moving("a", Set.of(), UNITS).arrived();

        assertThat(moving.complete()).isFalse();
        assertThatThrownBy(() -> moving.settled(Instant.EPOCH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 - 1");
    }
}
