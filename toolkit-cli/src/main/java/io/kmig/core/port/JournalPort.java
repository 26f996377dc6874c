package io.kmig.core.port;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import java.util.List;

/**
 * The journal of one migration: a local fsynced file and a single-partition topic on green. An append returns only when
 * both hold it. A second operator fences the first: the displaced one fails its next append with KMIG-4011.
 */
public interface JournalPort extends AutoCloseable {
    List<Entry> entries();

    Entry append(Event event);

    @Override
    void close();
}
