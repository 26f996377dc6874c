package io.kmig.core.journal;

import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a run has done so far, by its journal: a failure after an act must not be told as a refusal that changed nothing
 * ({@link Exit#REFUSED}), whatever made it fail.
 */
public final class Acts {
    private final Supplier<List<Entry>> journal;
    private final int before;

    private Acts(Supplier<List<Entry>> journal) {
        this.journal = journal;
        this.before = journal.get().size();
    }

    /** Of a run that begins now. */
    public static Acts from(Supplier<List<Entry>> journal) {
        return new Acts(journal);
    }

    /**
     * Runs it, and corrects what it fails with.
     *
     * @param instead how a failure after an act ends that would else be a refusal
     */
    public <T> T tell(Exit instead, Supplier<T> run) {
        try {
            return run.get();
        } catch (KmigException failure) {
            throw acted() ? failure.afterActing(instead) : failure;
        }
    }

    private boolean acted() {
        List<Entry> entries = journal.get();
        return entries.subList(before, entries.size()).stream()
                .map(Entry::event)
                .anyMatch(Acts::isIntent);
    }

    private static boolean isIntent(Event event) {
        return event instanceof Event.ApplyBegan
                || event instanceof Event.StepBegan
                || event instanceof Event.TurnedBack
                || event instanceof Event.AbortingHanging;
    }
}
