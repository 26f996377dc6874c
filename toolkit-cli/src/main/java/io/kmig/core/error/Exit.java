package io.kmig.core.error;

import java.util.List;

/** Process exit codes, a contract with scripts and CI jobs. */
public enum Exit {
    DONE(0),
    FAILURE(1),
    USAGE(2),
    REFUSED(3),
    DIVERGED(4),
    STOPPED(5),
    INCONCLUSIVE(6),
    ROLLED_BACK(7),
    CHANGES_PENDING(10),
    SIGNAL(130);

    private static final List<Exit> PRECEDENCE = List.of(
            USAGE, REFUSED, SIGNAL, DIVERGED, ROLLED_BACK, INCONCLUSIVE, STOPPED, FAILURE, CHANGES_PENDING, DONE);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The one to report when both hold. */
    public Exit and(Exit other) {
        return PRECEDENCE.indexOf(this) <= PRECEDENCE.indexOf(other) ? this : other;
    }
}
