package io.kmig.validator.match;

import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.Seen;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How far the comparison of a partition has come.
 *
 * @param topicId of the source, {@link Link#NO_ID} until the chain begins
 * @param scopeStart the first source offset of the declared scope
 * @param start the first source offset that was read
 * @param targetStart the first target offset that was read
 * @param blueRead everything on the source below it has been read
 * @param blueVerified the first source record that is neither matched nor found to differ; {@code blueRead} if none
 * @param greenRead one past the last target record seen
 * @param matched how many records were found equal and in order
 * @param prefixHigh the order-sensitive hash of their digests
 * @param prefixLow its other half
 * @param lastBlue the source offset of the last match, or -1
 * @param lastGreen its target offset, or -1
 * @param uncovered how many source offsets within the scope were gone before they could be read
 * @param unverifiable how many records on either side have lost their counterpart that way
 * @param openHole how many of the target's waiting records may be explained that way
 * @param limit target records from here on are not compared
 * @param bornOnTarget how many of those were seen
 * @param broken why the chain has ended, or null
 * @param pendingCount source records that no target record matches yet
 * @param pending the first of them
 * @param waitingCount target records that no source record matches yet
 * @param waiting the first of them
 * @param counts findings by kind, those not told one by one included
 */
public record Standing(
        UUID topicId,
        UUID targetTopicId,
        long scopeStart,
        long start,
        long targetStart,
        long blueRead,
        long blueVerified,
        long greenRead,
        long matched,
        long prefixHigh,
        long prefixLow,
        long lastBlue,
        long lastGreen,
        long uncovered,
        long unverifiable,
        long openHole,
        long limit,
        long bornOnTarget,
        Link.Broken.@org.jspecify.annotations.Nullable Cause broken,
        long pendingCount,
        List<Seen> pending,
        long waitingCount,
        List<Waiting> waiting,
        Map<FindingKind, Long> counts) {
    public Standing {
        pending = List.copyOf(pending);
        waiting = List.copyOf(waiting);
        counts = Map.copyOf(counts);
    }

    /** Whether the chain has begun, so that the positions mean something. */
    public boolean begun() {
        return start >= 0;
    }

    public long count(FindingKind kind) {
        return counts.getOrDefault(kind, 0L);
    }
}
