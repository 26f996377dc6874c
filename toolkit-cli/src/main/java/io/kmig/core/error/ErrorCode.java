package io.kmig.core.error;

import java.util.Locale;

/**
 * Stable error codes. Each has a page {@code docs/errors/KMIG-nnnn.md}; a code is never reused for another meaning.
 *
 * <p>1xxx the description (kmig.yaml, usage), 2xxx clusters and workers, 3xxx plan and apply, 4xxx cutover,
 * 5xxx sandbox and demo, 9xxx kmig itself.
 */
public enum ErrorCode {
    CONFIG_INVALID(1001, Exit.USAGE),
    CONFIG_NOT_FOUND(1002, Exit.USAGE),
    SECRET_UNRESOLVED(1003, Exit.REFUSED),
    FILE_EXISTS(1004, Exit.REFUSED),
    USAGE(1005, Exit.USAGE),

    CLUSTER_UNREACHABLE(2001, Exit.REFUSED),
    CREDENTIALS_REFUSED(2002, Exit.REFUSED),
    SAME_CLUSTER(2003, Exit.REFUSED),
    BROKER_TOO_OLD(2004, Exit.REFUSED),
    CONNECT_UNREACHABLE(2005, Exit.REFUSED),
    CONNECT_PLUGIN_MISSING(2006, Exit.REFUSED),
    CONNECT_UNFIT(2007, Exit.REFUSED),
    PERMISSION_DENIED(2008, Exit.REFUSED),
    CLUSTER_REQUEST_FAILED(2009, Exit.FAILURE),
    CONNECT_REQUEST_FAILED(2010, Exit.FAILURE),
    DATABASE_UNREACHABLE(2011, Exit.REFUSED),
    DATABASE_REQUEST_FAILED(2012, Exit.FAILURE),
    SINK_PLUGIN_MISSING(2013, Exit.REFUSED),

    PLAN_STALE(3001, Exit.REFUSED),
    PLAN_UNREADABLE(3002, Exit.USAGE),
    CONNECTOR_CONFIG_REFUSED(3003, Exit.REFUSED),
    APPLY_INCOMPLETE(3004, Exit.FAILURE),
    CONFIRMATION_MISSING(3005, Exit.REFUSED),
    PLAN_IMPOSSIBLE(3006, Exit.REFUSED),
    NOT_APPLIED(3007, Exit.REFUSED),

    GATE_CLOSED(4001, Exit.STOPPED),
    FENCE_LEAKS(4002, Exit.STOPPED),
    CLIENT_STILL_RUNNING(4003, Exit.STOPPED),
    DRAIN_INCOMPLETE(4004, Exit.STOPPED),
    MIRROR_NOT_SILENT(4005, Exit.STOPPED),
    OFFSETS_NOT_EXACT(4006, Exit.STOPPED),
    HOOK_FAILED(4007, Exit.STOPPED),
    WRITE_PAUSE_EXCEEDED(4008, Exit.ROLLED_BACK),
    CLIENT_NOT_STARTED(4009, Exit.STOPPED),
    REVERSE_MIRROR_FAILED(4010, Exit.STOPPED),
    OTHER_OPERATOR(4011, Exit.REFUSED),
    JOURNAL_DIVERGED(4012, Exit.REFUSED),
    PRODUCERS_BEFORE_CONSUMERS(4013, Exit.REFUSED),
    UNKNOWN_CLIENT(4014, Exit.USAGE),
    NOTHING_TO_MOVE(4016, Exit.REFUSED),
    MANUAL_STEP_PENDING(4017, Exit.STOPPED),
    JOURNAL_UNWRITABLE(4018, Exit.STOPPED),
    ROLLED_BACK(4019, Exit.ROLLED_BACK),
    UNKNOWN_DATABASE(4030, Exit.USAGE),
    SINK_NOT_READY(4031, Exit.STOPPED),
    CAPTURE_INCOMPLETE(4032, Exit.STOPPED),
    SINK_BEHIND(4033, Exit.STOPPED),
    ROWS_DIFFER(4034, Exit.DIVERGED),
    NO_WAY_BACK(4035, Exit.REFUSED),

    SANDBOX_NOT_BUILT(5001, Exit.REFUSED),
    SANDBOX_PORT_IN_USE(5002, Exit.REFUSED),
    SANDBOX_DISK_FULL(5003, Exit.REFUSED),
    SANDBOX_PROCESS_DIED(5004, Exit.FAILURE),
    SANDBOX_NOT_READY(5005, Exit.FAILURE),
    SANDBOX_RUNNING(5006, Exit.REFUSED),
    SANDBOX_NOT_RUNNING(5007, Exit.REFUSED),
    DEMO_SHORTFALL(5008, Exit.FAILURE),
    DEMO_DIVERGED(5009, Exit.DIVERGED),

    INTERRUPTED(9001, Exit.SIGNAL),
    INTERNAL(9002, Exit.FAILURE);

    private final int number;
    private final Exit exit;

    ErrorCode(int number, Exit exit) {
        this.number = number;
        this.exit = exit;
    }

    /** The form shown to people and used as page name, for example {@code KMIG-2001}. */
    public String id() {
        return String.format(Locale.ROOT, "KMIG-%04d", number);
    }

    public Exit exit() {
        return exit;
    }
}
