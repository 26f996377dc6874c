package io.kmig.sandbox;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a detached sandbox: starts everything, says so in {@code sandbox.json}, and keeps it until SIGTERM
 * or until the file {@code stop} appears; also while it is still starting.
 *
 * <p>One keeper at a time has a state directory, which a file lock sees to. Its {@link ProcessGuard} removes {@code
 * sandbox.json} and everything else but the logs, also when the keeper is killed. If the one who asked for the sandbox
 * is gone before it is ready, the keeper goes on: {@link SandboxControl#down} stops it.
 *
 * <p>Argument: a file with the {@link Request}, deleted when read, because it may hold secrets.
 */
public final class SandboxKeeper {
    private static final long BETWEEN_LOOKS_MILLIS = 100;

    private final StateFiles files;
    private final Path messages;

    private SandboxKeeper(StateFiles files, Path messages) {
        this.files = files;
        this.messages = messages;
    }

    /**
     * What to start and where to tell of it.
     *
     * @param spec its directory is the state directory
     * @param messages the file that {@link KeeperMessage}s are appended to
     */
    record Request(SandboxSpec spec, String messages) {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Request request = StateFiles.read(file, Request.class).orElseThrow();
        Files.delete(file);
        @Nullable Path directory = request.spec().directory();
        if (directory == null) throw new IllegalArgumentException("a detached sandbox needs a state directory");
        StateFiles files = new StateFiles(directory);
        SandboxKeeper keeper = new SandboxKeeper(files, Path.of(request.messages()));
        Optional<FileChannel> lock = files.lockNow();
        if (lock.isEmpty()) {
            long holder = files.livingKeeper().map(ProcessIdentity::pid).orElse(0L);
            keeper.tell(KeeperMessage.failed(SandboxException.alreadyRunning(directory, holder)));
            System.exit(1);
        }
        try {
            keeper.keep(request.spec());
        } finally {
            // a collected channel would release the lock; the end of the process does so however it comes
            Reference.reachabilityFence(lock);
        }
    }

    private void keep(SandboxSpec spec) throws IOException {
        files.sweep();
        ProcessGuard guard = ProcessGuard.start();
        // first in, last out: while keeper.json is there, the sandbox is not all gone
        guard.deleteAtEnd(files.keeper());
        guard.deleteAtEnd(files.stop());
        guard.deleteAtEnd(files.addresses());
        StateFiles.write(files.keeper(), ProcessIdentity.of(ProcessHandle.current()));
        new Thread(() -> start(spec, guard), "sandbox-keeper").start();
        while (!Files.exists(files.stop())) {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }
        // the guard's shutdown hook takes everything down, as it does on SIGTERM
        System.exit(0);
    }

    private void start(SandboxSpec spec, ProcessGuard guard) {
        try {
            Sandbox sandbox = Sandbox.start(spec, sentence -> tell(KeeperMessage.progress(sentence)), guard);
            StateFiles.write(files.addresses(), sandbox.addresses());
            tell(KeeperMessage.ready());
        } catch (SandboxException e) {
            tell(KeeperMessage.failed(e));
            System.exit(1);
        } catch (RuntimeException e) {
            // a bug: its stack trace goes to the keeper's log, and the process ends instead of keeping half a sandbox
            tell(KeeperMessage.failed(
                    SandboxException.processFailed("the sandbox keeper", "failed: " + e, files.log())));
            System.exit(1);
        }
    }

    private synchronized void tell(KeeperMessage message) {
        try {
            Files.writeString(
                    messages,
                    StateFiles.line(message) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            // the listener may be gone, and the sandbox is worth keeping all the same
        }
    }
}
