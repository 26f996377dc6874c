package io.kmig.cli.session;

import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.migration.MoveListener;
import io.kmig.core.port.JournalPort;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reports after every unit how the journal stands, whether it moved or not. That a report can't be written is noted and
 * changes nothing: what it was to tell has happened.
 *
 * @param units all of the migration, which the report tells of
 */
record UnitReports(Operations.Reporter reporter, Set<String> units, JournalPort journal, MoveListener listener) {
    void after(Unit unit, Runnable move) {
        try {
            move.run();
        } catch (RuntimeException failure) {
            // why the unit did not move matters more than that there is no report of it
            unreported(unit).ifPresent(failure::addSuppressed);
            throw failure;
        }
        unreported(unit);
    }

    private Optional<RuntimeException> unreported(Unit unit) {
        Optional<RuntimeException> unreported = unreported(reporter, units, journal.entries());
        unreported.ifPresent(e -> listener.note(unit, lost(e)));
        return unreported;
    }

    /** Why there is no report. */
    static Optional<RuntimeException> unreported(Operations.Reporter reporter, Set<String> units, List<Entry> entries) {
        try {
            reporter.report(units, entries);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }

    static String lost(RuntimeException unreported) {
        return "the report is not up to date: " + unreported.getMessage();
    }
}
