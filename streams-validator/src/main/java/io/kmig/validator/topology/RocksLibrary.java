package io.kmig.validator.topology;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocksDB unpacks its library (15 MB) into the temporary directory and leaves it there when the process is killed. Here it
 * is unpacked beside the state, always under one name, and is gone once it is loaded.
 */
final class RocksLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(RocksLibrary.class);
    private static final String DIRECTORY = "native";

    private RocksLibrary() {}

    /** Only the first call of a process loads it. */
    static synchronized void load(Path stateDirectory) {
        Path directory = stateDirectory.resolve(DIRECTORY);
        try {
            Files.createDirectories(directory);
            // whoever displaces another validator would replace the file under its hands
            try (FileChannel channel = FileChannel.open(
                            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                LOG.debug("Unpacking RocksDB under {}", lock);
                NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
                remove(directory);
            }
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            // such as a state directory on a file system without execution: RocksDB has its own ways then
            LOG.warn("RocksDB's library is not loaded from {}: {}", directory, e.toString());
        }
    }

    /** What is loaded stays loaded. */
    private static void remove(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(RocksLibrary::isLibrary).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.debug("It stays until the next start", e);
        }
    }

    private static boolean isLibrary(Path file) {
        return String.valueOf(file.getFileName()).startsWith("librocksdbjni");
    }
}
