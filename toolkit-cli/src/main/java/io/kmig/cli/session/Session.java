package io.kmig.cli.session;

import io.kmig.core.journal.Entry;
import io.kmig.core.migration.History;
import io.kmig.core.plan.Survey;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import java.nio.file.Path;
import java.util.List;

/** A migration with both sides reached. Closing it closes every client. */
public interface Session extends AutoCloseable {
    MigrationSpec spec();

    Estates estates();

    HookPort hooks();

    Pacer pacer();

    /**
     * The validator, started: over the mirrored topics that never changed hands. Off when kmig.yaml says so, or nothing is
     * left to compare.
     */
    ProofPort openProof(Survey survey, History history);

    /** Where the journal file, logs and samples of this migration live. */
    Path stateDirectory();

    /** The journal as it is, read only: takes nothing over. */
    List<Entry> history();

    /** The journal for writing. From here on an earlier operator is displaced. */
    JournalPort takeJournal();

    @Override
    void close();
}
