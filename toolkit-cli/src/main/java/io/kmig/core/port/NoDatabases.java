package io.kmig.core.port;

import io.kmig.core.estate.RowsCompared;
import io.kmig.core.estate.Tp;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Nobody asks it anything. */
enum NoDatabases implements DatabasePort {
    NONE;

    @Override
    public long mark(DatabaseSpec database, String id) {
        throw none(database);
    }

    @Override
    public List<Slot> slots(DatabaseSpec database) {
        throw none(database);
    }

    @Override
    public Map<Tp, Long> applied(DatabaseSpec database, String connector) {
        throw none(database);
    }

    @Override
    public RowsCompared compare(DatabaseSpec database, Duration atMost) {
        throw none(database);
    }

    @Override
    public int raiseSequences(DatabaseSpec database) {
        throw none(database);
    }

    @Override
    public void analyze(DatabaseSpec database) {
        throw none(database);
    }

    @Override
    public void openSlot(DatabaseSpec database, Duration atMost) {
        throw none(database);
    }

    @Override
    public void dropSlot(DatabaseSpec database) {
        throw none(database);
    }

    private static IllegalStateException none(DatabaseSpec database) {
        return new IllegalStateException("nothing reaches database " + database.name());
    }
}
