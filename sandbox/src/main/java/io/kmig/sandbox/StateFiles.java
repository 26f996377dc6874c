package io.kmig.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kmig.sandbox.child.Guard;
import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The files a detached sandbox and its commands share, below one state directory. {@code keeper.json} is there from the
 * first moment to the last, {@code sandbox.json} while everything is ready, {@code stop} asks the keeper to end.
 */
record StateFiles(Path directory) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Path addresses() {
        return directory.resolve("sandbox.json");
    }

    Path keeper() {
        return directory.resolve("keeper.json");
    }

    Path stop() {
        return directory.resolve("stop");
    }

    Path lock() {
        return directory.resolve("keeper.lock");
    }

    Path run() {
        return directory.resolve("run");
    }

    Path log() {
        return directory.resolve("logs").resolve("keeper.log");
    }

    /** Replaces the file in one step, so that no reader sees half of it; only the owner can read it. */
    static void write(Path file, Object value) {
        Path fresh = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            try (OutputStream out = Workspace.ownerOnly(fresh)) {
                JSON.writeValue(out, value);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String line(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T parse(String line, Class<T> type) {
        try {
            return JSON.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keeper, if it lives. */
    Optional<ProcessIdentity> livingKeeper() {
        return read(keeper(), ProcessIdentity.class).filter(found -> found.state() != ProcessIdentity.State.DOWN);
    }

    /** Every process that {@code sandbox.json} names; none without the file. */
    List<ProcessIdentity> started() {
        return read(addresses(), SandboxAddresses.class).stream()
                .flatMap(found -> found.processes().stream())
                .map(process -> new ProcessIdentity(process.pid(), process.startMillis()))
                .toList();
    }

    /** Only one keeper at a time holds it; empty when another does. */
    Optional<FileChannel> lockNow() throws IOException {
        FileChannel channel = FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() != null) return Optional.of(channel);
        channel.close();
        return Optional.empty();
    }

    /**
     * Removes what a keeper and its guard left that were both killed: processes that are still the ones recorded, and
     * files. The caller holds the lock. Returns whether there was anything.
     */
    boolean sweep() throws IOException {
        boolean found = Files.exists(keeper()) || Files.exists(addresses());
        for (ProcessIdentity process : started()) {
            process.handle().ifPresent(handle -> {
                List<ProcessHandle> descendants = handle.descendants().toList();
                handle.destroyForcibly();
                descendants.forEach(ProcessHandle::destroyForcibly);
            });
        }
        for (Path left : List.of(addresses(), stop(), run(), keeper())) Guard.deleteTree(left);
        return found;
    }
}
