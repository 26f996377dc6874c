package io.kmig.core.port;

import io.kmig.core.estate.Tp;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What MirrorMaker 2 itself wrote down on the target cluster about positions. */
public interface MirrorRecords {
    /** A source and a target offset that hold the same record. */
    record ProvenPair(long source, long target) {}

    /** Offset syncs, per partition. Under exactly-once they are written after the copy was committed, so they prove. */
    Map<Tp, List<ProvenPair>> provenPairs(String sourceAlias, Collection<Tp> partitions);

    /** The target offset that MM2's checkpoint gives the group, per partition; absent where it gives none. */
    Map<Tp, Long> stockCheckpoint(String sourceAlias, String group);
}
