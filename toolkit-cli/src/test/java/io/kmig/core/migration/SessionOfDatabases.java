package io.kmig.core.migration;

import io.kmig.cli.session.Session;
import io.kmig.core.journal.Entry;
import io.kmig.core.plan.Survey;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import java.nio.file.Path;
import java.util.List;

/** A {@link DatabaseWorld} opened as a command would open it. */
record SessionOfDatabases(DatabaseWorld world) implements Session {
    @Override
    public MigrationSpec spec() {
        return world.spec;
    }

    @Override
    public Estates estates() {
        return world.estates(KillSwitch.never());
    }

    @Override
    public HookPort hooks() {
        return world.hooks;
    }

    @Override
    public Pacer pacer() {
        return world.pacer;
    }

    @Override
    public ProofPort openProof(Survey survey, History history) {
        return ProofPort.none();
    }

    @Override
    public Path stateDirectory() {
        return Path.of(".");
    }

    @Override
    public List<Entry> history() {
        return world.history().entries();
    }

    @Override
    public JournalPort takeJournal() {
        return world.journal();
    }

    @Override
    public void close() {}
}
