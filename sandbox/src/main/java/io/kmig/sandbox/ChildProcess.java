package io.kmig.sandbox;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child that can be started again with the same command; its output goes to a log file. */
final class ChildProcess {
    /** Whether the last end was wanted: what ends by itself is a failure. */
    private enum Wanted {
        RUNNING,
        STOPPED
    }

    private final Command command;
    private final ProcessGuard guard;
    private @Nullable Process process;
    private @Nullable ProcessIdentity identity;
    private Wanted wanted = Wanted.STOPPED;

    /**
     * What to run.
     *
     * @param name for people, such as {@code blue-0}
     * @param line the command and its arguments, no secret among them
     * @param environment added to the parent's
     * @param directory working directory
     * @param log the file that output is appended to
     * @param stopSignal what asks it to end, such as {@code TERM}
     */
    record Command(
            String name,
            List<String> line,
            Map<String, String> environment,
            Path directory,
            Path log,
            String stopSignal) {
        Command(String name, List<String> line, Map<String, String> environment, Path directory, Path log) {
            this(name, line, environment, directory, log, "TERM");
        }
    }

    ChildProcess(Command command, ProcessGuard guard) {
        this.command = command;
        this.guard = guard;
    }

    String name() {
        return command.name();
    }

    Path log() {
        return command.log();
    }

    /**
     * Starts the process.
     *
     * <p>A shell waits for one line before it becomes the command, and the line is written after the guard knows the
     * pid: were the parent killed in between, the shell would read the end of its input and exit. The process gets a
     * session of its own where the system offers that, so that a terminal's Ctrl-C reaches only the parent, which
     * decides when its children go.
     */
    synchronized void start() {
        List<String> line = new ArrayList<>(Sessions.prefix());
        line.addAll(List.of("/bin/sh", "-c", "read -r go && exec \"$@\"", command.name()));
        line.addAll(command.line());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(command.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        // options meant for the parent's JVM, such as an agent or a large heap, are not meant for its children
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().putAll(command.environment());
        try {
            Process started = builder.start();
            process = started;
            identity = ProcessIdentity.of(started.toHandle());
            wanted = Wanted.RUNNING;
            guard.adopt(this, identity);
            OutputStream go = started.getOutputStream();
            go.write("go\n".getBytes(StandardCharsets.UTF_8));
            go.flush();
        } catch (IOException e) {
            throw SandboxException.processFailed(command.name(), "could not be started: " + e, command.log());
        }
    }

    synchronized SandboxProcess describe() {
        ProcessIdentity known = identity();
        return new SandboxProcess(
                command.name(), known.pid(), known.startMillis(), command.log().toString());
    }

    synchronized ProcessIdentity identity() {
        if (identity == null) throw new IllegalStateException(command.name() + " has not been started");
        return identity;
    }

    /** Alive and not stopped by a signal. */
    synchronized boolean up() {
        return identity != null && identity.state() == ProcessIdentity.State.UP;
    }

    /** @throws SandboxException {@code KMIG-5004} when the process ended without being told to */
    synchronized void requireNotFailed() {
        if (wanted == Wanted.RUNNING) requireAlive();
    }

    /** @throws SandboxException {@code KMIG-5004} when the process has ended, told to or not */
    synchronized void requireAlive() {
        if (process == null || !process.isAlive()) throw ended(process);
    }

    private SandboxException ended(@Nullable Process ended) {
        String how = ended == null ? "was not started" : "ended with exit code " + ended.exitValue();
        return SandboxException.processFailed(command.name(), how, command.log());
    }

    /** Completes when the present process ends. */
    synchronized CompletableFuture<?> ended() {
        return process == null ? CompletableFuture.completedFuture(null) : process.onExit();
    }

    /** SIGKILL, for its descendants as well; returns when the process is gone. */
    void kill() {
        CompletableFuture<?> ended;
        synchronized (this) {
            wanted = Wanted.STOPPED;
            if (process != null) {
                List<ProcessHandle> descendants = process.descendants().toList();
                process.destroyForcibly();
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
            ended = ended();
        }
        ended.join();
    }

    /** The stop signal to all, then SIGKILL to those that are there when the bound is over. */
    static void stopAll(Collection<ChildProcess> processes, Duration bound) {
        List<ChildProcess> obeying =
                processes.stream().filter(ChildProcess::askToStop).toList();
        CompletableFuture<?> all = CompletableFuture.allOf(
                obeying.stream().map(ChildProcess::ended).toArray(CompletableFuture<?>[]::new));
        all.completeOnTimeout(null, bound.toMillis(), TimeUnit.MILLISECONDS).join();
        processes.forEach(ChildProcess::kill);
    }

    /** Returns whether the process may end by itself now; a stopped one cannot obey. */
    private synchronized boolean askToStop() {
        wanted = Wanted.STOPPED;
        if (process == null || !up()) return false;
        if (command.stopSignal().equals("TERM")) process.destroy();
        else send(command.stopSignal());
        return true;
    }

    /** Waits for a process that does one thing and ends. */
    void awaitSuccess(Duration timeout) {
        boolean inTime = ended().handle((ended, failure) -> true)
                .completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (!inTime) {
            kill();
            throw SandboxException.notReady(command.name(), timeout, "still running", command.log());
        }
        synchronized (this) {
            if (process == null || process.exitValue() != 0) throw ended(process);
            wanted = Wanted.STOPPED;
        }
    }

    void pause() {
        signal("STOP", ProcessIdentity.State.PAUSED);
    }

    void resume() {
        signal("CONT", ProcessIdentity.State.UP);
    }

    /** Returns when the state has changed. */
    private void signal(String signal, ProcessIdentity.State becomes) {
        ProcessIdentity target = identity();
        send(signal);
        Readiness.await("%s to be %s".formatted(command.name(), becomes), List.of(this), Duration.ofSeconds(10), () -> {
            ProcessIdentity.State state = target.state();
            return state == becomes ? Readiness.Seen.ready() : Readiness.Seen.notYet("it is " + state);
        });
    }

    /** Java knows no signals but two; the shell's own kill needs no further package. */
    private void send(String signal) {
        try {
            Process kill = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "kill -%s %d".formatted(signal, identity().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
