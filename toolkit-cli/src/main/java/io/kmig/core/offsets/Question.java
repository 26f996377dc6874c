package io.kmig.core.offsets;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is asked of one partition.
 *
 * @param positions committed source offsets of all groups
 * @param targetEnds read before {@code sourceEnds}
 * @param pairs offsets known to hold the same record, in any order
 * @param compared a stretch that was compared before, so that only what follows it is read to the end
 * @param compacted records may be missing on either side when a later one has their key
 * @param copied source offset of the last record that the mirror has committed, read before {@code targetEnds}; empty
 *     when not known
 * @param exactlyOnce the mirror never copies a record twice
 */
public record Question(
        Tp tp,
        Collection<Long> positions,
        LogEnds sourceEnds,
        LogEnds targetEnds,
        List<ProvenPair> pairs,
        Optional<Span> compared,
        Origin origin,
        boolean compacted,
        OptionalLong copied,
        boolean exactlyOnce) {

    /** Where the records of a partition are born. */
    public enum Origin {
        /** The target is a copy: it must not hold more than the source. */
        SOURCE,
        /** The source is a copy that may be behind: what the target holds beyond it is what would have come next. */
        TARGET
    }

    /** Of a log that is not compacted, whose records are born on the source, copied exactly once by a mirror of which nothing is known. */
    public static Question of(Tp tp, Collection<Long> positions, LogEnds sourceEnds, LogEnds targetEnds) {
        return new Question(
                tp,
                List.copyOf(positions),
                sourceEnds,
                targetEnds,
                List.of(),
                Optional.empty(),
                Origin.SOURCE,
                false,
                OptionalLong.empty(),
                true);
    }

    public Question with(List<ProvenPair> provenPairs) {
        return new Question(
                tp, positions, sourceEnds, targetEnds, provenPairs, compared, origin, compacted, copied, exactlyOnce);
    }

    public Question with(Span span) {
        return new Question(
                tp,
                positions,
                sourceEnds,
                targetEnds,
                pairs,
                Optional.of(span),
                origin,
                compacted,
                copied,
                exactlyOnce);
    }

    public Question born(Origin where) {
        return new Question(
                tp, positions, sourceEnds, targetEnds, pairs, compared, where, compacted, copied, exactlyOnce);
    }

    public Question ofCompacted(boolean isCompacted) {
        return new Question(
                tp, positions, sourceEnds, targetEnds, pairs, compared, origin, isCompacted, copied, exactlyOnce);
    }

    public Question copiedUpTo(long lastCopied) {
        OptionalLong last = OptionalLong.of(lastCopied);
        return new Question(
                tp, positions, sourceEnds, targetEnds, pairs, compared, origin, compacted, last, exactlyOnce);
    }

    public Question copiedExactlyOnce(boolean isExactlyOnce) {
        return new Question(
                tp, positions, sourceEnds, targetEnds, pairs, compared, origin, compacted, copied, isExactlyOnce);
    }
}
