package io.kmig.core.port;

import io.kmig.core.estate.Tp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the data records of one cluster: read_committed, never resetting silently. */
public interface RecordLog {
    /**
     * Starts reading a partition. An offset outside the log fails with KMIG-2009 and both bounds in the observation: a purge or a re-created topic is
     * a finding, not a jump.
     */
    Cursor open(Tp partition, long fromOffset);

    /** The same records with digests that leave the timestamp out. */
    default RecordLog withoutTimestamps() {
        return this;
    }

    /**
     * Does this to each partition's question, several at a time where that pays, and returns when all are done. What one
     * throws ends them all.
     */
    default <T> void each(Collection<T> questions, Consumer<T> work) {
        questions.forEach(work);
    }

    /**
     * What each partition still holds from an offset within its log on, all partitions looked at together. One that can't
     * be read to its stable end soon shows how far it was read.
     */
    default Map<Tp, Rest> rests(Map<Tp, Long> from) {
        Map<Tp, Rest> rests = new HashMap<>();
        from.forEach((tp, offset) -> {
            try (Cursor cursor = open(tp, offset)) {
                Seen record = cursor.next();
                rests.put(tp, new Rest(record == null ? -1 : record.offset(), cursor.position()));
            }
        });
        return rests;
    }

    /**
     * What follows an offset.
     *
     * @param record offset of the first data record there, -1 when none was found
     * @param position up to where that is known; beyond markers and aborted records, at the most the stable end
     */
    record Rest(long record, long position) {}

    /** Bounded by one fetch in memory (at most 1 MiB per cursor). */
    interface Cursor extends AutoCloseable {
        /**
         * The next data record, or null when the position has reached the last stable offset as it is now. Markers and
         * aborted records are stepped over.
         */
        @Nullable
        Seen next();

        /** The offset the next read starts at; at the end of the log it equals the last stable offset. */
        long position();

        /** Reads on from there. Cheap when it is near: what was fetched is kept. An offset outside the log fails at the next read. */
        void seek(long offset);

        @Override
        void close();
    }

    /** Whose timestamp a record has. */
    enum Stamp {
        /** Its writer's, which a mirror carries over. */
        WRITTEN,
        /** The broker's that appended it: on a copy it is not the original's. */
        APPENDED,
        /** None: its copy gets the time it was copied at. */
        NONE
    }

    /**
     * A record by its place and its 128-bit digest over key, value, headers and timestamp.
     *
     * @param key 64-bit digest of the key alone, 0 when there is none
     * @param tombstone it has no value
     */
    record Seen(long offset, long digestHigh, long digestLow, long key, boolean tombstone, Stamp stamp) {
        public Seen(long offset, long digestHigh, long digestLow, long key, boolean tombstone) {
            this(offset, digestHigh, digestLow, key, tombstone, Stamp.WRITTEN);
        }

        public boolean sameContent(Seen other) {
            return digestHigh == other.digestHigh && digestLow == other.digestLow;
        }
    }
}
