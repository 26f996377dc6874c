package io.kmig.ledger.database;

import io.kmig.ledger.record.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * What a database has to be judged against.
 *
 * @param home the side that has to hold everything at the end: green, or blue after the way back
 * @param applyBegan epoch milliseconds; null if what happened since then isn't asked for
 * @param findingsPerKind how many findings of each kind are listed; their numbers are exact anyway
 */
public record DatabaseQuestion(Cluster home, @Nullable Long applyBegan, int findingsPerKind) {
    public static DatabaseQuestion afterMigration() {
        return new DatabaseQuestion(Cluster.GREEN, null, 50);
    }

    public DatabaseQuestion since(long applyBeganMs) {
        return new DatabaseQuestion(home, applyBeganMs, findingsPerKind);
    }

    public DatabaseQuestion home(Cluster side) {
        return new DatabaseQuestion(side, applyBegan, findingsPerKind);
    }
}
