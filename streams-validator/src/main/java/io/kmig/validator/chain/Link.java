package io.kmig.validator.chain;

import java.util.UUID;

/** One record of a digest topic. Everything about the source that the matcher knows, it knows from these, in order. */
public sealed interface Link {
    /** The topic id of brokers that have none (before 2.8), or that was not told. */
    UUID NO_ID = new UUID(0, 0);

    /**
     * The first link: where comparing begins on both sides.
     *
     * @param scopeStart the first source offset that the declared scope includes
     * @param start the first that is read; what lies in between was gone before it could be
     * @param targetStart the first target offset that is read
     * @param sourceHole how many records at the head of the target may have originals below {@code start}
     * @param targetHole how many records at the head of the source may have copies below {@code targetStart}
     */
    record Origin(
            UUID topicId,
            UUID targetTopicId,
            long scopeStart,
            long start,
            long targetStart,
            long sourceHole,
            long targetHole)
            implements Link {}

    /** A stretch of the log. */
    record Stretch(UUID topicId, Batch batch) implements Link {}

    /** Deleted by retention or by request after the feed began and before it got there: never compared. */
    record Purged(long from, long to) implements Link {}

    /** The chain ends: what is behind the position is no longer the log that was read. */
    record Broken(Cause cause, long position, UUID topicId) implements Link {
        /** What happened to the source. */
        public enum Cause {
            /** The log now ends below what was read: an unclean election, or a truncation. */
            TRUNCATED(1),
            /** Another topic has the name. */
            RECREATED(2);

            private final int code;

            Cause(int code) {
                this.code = code;
            }

            /** What stands for it where it is stored. */
            public int code() {
                return code;
            }

            public static Cause of(int code) {
                for (Cause cause : values()) {
                    if (cause.code == code) {
                        return cause;
                    }
                }
                throw new IllegalArgumentException("a cause of code " + code);
            }
        }
    }

    /** From here on the target's records are its own: applications write there since the hand-off. */
    record Limit(long targetEnd) implements Link {}
}
