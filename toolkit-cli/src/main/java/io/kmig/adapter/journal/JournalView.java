package io.kmig.adapter.journal;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.port.JournalPort;
import java.util.List;

/** A journal to look at. */
record JournalView(List<Entry> entries) implements JournalPort {
    JournalView {
        entries = List.copyOf(entries);
    }

    @Override
    public Entry append(Event event) {
        throw JournalProblems.unwritable("the journal was opened for looking only", null);
    }

    @Override
    public void close() {}
}
