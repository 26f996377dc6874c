package io.kmig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import java.util.ArrayList;
import java.util.List;
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
