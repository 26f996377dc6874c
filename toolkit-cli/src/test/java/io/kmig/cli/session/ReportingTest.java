package io.kmig.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.migration.Cutover.Selection;
import io.kmig.core.migration.Rollback;
import io.kmig.core.migration.SessionOfWorld;
import io.kmig.testkit.NotedMoves;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A report tells what happened; that there is none never changes what happens, and is known as early as can be. */
class ReportingTest {
    private final NotedMoves heard = new NotedMoves();

    @Test
    void aUnitThatDidNotMoveIsToldWithItsOwnErrorAlthoughItsReportFails() {
        SessionOfWorld session = SessionOfWorld.ofConsumer().whoseStopHookFails();

        KmigException failure = catchThrowableOfType(KmigException.class, () -> cutover(session, new Failing()));

        assertThat(failure.problems()).extracting(Problem::code).containsExactly(ErrorCode.HOOK_FAILED);
        assertThat(failure.getSuppressed()).singleElement().satisfies(s -> assertThat(s)
                .hasMessageContaining("disk full"));
        assertThat(heard.notes()).anyMatch(n -> n.contains("report is not up to date") && n.contains("disk full"));
    }

    @Test
    void aUnitThatMovedStaysMovedAlthoughItsReportFails() {
        SessionOfWorld session = SessionOfWorld.ofConsumer();

        List<Unit> moved = cutover(session, new Failing());

        assertThat(moved).extracting(Unit::name).containsExactly("app");
        assertThat(session.runsOn()).contains(Colour.GREEN);
        assertThat(heard.notes()).anyMatch(n -> n.contains("disk full"));
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

    @Test
    void aUnitThatIsNotTakenBackIsToldWithItsOwnErrorAlthoughItsReportFails() {
        SessionOfWorld session = SessionOfWorld.ofConsumer().moved().whoseStopHookFails();

        KmigException failure = catchThrowableOfType(KmigException.class, () -> rollback(session, new Failing()));

        assertThat(failure.problems()).extracting(Problem::code).containsExactly(ErrorCode.HOOK_FAILED);
        assertThat(failure.getSuppressed()).singleElement().satisfies(s -> assertThat(s)
                .hasMessageContaining("disk full"));
        assertThat(heard.notes()).anyMatch(n -> n.contains("report is not up to date") && n.contains("disk full"));
    }

    @Test
    void aUnitThatWasTakenBackStaysOnBlueAlthoughItsReportFails() {
        SessionOfWorld session = SessionOfWorld.ofConsumer().moved();

        List<Rollback.Step> done = rollback(session, new Failing());

        assertThat(done).extracting(s -> s.unit().name()).containsExactly("app");
        assertThat(session.runsOn()).contains(Colour.BLUE);
        assertThat(heard.notes()).anyMatch(n -> n.contains("disk full"));
    }

    @Test
    void whereNoReportCanBeWrittenNothingIsTakenBack() {
        SessionOfWorld session = SessionOfWorld.ofConsumer().moved();
        int entries = session.history().size();

        KmigException refusal = catchThrowableOfType(KmigException.class, () -> rollback(session, new Refusing()));

        assertThat(refusal.problems()).extracting(Problem::code).containsExactly(ErrorCode.REPORT_UNWRITABLE);
        assertThat(session.history()).hasSize(entries);
        assertThat(session.runsOn()).contains(Colour.GREEN);
    }

    private List<Rollback.Step> rollback(SessionOfWorld session, Operations.Reporter reporter) {
        return new Rollbacks(new Operations()).rollback(session, false, heard, reporter);
    }

    private List<Unit> cutover(SessionOfWorld session, Operations.Reporter reporter) {
        return new Operations().cutover(session, new Selection.Next(), false, heard, reporter);
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
}
