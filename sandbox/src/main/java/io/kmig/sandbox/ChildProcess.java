package io.kmig.sandbox;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
     */
    record Command(String name, List<String> line, Map<String, String> environment, Path directory, Path log) {}

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

    synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /** @throws SandboxException {@code KMIG-5004} when the process ended without being told to */
    synchronized void requireNotFailed() {
        if (wanted == Wanted.RUNNING && process != null && !process.isAlive()) {
            throw SandboxException.processFailed(
                    command.name(), "ended with exit code " + process.exitValue(), command.log());
        }
    }

    /** Completes when the present process ends. */
    synchronized CompletableFuture<?> ended() {
        return process == null ? CompletableFuture.completedFuture(null) : process.onExit();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        CompletableFuture<?> ended;
        synchronized (this) {
            wanted = Wanted.STOPPED;
            if (process != null) process.destroyForcibly();
            ended = ended();
        }
        ended.join();
    }

    /** SIGTERM, and SIGKILL when the bound is over; a stopped process cannot obey the first. */
    void stop(Duration bound) {
        synchronized (this) {
            wanted = Wanted.STOPPED;
            if (process == null || !process.isAlive()) return;
            if (identity().state() == ProcessIdentity.State.UP) process.destroy();
            else process.destroyForcibly();
        }
        boolean orderly = ended().handle((ended, failure) -> true)
                .completeOnTimeout(false, bound.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (!orderly) kill();
    }

    void pause() {
        signal("STOP", ProcessIdentity.State.PAUSED);
    }

    void resume() {
        signal("CONT", ProcessIdentity.State.UP);
    }

    /** Java knows no SIGSTOP; the shell's own kill needs no further package. Returns when the state has changed. */
    private void signal(String signal, ProcessIdentity.State becomes) {
        ProcessIdentity target = identity();
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(signal, target.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Readiness.await("%s to be %s".formatted(command.name(), becomes), List.of(this), Duration.ofSeconds(10), () -> {
            ProcessIdentity.State state = target.state();
            return state == becomes ? Readiness.Seen.ready() : Readiness.Seen.notYet("it is " + state);
        });
    }
}
