package io.kmig.core.offsets;

/** What became of one group position on one partition. */
public sealed interface Translation {
    /** Reading green from this offset gives, record for record, what reading blue from the group's position gives. */
    record Exact(long offset) implements Translation {}

    /** Resumes before the right record: so many records would be read again. */
    record Bounded(long offset, long reread) implements Translation {}

    /**
     * No position could be proved.
     *
     * @param reason in plain words
     * @param mayClear waiting can help: the mirror or a transaction is not there yet
     */
    record Unresolved(String reason, boolean mayClear) implements Translation {}
}
