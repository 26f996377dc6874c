package io.kmig.sandbox;

import io.kmig.sandbox.child.Guard;
import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes down everything it was told of, however this JVM ends.
 *
 * <p>It holds the pipe to a {@link Guard} process of its own. {@link #close()} and a shutdown hook stop the children in
 * order; after that, or when this JVM is killed, the pipe closes and the guard process kills what is left and deletes
 * what is temporary. Safe for use from several threads.
 */
public final class ProcessGuard implements AutoCloseable {
    private static final Duration ORDERLY = Duration.ofSeconds(3);
    private static final long GUARD_SECONDS = 15;

    private final Process guard;
    private final Thread hook;
    private final Set<ChildProcess> children = new LinkedHashSet<>();
    private boolean closing;

    private ProcessGuard(Process guard) {
        this.guard = guard;
        this.hook = new Thread(this::takeDown, "sandbox-shutdown");
    }

    /** Starts the guard process and registers the shutdown hook. */
    public static ProcessGuard start() {
        List<String> line = new ArrayList<>(Sessions.prefix());
        line.addAll(JavaCommand.guard(Guard.class));
        try {
            ProcessGuard started = new ProcessGuard(new ProcessBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
            Runtime.getRuntime().addShutdownHook(started.hook);
            return started;
        } catch (IOException e) {
            throw SandboxException.notBuilt("the guard process could not be started: " + e);
        }
    }

    /** Deletes the path, a file or a whole directory, at the end. */
    public void deleteAtEnd(Path path) throws IOException {
        tell("delete " + path);
    }

    /**
     * Kills a process and its descendants at the end, if they are still there. Until then it is its starter's, who lets
     * it do nothing before this has returned: were this JVM killed in between, nobody would know of it.
     */
    public void takeAlong(ProcessHandle process) throws IOException {
        takeAlong(ProcessIdentity.of(process));
    }

    long pid() {
        return guard.pid();
    }

    synchronized void adopt(ChildProcess child, ProcessIdentity identity) throws IOException {
        takeAlong(identity);
        children.add(child);
    }

    private synchronized void takeAlong(ProcessIdentity identity) throws IOException {
        if (closing) throw new IOException("the sandbox is being taken down");
        tell("process %d %d".formatted(identity.pid(), identity.startMillis()));
    }

    private synchronized void tell(String line) throws IOException {
        if (line.indexOf('\n') >= 0) throw new IOException("a path with a line feed: " + line);
        guard.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        guard.getOutputStream().flush();
    }

    /** Stops all children, then deletes what is temporary; returns when both are done. A second call does nothing. */
    @Override
    public void close() {
        takeDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is going down, and its hook finds the work done
        }
    }

    /** Stops all children and lets no other start; what is temporary stays until {@link #close()}. */
    void stopChildren() {
        List<ChildProcess> toStop;
        synchronized (this) {
            toStop = closing ? List.of() : List.copyOf(children);
            closing = true;
        }
        ChildProcess.stopAll(toStop, ORDERLY);
    }

    private void takeDown() {
        stopChildren();
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)) guard.destroyForcibly();
        } catch (IOException e) {
            // the guard was killed by somebody; the children are stopped all the same
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
