package io.kmig.validator.match;

import io.kmig.validator.chain.Link;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The counters and positions of a partition: the one entry that changes with every record. */
final class Head {
    private static final byte VERSION = 1;
    private static final int BYTES = 2 + 32 + 22 * Long.BYTES + 2 + FindingKind.values().length * Long.BYTES;

    UUID topicId = Link.NO_ID;
    UUID targetTopicId = Link.NO_ID;
    long scopeStart = -1;
    long start = -1;
    long targetStart = -1;
    long blueRead = -1;
    /** Source records below it are matched or told. */
    long frontier = -1;

    long greenRead;
    long matched;
    long prefixHigh;
    long prefixLow;
    long lastBlue = -1;
    long lastGreen = -1;
    long uncovered;
    long unverifiable;
    /** Target records that may stem from the source's hole; it ends before {@code sourceHoleEnd}. */
    long sourceHole;

    long sourceHoleEnd = -1;
    long targetHole;
    long limit = Long.MAX_VALUE;
    long bornOnTarget;
    long pendingCount;
    long waitingCount;
    long details;
    Link.Broken.@Nullable Cause broken;
    final long[] counts = new long[FindingKind.values().length];

    boolean begun() {
        return start >= 0;
    }

    void match(long blue, long green, long high, long low) {
        matched++;
        lastBlue = blue;
        lastGreen = green;
        // odd multipliers keep every earlier digest in the sum and make the order count
        prefixHigh = prefixHigh * 0x9e3779b97f4a7c15L + high;
        prefixLow = prefixLow * 0xc2b2ae3d27d4eb4fL + low;
    }

    void count(FindingKind kind, int change) {
        counts[kind.code()] += change;
    }

    Map<FindingKind, Long> countsByKind() {
        Map<FindingKind, Long> result = new EnumMap<>(FindingKind.class);
        for (FindingKind kind : FindingKind.values()) {
            if (counts[kind.code()] != 0) {
                result.put(kind, counts[kind.code()]);
            }
        }
        return result;
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES).put(VERSION).put((byte) (broken == null ? 0 : broken.code()));
        out.putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
        out.putLong(targetTopicId.getMostSignificantBits()).putLong(targetTopicId.getLeastSignificantBits());
        for (long value : new long[] {
            scopeStart,
            start,
            targetStart,
            blueRead,
            frontier,
            greenRead,
            matched,
            prefixHigh,
            prefixLow,
            lastBlue,
            lastGreen,
            uncovered,
            unverifiable,
            sourceHole,
            sourceHoleEnd,
            targetHole,
            limit,
            bornOnTarget,
            pendingCount,
            waitingCount,
            details
        }) {
            out.putLong(value);
        }
        for (long count : counts) {
            out.putLong(count);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static Head decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("state of version " + version + "; this kmig reads " + VERSION);
        }
        Head head = new Head();
        byte cause = in.get();
        head.broken = cause == 0 ? null : Link.Broken.Cause.of(cause);
        head.topicId = new UUID(in.getLong(), in.getLong());
        head.targetTopicId = new UUID(in.getLong(), in.getLong());
        head.scopeStart = in.getLong();
        head.start = in.getLong();
        head.targetStart = in.getLong();
        head.blueRead = in.getLong();
        head.frontier = in.getLong();
        head.greenRead = in.getLong();
        head.matched = in.getLong();
        head.prefixHigh = in.getLong();
        head.prefixLow = in.getLong();
        head.lastBlue = in.getLong();
        head.lastGreen = in.getLong();
        head.uncovered = in.getLong();
        head.unverifiable = in.getLong();
        head.sourceHole = in.getLong();
        head.sourceHoleEnd = in.getLong();
        head.targetHole = in.getLong();
        head.limit = in.getLong();
        head.bornOnTarget = in.getLong();
        head.pendingCount = in.getLong();
        head.waitingCount = in.getLong();
        head.details = in.getLong();
        for (int i = 0; i < head.counts.length; i++) {
            head.counts[i] = in.getLong();
        }
        return head;
    }
}
