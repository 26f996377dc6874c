package io.kmig.core.offsets;

/** What became of one group position on one partition. */
public sealed interface Translation {
    /**
     * Reading green from this offset gives, record for record, what reading blue from the group's position gives.
     *
     * @param waiver what was left out of the comparison, and why; empty when nothing was
     */
    record Exact(long offset, String waiver) implements Translation {
        public Exact(long offset) {
            this(offset, "");
        }
    }

    /**
     * Resumes before the right record: so many records would be read again.
     *
     * @param waiver as of {@link Exact}
     */
    record Bounded(long offset, long reread, String waiver) implements Translation {
        public Bounded(long offset, long reread) {
            this(offset, reread, "");
        }
    }

    /**
     * No position could be proved.
     *
     * @param reason in plain words
     * @param mayClear waiting can help: the mirror or a transaction is not there yet
     * @param askMirror what differs could be counted from the ends, were it known that the mirror is at its end
     */
    record Unresolved(String reason, boolean mayClear, boolean askMirror) implements Translation {
        public Unresolved(String reason, boolean mayClear) {
            this(reason, mayClear, false);
        }
    }
}
