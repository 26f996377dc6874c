package io.kmig.core.port;

import io.kmig.core.estate.Tp;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a mirror wrote down on its target cluster about the records it copied. */
public interface MirrorRecords {
    /** Two offsets that hold the same record, provided the mirror is exactly-once. */
    record ProvenPair(long source, long target) {
        /** The same two records, looked at from the other side. */
        public ProvenPair swapped() {
            return new ProvenPair(/* source= */ target, /* target= */ source);
        }
    }

    /**
     * Offset syncs of these partitions, ascending in the source offset. A pair that a later one contradicts, because
     * the topic was created again on either side, is left out. Thinned evenly when there are very many; the newest stays.
     * A partition without any is absent, and so is everything when the mirror keeps its syncs on the source.
     *
     * @param sourceAlias the mirror's source.cluster.alias
     * @param partitions by their name on the source
     */
    Map<Tp, List<ProvenPair>> provenPairs(String sourceAlias, Collection<Tp> partitions);

    /**
     * The target offset stock MirrorMaker would give this group, by target partition; empty when it keeps no
     * checkpoints. For comparison only: it is early by up to thousands of records.
     */
    Map<Tp, Long> stockCheckpoint(String sourceAlias, String group);
}
