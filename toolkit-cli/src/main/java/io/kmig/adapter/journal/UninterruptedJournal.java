package io.kmig.adapter.journal;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.port.JournalPort;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes on a thread of its own, which Ctrl-C never interrupts: an interrupt inside a write would close the file and
 * break the journal, and without a journal a stopped unit could not even be started on blue again. The caller's
 * interrupt stays up and is met at its next wait.
 */
public final class UninterruptedJournal implements JournalPort {
    private final JournalPort journal;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "journal");
        thread.setDaemon(true);
        return thread;
    });

    public UninterruptedJournal(JournalPort journal) {
        this.journal = journal;
    }

    @Override
    public List<Entry> entries() {
        return journal.entries();
    }

    @Override
    public Entry append(Event event) {
        Future<Entry> written = writer.submit(() -> journal.append(event));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return written.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        journal.close();
    }
}
