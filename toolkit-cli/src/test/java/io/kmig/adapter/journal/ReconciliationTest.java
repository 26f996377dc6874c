package io.kmig.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final EntryJson JSON = new EntryJson();

    @Test
    void equalPlacesAreTheJournal() {
        Reconciliation agreed = Reconciliation.of(List.of(line(0), line(1)), List.of(line(0), line(1)), JSON);

        assertThat(agreed.lines()).containsExactly(line(0), line(1));
        assertThat(agreed.entries()).extracting(Entry::seq).containsExactly(0L, 1L);
        assertThat(agreed.unconfirmed()).isEmpty();
        assertThat(agreed.rebuilt()).isZero();
    }

    @Test
    void theFilesLastLineThatTheTopicNeverGotIsUnconfirmed() {
        Reconciliation agreed = Reconciliation.of(List.of(line(0), line(1)), List.of(line(0)), JSON);

        assertThat(agreed.lines()).containsExactly(line(0));
        assertThat(agreed.unconfirmed()).containsExactly(line(1));
    }

    @Test
    void anUnconfirmedLineInWhosePlaceAnotherOperatorWroteIsSetAsideToo() {
        Reconciliation agreed = Reconciliation.of(
                List.of(line(0), line(1, "mine")), List.of(line(0), line(1, "theirs"), line(2)), JSON);

        assertThat(agreed.lines()).containsExactly(line(0), line(1, "theirs"), line(2));
        assertThat(agreed.unconfirmed()).containsExactly(line(1, "mine"));
        assertThat(agreed.rebuilt()).isEqualTo(2);
    }

    @Test
    void aLostFileIsRebuilt() {
        Reconciliation agreed = Reconciliation.of(List.of(), List.of(line(0), line(1)), JSON);

        assertThat(agreed.lines()).containsExactly(line(0), line(1));
        assertThat(agreed.rebuilt()).isEqualTo(2);
    }

    @Test
    void differentConfirmedEntriesOfOneNumberDiverge() {
        assertDiverged(List.of(line(0, "mine"), line(1)), List.of(line(0, "theirs"), line(1)), "number 0");
    }

    @Test
    void aTopicThatLostConfirmedEntriesDiverges() {
        assertDiverged(List.of(line(0), line(1), line(2)), List.of(line(0)), "2 entries from number 1");
        assertDiverged(List.of(line(0), line(1)), List.of(), "2 entries from number 0");
    }

    @Test
    void aGapInTheNumbersDiverges() {
        assertDiverged(List.of(), List.of(line(0), line(2)), "entry number 1", "number 2");
    }

    @Test
    void anEntryWrittenTwiceDiverges() {
        assertDiverged(List.of(), List.of(line(0), line(0)), "entry number 1", "number 0");
    }

    @Test
    void anEntryOfANewerVersionIsSaidToBeOne() {
        assertDiverged(
                List.of(), List.of(line(0).replace("unit-moved", "unit-teleported")), "unit-teleported", "newer");
    }

    private static void assertDiverged(List<String> file, List<String> topic, String... words) {
        KmigException failure = catchThrowableOfType(KmigException.class, () -> Reconciliation.of(file, topic, JSON));
        assertThat(failure).isNotNull();
        Problem problem = failure.problems().get(0);
        assertThat(problem.code()).isEqualTo(ErrorCode.JOURNAL_DIVERGED);
        assertThat(problem.observed()).contains(words);
    }

    private static String line(long seq) {
        return line(seq, "unit " + seq);
    }

    private static String line(long seq, String unit) {
        return JSON.write(new Entry(seq, Instant.EPOCH, "o", new Event.UnitMoved(unit)));
    }
}
