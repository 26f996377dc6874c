package io.kmig.validator.match;

/** The ways in which two logs may differ. */
public enum FindingKind {
    /** On the source, passed over by the mirror. */
    MISSING(0),
    /** On the target once more than on the source. */
    DUPLICATE(1),
    /** On both, at another place in the order. */
    REORDERED(2),
    /** At the same place with another content. */
    MUTATED(3),
    /** On the target only: somebody else wrote there. */
    FOREIGN(4),
    /** Deleted on the source after the validator began and before it was read. */
    RETENTION(5),
    /** The source's log was cut back below what had been read. */
    BLUE_TRUNCATED(6),
    /** Another topic bears the name. */
    TOPIC_RECREATED(7),
    /** The digest chain has a hole of its own: the digest topic lost records. */
    FEED_GAP(8);

    private final int code;

    FindingKind(int code) {
        this.code = code;
    }

    /** What stands for it where it is stored. */
    public int code() {
        return code;
    }

    public static FindingKind of(int code) {
        for (FindingKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("a finding of code " + code);
    }
}
