package io.kmig.core.port;

import io.kmig.core.estate.Tp;
import org.jspecify.annotations.Nullable;

/** Reads the data records of one cluster: read_committed, never resetting silently. */
public interface RecordLog {
    /**
     * Starts reading a partition. An offset outside the log fails with KMIG-2009 and both bounds in the observation: a purge or a re-created topic is
     * a finding, not a jump.
     */
    Cursor open(Tp partition, long fromOffset);

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

        @Override
        void close();
    }

    /** A record by its place and its 128-bit digest over key, value, headers and timestamp. */
    record Seen(long offset, long digestHigh, long digestLow) {
        public boolean sameContent(Seen other) {
            return digestHigh == other.digestHigh && digestLow == other.digestLow;
        }
    }
}
