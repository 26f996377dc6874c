package io.kmig.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox process that could not be started, did not get ready, died, or was not there; in four parts for people:
 * a stable {@link #code()}, what was observed (the message), what was not changed, and a command that helps.
 */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The build has not written a distribution's class path or plugins. */
    public static final String NOT_BUILT = "KMIG-5001";
    /** A port that was asked for by number is taken. */
    public static final String PORT_IN_USE = "KMIG-5002";
    /** A directory has too little usable space, or cannot be used. */
    public static final String DISK = "KMIG-5003";
    /** A process ended by itself, while starting or later. */
    public static final String PROCESS_FAILED = "KMIG-5004";
    /** A process lives but did not get ready in time. */
    public static final String NOT_READY = "KMIG-5005";
    /** A detached sandbox runs on this state directory already. */
    public static final String ALREADY_RUNNING = "KMIG-5006";
    /** No detached sandbox runs on this state directory. */
    public static final String NOT_RUNNING = "KMIG-5007";
    /** Whoever waited for it was interrupted. */
    public static final String INTERRUPTED = "KMIG-9001";

    private final String code;
    private final String unchanged;
    private final String remedy;

    public SandboxException(String code, String observed, String unchanged, String remedy, @Nullable Throwable cause) {
        super(observed, cause);
        this.code = code;
        this.unchanged = unchanged;
        this.remedy = remedy;
    }

    static SandboxException notBuilt(String observed) {
        return new SandboxException(NOT_BUILT, observed, "No process was started.", "./mvnw -DskipTests package", null);
    }

    static SandboxException portInUse(String process, int port) {
        return new SandboxException(
                PORT_IN_USE,
                "%s was to listen on 127.0.0.1:%d, and another process does".formatted(process, port),
                "The process that holds the port was left alone.",
                "ss -ltnp 'sport = :%d'".formatted(port),
                null);
    }

    static SandboxException disk(Path directory, long usable, long needed) {
        return new SandboxException(
                DISK,
                "%s has %d MiB of usable space (%d bytes), and %d MiB (%d bytes) are needed"
                        .formatted(directory, usable >> 20, usable, needed >> 20, needed),
                "No process was started.",
                "df -h '%s'".formatted(directory),
                null);
    }

    static SandboxException directory(Path directory, String observed, @Nullable Throwable cause) {
        return new SandboxException(
                DISK,
                "%s: %s".formatted(directory, observed),
                "What is in the directory was left alone.",
                "ls -la '%s'".formatted(directory),
                cause);
    }

    static SandboxException processFailed(String process, String how, Path log) {
        return new SandboxException(
                PROCESS_FAILED,
                "%s %s; the end of its log %s:%n%s".formatted(process, how, log, LogTail.of(log)),
                "Nothing outside the sandbox was touched.",
                "tail -n 200 '%s'".formatted(log),
                null);
    }

    static SandboxException notReady(String what, Duration waited, String lastSeen, Path log) {
        return new SandboxException(
                NOT_READY,
                "%s is not ready after %d s (last seen: %s); the end of the log %s:%n%s"
                        .formatted(what, waited.toSeconds(), lastSeen, log, LogTail.of(log)),
                "Nothing outside the sandbox was touched.",
                "tail -n 200 '%s'".formatted(log),
                null);
    }

    static SandboxException interrupted(String what) {
        return new SandboxException(
                INTERRUPTED,
                "interrupted while waiting for %s".formatted(what),
                "Nothing outside the sandbox was touched.",
                "run the same command again; what it had started is taken down",
                null);
    }

    static SandboxException alreadyRunning(Path stateDirectory, long pid) {
        return new SandboxException(
                ALREADY_RUNNING,
                "a sandbox runs on %s already, kept by process %d".formatted(stateDirectory, pid),
                "The running sandbox was left as it is.",
                "./kmig sandbox down",
                null);
    }

    static SandboxException notRunning(Path stateDirectory) {
        return new SandboxException(
                NOT_RUNNING,
                "no sandbox runs on %s".formatted(stateDirectory),
                "Nothing was stopped or deleted.",
                "./kmig sandbox up",
                null);
    }

    /** {@code KMIG-50xx}, one of the constants above. */
    public String code() {
        return code;
    }

    /** What was not changed, as a sentence. */
    public String unchanged() {
        return unchanged;
    }

    /** A command that can be run as it stands. */
    public String remedy() {
        return remedy;
    }
}
