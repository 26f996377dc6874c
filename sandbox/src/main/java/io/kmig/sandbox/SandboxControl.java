package io.kmig.sandbox;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Starts, looks at and stops a sandbox that outlives the process that asked for it. */
public final class SandboxControl {
    private static final long BETWEEN_LOOKS_MILLIS = 50;
    private static final int KEEPER_HEAP_MB = 96;
    private static final Duration ORDERLY = Duration.ofSeconds(20);

    /**
     * Starts a detached sandbox and returns when it is ready. If this process is killed meanwhile, the sandbox goes on
     * starting and {@link #down} stops it; an interrupt takes down what was begun.
     *
     * @param spec with a directory: the state directory
     * @param progress hears what the keeper does, on the caller's thread
     * @throws SandboxException {@code KMIG-5006} when one runs there already, or what the start failed with; then
     *     nothing is left running; {@code KMIG-9001} when interrupted, with nothing left running either
     */
    public SandboxAddresses up(SandboxSpec spec, ProgressListener progress) {
        @Nullable Path wanted = spec.directory();
        if (wanted == null) throw new IllegalArgumentException("a detached sandbox needs a state directory");
        Path directory = wanted.toAbsolutePath().normalize();
        StateFiles files = new StateFiles(directory);
        try {
            Optional<ProcessIdentity> living = files.livingKeeper();
            if (living.isPresent()) {
                throw SandboxException.alreadyRunning(directory, living.get().pid());
            }
            Workspace.requireSpace(directory, spec.minimumFreeBytes());
            Files.createDirectories(files.log().getParent());
            Path messages = Files.createTempFile(directory, "starting-", ".ndjson");
            try {
                Process keeper = spawn(spec.withDirectory(directory), files, messages);
                return untilReady(keeper, files, messages, progress);
            } finally {
                Files.deleteIfExists(messages);
                // the keeper deletes it, unless it was killed before it came to that
                Files.deleteIfExists(request(messages));
            }
        } catch (IOException e) {
            throw SandboxException.directory(directory, "cannot be used: " + e, e);
        }
    }

    /** What runs there now; every process is asked whether it is still the one that was started. */
    public SandboxStatus status(Path stateDirectory) {
        StateFiles files = new StateFiles(stateDirectory.toAbsolutePath().normalize());
        Optional<ProcessIdentity> keeper = files.livingKeeper();
        if (keeper.isEmpty()) return new SandboxStatus.NotRunning();
        return StateFiles.read(files.addresses(), SandboxAddresses.class)
                .<SandboxStatus>map(addresses -> new SandboxStatus.Running(
                        addresses,
                        addresses.processes().stream()
                                .map(process -> new SandboxStatus.ProcessStatus(process, state(process)))
                                .toList()))
                .orElseGet(() -> new SandboxStatus.NotReady(keeper.get().pid()));
    }

    /**
     * @throws SandboxException {@code KMIG-5004} with the end of its log when a process there ended by itself, {@code
     *     KMIG-5007} when the keeper did
     */
    public void requireAlive(Path stateDirectory) {
        if (!(status(stateDirectory) instanceof SandboxStatus.Running running)) {
            throw SandboxException.notRunning(stateDirectory.toAbsolutePath().normalize());
        }
        for (SandboxStatus.ProcessStatus process : running.processes()) {
            if (process.state() == SandboxStatus.ProcessState.DOWN) {
                throw SandboxException.processFailed(
                        process.process().name(),
                        "has ended",
                        Path.of(process.process().log()));
            }
        }
    }

    /** The process that a sandbox there lives and ends with. */
    public Optional<ProcessHandle> keeper(Path stateDirectory) {
        return new StateFiles(stateDirectory.toAbsolutePath().normalize())
                .livingKeeper()
                .flatMap(ProcessIdentity::handle);
    }

    /**
     * Stops what runs there and returns when every process is gone and all but the logs is deleted. A keeper that does
     * not obey in time is killed, which takes everything with it.
     *
     * @param timeout for an orderly end
     * @throws SandboxException {@code KMIG-5007} when nothing runs there, {@code KMIG-5005} when something does not end
     */
    public void down(Path stateDirectory, Duration timeout) {
        StateFiles files = new StateFiles(stateDirectory.toAbsolutePath().normalize());
        try {
            Optional<ProcessIdentity> keeper = files.livingKeeper();
            if (keeper.isEmpty()) {
                if (!sweep(files)) throw SandboxException.notRunning(files.directory());
                return;
            }
            List<ProcessIdentity> all = new ArrayList<>(files.started());
            all.add(keeper.get());
            Files.writeString(files.stop(), "");
            if (!gone(all, files, timeout)) {
                keeper.get().handle().ifPresent(ProcessHandle::destroyForcibly);
                Duration last = Duration.ofSeconds(20);
                if (!gone(all, files, last)) {
                    throw SandboxException.notReady("the end of the sandbox", timeout.plus(last), "alive", files.log());
                }
            }
            sweep(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean sweep(StateFiles files) throws IOException {
        if (!Files.isDirectory(files.directory())) return false;
        Optional<FileChannel> lock = files.lockNow();
        // somebody else's keeper has come up meanwhile
        if (lock.isEmpty()) return false;
        try (FileChannel held = lock.get()) {
            return held.isOpen() && files.sweep();
        }
    }

    private static Path request(Path messages) {
        return messages.resolveSibling(messages.getFileName() + ".request");
    }

    private static Process spawn(SandboxSpec spec, StateFiles files, Path messages) throws IOException {
        Path request = request(messages);
        StateFiles.write(request, new SandboxKeeper.Request(spec, messages.toString()));
        List<String> line = new ArrayList<>(Sessions.prefix());
        line.addAll(JavaCommand.keeper(KEEPER_HEAP_MB, System.getProperty("java.class.path"), request));
        return new ProcessBuilder(line)
                .directory(files.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .start();
    }

    private static SandboxAddresses untilReady(
            Process keeper, StateFiles files, Path messages, ProgressListener progress) throws IOException {
        try {
            return follow(keeper, files, messages, progress);
        } catch (RuntimeException | IOException e) {
            // an interrupt shows as whatever was under way: a wait, or a file that was being read
            if (!Thread.interrupted()) throw e;
            try {
                takeDown(keeper, files);
            } finally {
                Thread.currentThread().interrupt();
            }
            throw SandboxException.interrupted("the sandbox keeper");
        }
    }

    /** Nobody else may know yet what a keeper that is still starting has begun: it takes that down itself. */
    private static void takeDown(Process keeper, StateFiles files) throws IOException {
        boolean ours = files.livingKeeper()
                .filter(living -> living.pid() == keeper.pid())
                .isPresent();
        List<ProcessIdentity> all = new ArrayList<>();
        keeper.descendants().map(ProcessIdentity::of).forEach(all::add);
        keeper.destroy();
        awaitEnd(keeper, ORDERLY);
        keeper.destroyForcibly();
        awaitEnd(keeper, ORDERLY);
        // another's sandbox, met at the last moment, is left alone
        if (ours) {
            gone(all, files, ORDERLY);
            sweep(files);
        }
    }

    private static SandboxAddresses follow(Process keeper, StateFiles files, Path messages, ProgressListener progress)
            throws IOException {
        int read = 0;
        while (true) {
            // asked before reading: what a keeper wrote before its end is read after it
            boolean ended = !keeper.isAlive();
            List<String> lines =
                    Files.readString(messages, StandardCharsets.UTF_8).lines().toList();
            for (String line : lines.subList(read, lines.size())) {
                KeeperMessage message = StateFiles.parse(line, KeeperMessage.class);
                switch (message.kind()) {
                    case PROGRESS -> progress.progress(message.text());
                    case READY -> {
                        return StateFiles.read(files.addresses(), SandboxAddresses.class)
                                .orElseThrow(() -> SandboxException.notRunning(files.directory()));
                    }
                    case FAILED -> {
                        awaitEnd(keeper, Duration.ofSeconds(10));
                        throw message.failure();
                    }
                }
            }
            read = lines.size();
            if (ended) {
                throw SandboxException.processFailed(
                        "the sandbox keeper", "ended with exit code " + keeper.exitValue(), files.log());
            }
            awaitLineOrEnd(keeper);
        }
    }

    /** It has taken down its children before it said that it failed; only the process itself is left. */
    private static void awaitEnd(Process keeper, Duration atMost) {
        keeper.onExit()
                .completeOnTimeout(keeper, atMost.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static void awaitLineOrEnd(Process keeper) {
        try {
            keeper.onExit().get(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // time for the next look
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxException.interrupted("the sandbox keeper");
        }
    }

    /** The keeper file is the last that is deleted, by the guard, after the last process. */
    private static boolean gone(List<ProcessIdentity> processes, StateFiles files, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            if (!Files.exists(files.keeper())
                    && processes.stream().allMatch(process -> process.state() == ProcessIdentity.State.DOWN)) {
                return true;
            }
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }
        return false;
    }

    private static SandboxStatus.ProcessState state(SandboxProcess process) {
        return switch (new ProcessIdentity(process.pid(), process.startMillis()).state()) {
            case UP -> SandboxStatus.ProcessState.UP;
            case PAUSED -> SandboxStatus.ProcessState.PAUSED;
            case DOWN -> SandboxStatus.ProcessState.DOWN;
        };
    }
}
