package io.kmig.testkit;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.port.JournalPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A journal in memory. Two of them over one {@link Shelf} are two operators: the later one fences the earlier. */
public final class FakeJournal implements JournalPort {
    /** What outlives a process. */
    public static final class Shelf {
        private final List<Entry> entries = new ArrayList<>();
        private final AtomicReference<FakeJournal> owner = new AtomicReference<>();
    }

    private final Shelf shelf;
    private final String operator;
    private Consumer<Event> beforeAppend = event -> {};
    private boolean closed;

    public FakeJournal() {
        this(new Shelf(), "test");
    }

    public FakeJournal(Shelf shelf, String operator) {
        this.shelf = shelf;
        this.operator = operator;
        shelf.owner.set(this);
    }

    @Override
    public List<Entry> entries() {
        return List.copyOf(shelf.entries);
    }

    @Override
    public Entry append(Event event) {
        if (closed) {
            throw problem(ErrorCode.JOURNAL_UNWRITABLE, "the journal is closed");
        }
        beforeAppend.accept(event);
        if (shelf.owner.get() != this) {
            throw problem(ErrorCode.OTHER_OPERATOR, "another kmig took over");
        }
        Entry entry = new Entry(
                shelf.entries.size(),
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(shelf.entries.size()),
                operator,
                event);
        shelf.entries.add(entry);
        return entry;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Runs before each append: throw to fail it, to die between intent and act, or to be displaced. */
    public void beforeAppend(Consumer<Event> action) {
        beforeAppend = action;
    }

    public List<Event> events() {
        return shelf.entries.stream().map(Entry::event).toList();
    }

    public static KmigException problem(ErrorCode code, String observed) {
        return new KmigException(new Problem(code, observed, "nothing was changed", "look"));
    }
}
