package io.kmig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Rest;
import io.kmig.core.port.RecordLog.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link RecordLog} does. */
public abstract class RecordLogContract {
    protected abstract RecordLog log();

    /** A new topic with one partition. */
    protected abstract Tp freshPartition();

    protected abstract long append(Tp tp, String content);

    /** Writes these in one transaction and ends it. */
    protected abstract void transaction(Tp tp, boolean commit, String... contents);

    /** Writes in a transaction that stays open. */
    protected abstract void appendOpen(Tp tp, String content);

    protected abstract void purge(Tp tp, long newStart);

    /** Deletes the topic and creates it again, empty. */
    protected abstract void recreate(Tp tp);

    @Test
    void readsRecordsInOrderFromAnOffset() {
        Tp tp = freshPartition();
        append(tp, "a");
        append(tp, "b");
        append(tp, "c");

        try (Cursor cursor = log().open(tp, 1)) {
            assertThat(drain(cursor)).extracting(Seen::offset).containsExactly(1L, 2L);
            assertThat(cursor.position()).isEqualTo(3);
        }
    }

    @Test
    void thePositionIsTheOneAfterTheRecordSeenLast() {
        Tp tp = freshPartition();
        append(tp, "a");
        append(tp, "b");

        try (Cursor cursor = log().open(tp, 0)) {
            assertThat(cursor.position()).isZero();
            cursor.next();
            assertThat(cursor.position()).isEqualTo(1);
        }
    }

    @Test
    void equalRecordsHaveEqualContentWhereverTheyAre() {
        Tp one = freshPartition();
        Tp other = freshPartition();
        append(one, "same");
        append(other, "before");
        append(other, "same");
        append(other, "different");

        try (Cursor first = log().open(one, 0);
                Cursor second = log().open(other, 1)) {
            Seen same = first.next();
            assertThat(same.sameContent(second.next())).isTrue();
            assertThat(same.sameContent(second.next())).isFalse();
        }
    }

    @Test
    void stepsOverMarkersAndAbortedRecordsToTheStableEnd() {
        Tp tp = freshPartition();
        append(tp, "a");
        transaction(tp, false, "gone", "gone too");
        transaction(tp, true, "b");
        transaction(tp, false, "gone at the end");

        try (Cursor cursor = log().open(tp, 0)) {
            assertThat(drain(cursor)).extracting(Seen::offset).containsExactly(0L, 4L);
            assertThat(cursor.position()).isEqualTo(8);
        }
    }

    @Test
    void aLogOfNothingButAbortedRecordsIsReadToItsEnd() {
        Tp tp = freshPartition();
        transaction(tp, false, "gone");

        try (Cursor cursor = log().open(tp, 0)) {
            assertThat(cursor.next()).isNull();
            assertThat(cursor.position()).isEqualTo(2);
        }
    }

    @Test
    void stopsBeforeAnOpenTransaction() {
        Tp tp = freshPartition();
        append(tp, "a");
        appendOpen(tp, "undecided");
        append(tp, "behind it");

        try (Cursor cursor = log().open(tp, 0)) {
            assertThat(drain(cursor)).extracting(Seen::offset).containsExactly(0L);
            assertThat(cursor.position()).isEqualTo(1);
        }
    }

    @Test
    void goesOnWhenRecordsComeAfterTheEndWasReached() {
        Tp tp = freshPartition();
        append(tp, "a");

        try (Cursor cursor = log().open(tp, 0)) {
            drain(cursor);
            append(tp, "later");

            assertThat(cursor.next().offset()).isEqualTo(1);
            assertThat(cursor.next()).isNull();
        }
    }

    @Test
    void openingAtTheEndSeesNothingAndFailsNot() {
        Tp tp = freshPartition();
        append(tp, "a");

        try (Cursor cursor = log().open(tp, 1)) {
            assertThat(cursor.next()).isNull();
            assertThat(cursor.position()).isEqualTo(1);
        }
    }

    @Test
    void readsOnFromWhereItIsSent() {
        Tp tp = freshPartition();
        for (String content : List.of("a", "b", "c", "d")) {
            append(tp, content);
        }
        transaction(tp, false, "gone");
        append(tp, "e");

        try (Cursor cursor = log().open(tp, 0)) {
            cursor.next();
            cursor.seek(2);
            assertThat(cursor.position()).isEqualTo(2);
            assertThat(cursor.next().offset()).isEqualTo(2);
            cursor.seek(1);
            assertThat(cursor.next().offset()).isEqualTo(1);
            cursor.seek(4);
            assertThat(cursor.next().offset()).isEqualTo(6);
            cursor.seek(0);
            assertThat(drain(cursor)).extracting(Seen::offset).containsExactly(0L, 1L, 2L, 3L, 6L);
            cursor.seek(7);
            assertThat(cursor.next()).isNull();
        }
    }

    @Test
    void theRestsOfManyPartitionsAreSeenTogether() {
        Map<Tp, Long> from = new HashMap<>();
        Map<Tp, Rest> expected = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            Tp nothing = freshPartition();
            append(nothing, "a");
            from.put(nothing, 1L);
            expected.put(nothing, new Rest(-1, 1));
        }
        Tp marked = freshPartition();
        append(marked, "a");
        transaction(marked, false, "gone", "gone too");
        from.put(marked, 1L);
        expected.put(marked, new Rest(-1, 4));
        Tp open = freshPartition();
        append(open, "a");
        transaction(open, false, "gone");
        appendOpen(open, "undecided");
        from.put(open, 1L);
        expected.put(open, new Rest(-1, 3));

        assertThat(log().rests(from)).isEqualTo(expected);
    }

    @Test
    void theRestNamesTheFirstRecordThatIsThere() {
        Tp tp = freshPartition();
        append(tp, "a");
        transaction(tp, false, "gone");
        append(tp, "b");
        append(tp, "c");

        assertThat(log().rests(Map.of(tp, 1L)).get(tp).record()).isEqualTo(3);
        assertThat(log().rests(Map.of(tp, 4L)).get(tp).record()).isEqualTo(4);
        assertThat(log().rests(Map.of())).isEmpty();
    }

    @Test
    void anOffsetBeforeTheLogFailsWithBothBounds() {
        Tp tp = freshPartition();
        append(tp, "a");
        append(tp, "b");
        append(tp, "c");
        purge(tp, 2);

        assertOutside(tp, 1, "2", "3");
    }

    @Test
    void anOffsetBehindTheLogFailsWithBothBounds() {
        Tp tp = freshPartition();
        append(tp, "a");

        assertOutside(tp, 17, "0", "1");
    }

    @Test
    void aTopicCreatedAgainIsAFindingAndNoJump() {
        Tp tp = freshPartition();
        append(tp, "a");
        append(tp, "b");

        recreate(tp);

        assertOutside(tp, 2, "0", "0");
    }

    private void assertOutside(Tp tp, long offset, String start, String end) {
        assertThatThrownBy(() -> {
                    try (Cursor cursor = log().open(tp, offset)) {
                        cursor.next();
                    }
                })
                .asInstanceOf(type(KmigException.class))
                .satisfies(e -> {
                    assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.CLUSTER_REQUEST_FAILED);
                    assertThat(e.problems().get(0).observed())
                            .contains(tp.toString())
                            .containsPattern("\\b" + offset + "\\b")
                            .containsPattern("\\b" + start + "\\b")
                            .containsPattern("\\b" + end + "\\b");
                });
    }

    protected static List<Seen> drain(Cursor cursor) {
        List<Seen> seen = new ArrayList<>();
        for (Seen next = cursor.next(); next != null; next = cursor.next()) {
            seen.add(next);
        }
        return seen;
    }
}
