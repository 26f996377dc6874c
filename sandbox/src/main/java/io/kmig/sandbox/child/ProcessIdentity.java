package io.kmig.sandbox.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One process and no other: pids are reused, a pid with its start time is not.
 *
 * @param pid the process id
 * @param startMillis when it started, milliseconds since the epoch
 */
public record ProcessIdentity(long pid, long startMillis) {
    /** Each JVM derives start times from a boot time in whole seconds, so two may differ by one. */
    private static final long TOLERANCE_MILLIS = 2_000;

    /** What a process is doing, as far as a supervisor cares. */
    public enum State {
        UP,
        PAUSED,
        DOWN
    }

    public static ProcessIdentity of(ProcessHandle handle) {
        return new ProcessIdentity(
                handle.pid(),
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The process, if it still exists and is the same one; a zombie still counts here. */
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(found -> found.info()
                .startInstant()
                .map(start -> Math.abs(start.toEpochMilli() - startMillis) <= TOLERANCE_MILLIS)
                .orElse(false));
    }

    /** UP, PAUSED after SIGSTOP, or DOWN; a zombie is DOWN. */
    public State state() {
        return handle().map(ProcessIdentity::state).orElse(State.DOWN);
    }

    private static State state(ProcessHandle handle) {
        if (!handle.isAlive()) return State.DOWN;
        return switch (stateLetter(handle.pid())) {
            case 'T', 't' -> State.PAUSED;
            case 'Z', 'X', 'x' -> State.DOWN;
            default -> State.UP;
        };
    }

    /** proc(5): the field after the command in parentheses. {@code ps} knows the same where there is no /proc. */
    private static char stateLetter(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (Files.isDirectory(Path.of("/proc/self"))) {
            try {
                String line = Files.readString(stat);
                return line.charAt(line.lastIndexOf(')') + 2);
            } catch (IOException e) {
                // it went away between the look and the read
                return 'X';
            }
        }
        try {
            Process ps = new ProcessBuilder("ps", "-o", "state=", "-p", Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            int letter = ps.getInputStream().read();
            return letter < 0 ? 'X' : (char) letter;
        } catch (IOException e) {
            // without ps only existence is known, and it exists
            return 'R';
        }
    }
}
