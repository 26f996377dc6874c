package io.kmig.core.migration;

import static io.kmig.core.migration.Journals.began;
import static io.kmig.core.migration.Journals.done;
import static io.kmig.core.migration.Journals.handedOff;
import static io.kmig.core.migration.Journals.history;
import static io.kmig.core.migration.Journals.moved;
import static io.kmig.core.migration.Journals.pinned;
import static io.kmig.core.migration.Journals.undone;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.History.Progress;
import io.kmig.core.migration.History.Stage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    @Test
    void nothingBegunIsNoProgress() {
        Progress progress =
                history(began("other", Step.START), pinned("other", "g")).progress("a");

        assertThat(progress.begun()).isFalse();
        assertThat(progress.startBegan()).isFalse();
        assertThat(progress.pinned()).isEmpty();
        assertThat(progress.handedOff()).isEmpty();
    }

    @Test
    void progressGathersWhatWasWrittenDown() {
        Progress progress = history(
                        began("a", Step.STOP),
                        handedOff("a"),
                        pinned("a", "g"),
                        pinned("a", "h"),
                        began("a", Step.START),
                        began("a", Step.REVERSE),
                        moved("a"))
                .progress("a");

        assertThat(progress.begun()).isTrue();
        assertThat(progress.handedOff()).isPresent();
        assertThat(progress.pinned()).containsOnlyKeys("g", "h");
        assertThat(progress.startBegan()).isTrue();
        assertThat(progress.reverseBegan()).isTrue();
        assertThat(progress.moved()).isTrue();
    }

    @Test
    void anUndoneAttemptLeavesNoProgress() {
        Progress progress = history(
                        began("a", Step.STOP), handedOff("a"), pinned("a", "g"), began("a", Step.UNDO), undone("a"))
                .progress("a");

        assertThat(progress).isEqualTo(history().progress("a"));
    }

    @Test
    void theNextAttemptIsTheOneThatCounts() {
        Event second = new Event.HandedOff("a", Map.of(World.OUT_0, 9L), Map.of());

        Progress progress = history(
                        began("a", Step.STOP),
                        handedOff("a"),
                        undone("a"),
                        began("a", Step.STOP),
                        handedOff("a"),
                        second)
                .progress("a");

        assertThat(progress.handedOff().map(Event.class::cast)).isEqualTo(Optional.of(second));
        assertThat(progress.startBegan()).isFalse();
    }

    @Test
    void theUndoingOfOneUnitIsNotThatOfAnother() {
        assertThat(history(began("a", Step.START), undone("b")).progress("a").startBegan())
                .isTrue();
    }

    @Test
    void handedOffBegunAndMovedUnits() {
        History history = history(
                began("a", Step.STOP),
                handedOff("a"),
                moved("a"),
                began("b", Step.STOP),
                handedOff("b"),
                undone("b"),
                began("c", Step.STOP),
                handedOff("c"));

        assertThat(history.handedOff()).containsExactly("a", "c");
        assertThat(history.begun()).containsExactly("a", "c");
        assertThat(history.moved()).containsExactly("a");
    }

    @Test
    void stagesFollowTheJournal() {
        assertThat(history(
                                began("a", Step.STOP),
                                done("a", Step.STOP),
                                began("a", Step.HAND_OFF),
                                began("a", Step.UNDO),
                                done("a", Step.UNDO),
                                undone("a"),
                                began("a", Step.STOP))
                        .stages())
                .containsExactly(
                        new Stage("a stop", Journals.START, 7L, "done"),
                        new Stage("a hand off", Journals.START.plusSeconds(2), null, "not finished"),
                        new Stage("a undo", Journals.START.plusSeconds(3), 7L, "done"),
                        new Stage("a undone", Journals.START.plusSeconds(5), null, "KMIG-4004"),
                        new Stage("a stop", Journals.START.plusSeconds(6), null, "not finished"));
    }

    @Test
    void aStepThatWasKilledAndDoneAgainIsBothStages() {
        assertThat(history(began("a", Step.PIN), began("a", Step.PIN), done("a", Step.PIN))
                        .stages())
                .containsExactly(
                        new Stage("a pin", Journals.START, null, "not finished"),
                        new Stage("a pin", Journals.START.plusSeconds(1), 7L, "done"));
    }

    @Test
    void anEmptyJournalHasNoStages() {
        assertThat(history().stages()).isEmpty();
    }
}
