package io.kmig.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.Cutover.Selection;
import io.kmig.core.migration.MoveListener;
import io.kmig.core.migration.SessionOfWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A report tells what happened; that there is none never changes what happens, and is known as early as can be. */
class ReportingTest {
    private final List<String> notes = new ArrayList<>();

    @Test
    void aUnitThatDidNotMoveIsToldWithItsOwnErrorAlthoughItsReportFails() {
        SessionOfWorld session = SessionOfWorld.ofConsumer().whoseStopHookFails();

        KmigException failure = catchThrowableOfType(KmigException.class, () -> cutover(session, new Failing()));

        assertThat(failure.problems()).extracting(Problem::code).containsExactly(ErrorCode.HOOK_FAILED);
        assertThat(failure.getSuppressed()).singleElement().satisfies(s -> assertThat(s)
                .hasMessageContaining("disk full"));
        assertThat(notes).anyMatch(n -> n.contains("report is not up to date") && n.contains("disk full"));
    }

    @Test
    void aUnitThatMovedStaysMovedAlthoughItsReportFails() {
        SessionOfWorld session = SessionOfWorld.ofConsumer();

        List<Unit> moved = cutover(session, new Failing());

        assertThat(moved).extracting(Unit::name).containsExactly("app");
        assertThat(session.runsOn()).contains(Colour.GREEN);
        assertThat(notes).anyMatch(n -> n.contains("disk full"));
    }

    @Test
    void whereNoReportCanBeWrittenNothingIsBegun() {
        SessionOfWorld session = SessionOfWorld.ofConsumer();
        int entries = session.history().size();

        KmigException refusal = catchThrowableOfType(KmigException.class, () -> cutover(session, new Refusing()));

        assertThat(refusal.problems()).extracting(Problem::code).containsExactly(ErrorCode.REPORT_UNWRITABLE);
        assertThat(session.history()).hasSize(entries);
        assertThat(session.runsOn()).contains(Colour.BLUE);
    }

    private List<Unit> cutover(SessionOfWorld session, Operations.Reporter reporter) {
        return new Operations().cutover(session, new Selection.Next(), new Noted(), reporter);
    }

    private static KmigException unwritable() {
        return new KmigException(new Problem(ErrorCode.REPORT_UNWRITABLE, "disk full", "nothing", "df"));
    }

    private static class Failing implements Operations.Reporter {
        @Override
        public void report(Set<String> units, List<Entry> entries) {
            throw unwritable();
        }
    }

    private static final class Refusing extends Failing {
        @Override
        public void requireWritable() {
            throw unwritable();
        }
    }

    private final class Noted implements MoveListener {
        @Override
        public void began(Unit unit, Step step) {}

        @Override
        public void done(Unit unit, Step step, long millis, String observed) {}

        @Override
        public void note(Unit unit, String text) {
            notes.add(text);
        }
    }
}
