package io.kmig.ledger.judge;

import io.kmig.ledger.record.Cluster;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a migration has to be judged against.
 *
 * @param home the cluster that has to hold everything at the end: green, or blue after the way back
 * @param applyBegan epoch milliseconds; null if the number of acknowledgements since then isn't asked for
 * @param compacted topics on which a record may be gone once a later one of its key is there
 * @param findingsPerKind how many findings of each kind are listed; their numbers are exact anyway
 */
public record Question(Cluster home, @Nullable Long applyBegan, Set<String> compacted, int findingsPerKind) {
    public Question {
        compacted = Set.copyOf(compacted);
    }

    public static Question afterMigration() {
        return new Question(Cluster.GREEN, null, Set.of(), 200);
    }

    public Question since(long applyBeganMs) {
        return new Question(home, applyBeganMs, compacted, findingsPerKind);
    }

    public Question home(Cluster cluster) {
        return new Question(cluster, applyBegan, compacted, findingsPerKind);
    }

    public Question compacted(Set<String> topics) {
        return new Question(home, applyBegan, topics, findingsPerKind);
    }

    public Question findingsPerKind(int cap) {
        return new Question(home, applyBegan, compacted, cap);
    }
}
