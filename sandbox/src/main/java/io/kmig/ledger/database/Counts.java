package io.kmig.ledger.database;

import io.kmig.ledger.record.Operation;

/** How many changes of each kind. */
public record Counts(long inserts, long updates, long deletes) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts and(Operation operation) {
        return switch (operation) {
            case INSERT -> new Counts(inserts + 1, updates, deletes);
            case UPDATE -> new Counts(inserts, updates + 1, deletes);
            case DELETE -> new Counts(inserts, updates, deletes + 1);
        };
    }

    public long all() {
        return inserts + updates + deletes;
    }
}
