package io.kmig.validator.match;

/**
 * One difference.
 *
 * @param blueOffset the source's offset, or -1
 * @param greenOffset the target's offset, or -1
 */
public record Finding(FindingKind kind, long blueOffset, long greenOffset, Component component) {
    /** No record on this side. */
    public static final long NONE = -1;

    public static Finding missing(long blueOffset) {
        return new Finding(FindingKind.MISSING, blueOffset, NONE, Component.UNKNOWN);
    }

    public static Finding foreign(long greenOffset) {
        return new Finding(FindingKind.FOREIGN, NONE, greenOffset, Component.UNKNOWN);
    }

    public static Finding duplicate(long blueOffset, long greenOffset) {
        return new Finding(FindingKind.DUPLICATE, blueOffset, greenOffset, Component.UNKNOWN);
    }

    public static Finding reordered(long blueOffset, long greenOffset) {
        return new Finding(FindingKind.REORDERED, blueOffset, greenOffset, Component.UNKNOWN);
    }

    public static Finding mutated(long blueOffset, long greenOffset, Component component) {
        return new Finding(FindingKind.MUTATED, blueOffset, greenOffset, component);
    }

    public static Finding ofSource(FindingKind kind, long blueOffset) {
        return new Finding(kind, blueOffset, NONE, Component.UNKNOWN);
    }

    /** A later finding with the same id replaces this one. */
    public Id id() {
        return switch (kind) {
            case MISSING, REORDERED, MUTATED -> new Id(Subject.BLUE, blueOffset);
            case DUPLICATE, FOREIGN -> new Id(Subject.GREEN, greenOffset);
            case RETENTION, BLUE_TRUNCATED, TOPIC_RECREATED, FEED_GAP -> new Id(Subject.LOG, blueOffset);
        };
    }

    /** What a finding is about. */
    public enum Subject {
        BLUE,
        GREEN,
        LOG
    }

    /** Which record a finding is about, within its partition. */
    public record Id(Subject subject, long offset) {}
}
