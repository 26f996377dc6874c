package io.kmig.ledger.apps;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Operation;
import io.kmig.ledger.record.Outcome;
import io.kmig.ledger.record.RowKey;
import io.kmig.ledger.rows.Baseline;
import io.kmig.ledger.spec.DatabaseSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are this writer's to change, over all its starts and databases: its share of those that were there at the
 * beginning, and those it inserted itself. It never looks for rows in the database it's moved to: what is missing there
 * must not be forgotten.
 *
 * <p>A row of a transaction whose outcome is unknown is left alone for ever.
 */
final class WriterMemory {
    private static final int REMEMBERED = 50_000;
    private static final int LARGE = 2_000;

    private final DatabaseSpec spec;
    private final Map<String, Owned> tables = new HashMap<>();
    private final List<ClientRow.Changed> open = new ArrayList<>();
    private long lastTransaction;

    /** Of one table. */
    static final class Owned {
        final KeyPool initial = new KeyPool();
        final KeyPool inserted = new KeyPool();
        /** Columns whose values are that large that some are stored out of line. */
        final Set<String> large = new HashSet<>();
        /** The highest number of each key column that holds numbers only. */
        final Map<String, Long> highest = new HashMap<>();

        void forget(RowKey key) {
            initial.remove(key);
            inserted.remove(key);
        }
    }

    private WriterMemory(DatabaseSpec spec) {
        this.spec = spec;
    }

    static WriterMemory of(DatabaseSpec spec) throws IOException {
        WriterMemory memory = new WriterMemory(spec);
        Baseline.read(Path.of(spec.baseline())).tables().forEach((name, table) -> {
            if (spec.tables().isEmpty() || spec.tables().contains(name)) memory.tables.put(name, memory.share(table));
        });
        return memory;
    }

    private Owned share(Baseline.Initial table) {
        Owned owned = new Owned();
        table.rows().forEach((key, cells) -> {
            boolean mine = Math.floorMod(key.hashCode(), spec.writers()) == spec.writer();
            if (mine && owned.initial.size() < REMEMBERED) owned.initial.add(key);
            for (int i = 0; i < key.parts().size(); i++)
                highest(owned, table.keyColumns().get(i), key.parts().get(i));
            cells.forEach((column, cell) -> {
                if (lengthOf(cell) > LARGE) owned.large.add(column);
            });
        });
        return owned;
    }

    private static void highest(Owned owned, String column, String text) {
        if (text.length() > 18 || !text.matches("-?\\d+")) return;
        owned.highest.merge(column, Long.valueOf(text), Math::max);
    }

    private static int lengthOf(@Nullable String cell) {
        if (cell == null || !cell.startsWith("#")) return 0;
        int colon = cell.indexOf(':');
        String length = colon < 0 ? "" : cell.substring(1, colon);
        return length.matches("\\d{1,9}") ? Integer.parseInt(length) : 0;
    }

    /** Takes up after an earlier life of the host, row by row. */
    void recall(ClientRow row) {
        if (row instanceof ClientRow.Changed changed) {
            if (lastTransaction != changed.transaction()) unknown();
            lastTransaction = changed.transaction();
            open.add(changed);
        } else if (row instanceof ClientRow.Ended ended) {
            if (ended.outcome() == Outcome.COMMITTED) {
                for (ClientRow.Changed changed : open) done(changed.operation(), changed.table(), changed.key());
                open.clear();
            } else if (ended.outcome() == Outcome.ROLLED_BACK) {
                open.clear();
            } else {
                unknown();
            }
        } else if (row instanceof ClientRow.Opened) {
            unknown();
        }
    }

    /** What the last life left without an end may have been committed. */
    private void unknown() {
        for (ClientRow.Changed changed : open) forget(changed.table(), changed.key());
        open.clear();
    }

    long nextTransaction() {
        unknown();
        return ++lastTransaction;
    }

    long lastTransaction() {
        return lastTransaction;
    }

    int writer() {
        return spec.writer();
    }

    int writers() {
        return spec.writers();
    }

    @Nullable
    Owned of(String table) {
        return tables.get(table);
    }

    void committed(Collection<RowChange> changes) {
        for (RowChange change : changes) done(change.operation(), change.table(), change.key());
    }

    void unknown(Collection<RowChange> changes) {
        for (RowChange change : changes) forget(change.table(), change.key());
    }

    private void done(Operation operation, String table, RowKey key) {
        Owned owned = tables.get(table);
        if (owned == null) return;
        if (operation == Operation.INSERT) owned.inserted.add(key);
        if (operation == Operation.DELETE) owned.forget(key);
    }

    private void forget(String table, RowKey key) {
        Owned owned = tables.get(table);
        if (owned != null) owned.forget(key);
    }
}
