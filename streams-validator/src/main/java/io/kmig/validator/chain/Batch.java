package io.kmig.validator.chain;

import io.kmig.validator.digest.Fingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The data records of a stretch of the source's log, as digests in columns.
 *
 * <p>Positions chain: {@code from} is where the link before ended, {@code to} where the next one begins. What lies in
 * between and is not listed are transaction markers, aborted records and compaction gaps, so a batch may be empty.
 */
public final class Batch {
    private final long from;
    private final long to;
    private final int leaderEpoch;
    private final long eventTime;
    private final long[] offsets;
    private final long[] keyHashes;
    private final long[] highs;
    private final long[] lows;

    private Batch(
            long from,
            long to,
            int leaderEpoch,
            long eventTime,
            long[] offsets,
            long[] keyHashes,
            long[] highs,
            long[] lows) {
        this.from = from;
        this.to = to;
        this.leaderEpoch = leaderEpoch;
        this.eventTime = eventTime;
        this.offsets = offsets;
        this.keyHashes = keyHashes;
        this.highs = highs;
        this.lows = lows;
    }

    /** A batch in the making. */
    public static Builder from(long position, int capacity) {
        return new Builder(position, capacity);
    }

    public static Batch of(long from, long to, List<Seen> records) {
        Builder builder = from(from, records.size());
        records.forEach(r -> builder.add(r.offset(), r.keyHash(), r.digest()));
        return builder.end(to);
    }

    public long from() {
        return from;
    }

    public long to() {
        return to;
    }

    /** Of the last record read, or -1 where the broker told none. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** The first record's timestamp; 0 when there is none. */
    public long eventTime() {
        return eventTime;
    }

    public int size() {
        return offsets.length;
    }

    public long offset(int i) {
        return offsets[i];
    }

    public long keyHash(int i) {
        return keyHashes[i];
    }

    public long high(int i) {
        return highs[i];
    }

    public long low(int i) {
        return lows[i];
    }

    public boolean holds(int i, Fingerprint digest) {
        return highs[i] == digest.high() && lows[i] == digest.low();
    }

    public Seen get(int i) {
        return new Seen(offsets[i], keyHashes[i], new Fingerprint(highs[i], lows[i]));
    }

    /** The part of this batch that begins at a position within it. */
    public Batch since(long position) {
        List<Seen> rest = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if (offset(i) >= position) {
                rest.add(get(i));
            }
        }
        return of(position, to, rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Batch b
                && from == b.from
                && to == b.to
                && leaderEpoch == b.leaderEpoch
                && eventTime == b.eventTime
                && Arrays.equals(offsets, b.offsets)
                && Arrays.equals(keyHashes, b.keyHashes)
                && Arrays.equals(highs, b.highs)
                && Arrays.equals(lows, b.lows);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(from * 31 + to) * 31 + Arrays.hashCode(lows);
    }

    @Override
    public String toString() {
        return "Batch[%d, %d) of %d".formatted(from, to, size());
    }

    /** Collects records until the batch is full or the log has no more for now. */
    public static final class Builder {
        private final long from;
        private long[] offsets;
        private long[] keyHashes;
        private long[] highs;
        private long[] lows;
        private int size;
        private int leaderEpoch = -1;
        private long eventTime;

        private Builder(long from, int capacity) {
            this.from = from;
            int room = Math.max(1, capacity);
            this.offsets = new long[room];
            this.keyHashes = new long[room];
            this.highs = new long[room];
            this.lows = new long[room];
        }

        public Builder add(long offset, long keyHash, Fingerprint digest) {
            long last = size == 0 ? from - 1 : offsets[size - 1];
            if (offset <= last) {
                throw new IllegalArgumentException("offset " + offset + " after " + last);
            }
            if (size == offsets.length) {
                grow();
            }
            offsets[size] = offset;
            keyHashes[size] = keyHash;
            highs[size] = digest.high();
            lows[size++] = digest.low();
            return this;
        }

        public Builder leaderEpoch(int value) {
            leaderEpoch = value;
            return this;
        }

        public Builder eventTime(long value) {
            eventTime = value;
            return this;
        }

        public int size() {
            return size;
        }

        public Batch end(long to) {
            long next = size == 0 ? from : offsets[size - 1] + 1;
            if (to < next) {
                throw new IllegalArgumentException("the batch goes on to " + next + ", not to " + to);
            }
            return new Batch(
                    from,
                    to,
                    leaderEpoch,
                    eventTime,
                    Arrays.copyOf(offsets, size),
                    Arrays.copyOf(keyHashes, size),
                    Arrays.copyOf(highs, size),
                    Arrays.copyOf(lows, size));
        }

        private void grow() {
            int room = offsets.length * 2;
            offsets = Arrays.copyOf(offsets, room);
            keyHashes = Arrays.copyOf(keyHashes, room);
            highs = Arrays.copyOf(highs, room);
            lows = Arrays.copyOf(lows, room);
        }
    }
}
