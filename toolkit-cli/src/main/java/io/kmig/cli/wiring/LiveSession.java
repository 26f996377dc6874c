package io.kmig.cli.wiring;

import io.kmig.cli.session.Session;
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
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A migration behind real clients. */
record LiveSession(
        MigrationSpec spec,
        Estates estates,
        HookPort hooks,
        Pacer pacer,
        Path stateDirectory,
        Supplier<List<Entry>> reader,
        Supplier<JournalPort> writer,
        BiFunction<Survey, History, ProofPort> prover,
        Runnable closing)
        implements Session {
    @Override
    public List<Entry> history() {
        return reader.get();
    }

    @Override
    public ProofPort openProof(Survey survey, History history) {
        return prover.apply(survey, history);
    }

    @Override
    public JournalPort takeJournal() {
        return writer.get();
    }

    @Override
    public void close() {
        closing.run();
    }
}
