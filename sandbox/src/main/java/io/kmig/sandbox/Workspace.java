package io.kmig.sandbox;

import io.kmig.sandbox.child.Guard;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;

/**
 * One server's directory: {@code data}, {@code conf}, {@code tmp} and {@code logs} below it, readable by the owner only.
 *
 * @param root the directory
 * @param logs where logs go, below the directory or not
 * @param temporary whether it is deleted at the end
 */
record Workspace(Path root, Path logs, boolean temporary) {
    /** Says that what is in a directory was put there by a sandbox, and may be replaced by one. */
    private static final String MARKER = ".kmig-sandbox";

    /**
     * Makes the directory: {@code parent/name}, emptied if an earlier sandbox left something there, or a temporary one
     * when no parent is given.
     *
     * @throws SandboxException {@code KMIG-5003} when space is short or the directory holds something else
     */
    static Workspace open(Place place, String name, ProcessGuard guard) {
        Path parent = place.directory();
        Path logDirectory = place.logDirectory();
        Path root = parent == null ? temporary(name) : parent.resolve(name).toAbsolutePath();
        try {
            if (parent == null) guard.deleteAtEnd(root);
            requireSpace(root, place.minimumFreeBytes());
            if (parent != null) prepare(root);
            for (String part : new String[] {"data", "conf", "tmp"}) Files.createDirectories(root.resolve(part));
            Path logs = logDirectory == null ? root.resolve("logs") : logDirectory.toAbsolutePath();
            Files.createDirectories(logs);
            return new Workspace(root, logs, parent == null);
        } catch (IOException e) {
            throw SandboxException.directory(root, "cannot be used: " + e, e);
        }
    }

    /**
     * Asks the file system of the directory, which need not exist yet.
     *
     * @throws SandboxException {@code KMIG-5003} when fewer bytes are usable
     */
    static void requireSpace(Path directory, long minimumFreeBytes) throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) existing = existing.getParent();
        long usable = Files.getFileStore(existing).getUsableSpace();
        if (usable < minimumFreeBytes) throw SandboxException.disk(directory, usable, minimumFreeBytes);
    }

    private static Path temporary(String name) {
        try {
            return Files.createTempDirectory("kmig-" + name + "-");
        } catch (IOException e) {
            throw SandboxException.directory(
                    Path.of(System.getProperty("java.io.tmpdir")), "a temporary directory cannot be made: " + e, e);
        }
    }

    private static void prepare(Path root) throws IOException {
        Path marker = root.resolve(MARKER);
        if (Files.exists(marker)) Guard.deleteTree(root);
        if (Files.exists(root)) {
            try (var entries = Files.list(root)) {
                if (entries.findAny().isPresent()) {
                    throw SandboxException.directory(root, "holds something that no sandbox has written", null);
                }
            }
        }
        Files.createDirectories(root);
        if (Files.getFileAttributeView(root, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
        Files.createFile(marker);
    }

    Path log(String process) {
        return logs.resolve(process + ".log");
    }

    Path temporaryFiles() {
        return root.resolve("tmp");
    }

    Path data(String process) {
        return root.resolve("data").resolve(process);
    }

    /** Writes a properties file that only the owner can read, secrets and all; an earlier one is replaced. */
    String properties(String name, Map<String, String> values) {
        Path file = root.resolve("conf").resolve(name);
        Properties properties = new Properties();
        properties.putAll(values);
        try (OutputStream out = ownerOnly(file)) {
            properties.store(out, null);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OutputStream ownerOnly(Path file) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.newOutputStream(file, StandardOpenOption.CREATE);
    }

    /** How the JVM children log: to standard output, which goes to their log file. */
    String loggingFile() {
        return properties(
                "log4j.properties",
                Map.of(
                        "log4j.rootLogger", "WARN, out",
                        "log4j.logger.kafka.server.KafkaServer", "INFO",
                        "log4j.logger.kafka.server.BrokerServer", "INFO",
                        "log4j.logger.kafka.server.ControllerServer", "INFO",
                        "log4j.logger.org.apache.kafka.connect", "INFO",
                        // one line of it is the whole class path
                        "log4j.logger.org.apache.kafka.connect.runtime.WorkerInfo", "WARN",
                        "log4j.appender.out", "org.apache.log4j.ConsoleAppender",
                        "log4j.appender.out.layout", "org.apache.log4j.PatternLayout",
                        "log4j.appender.out.layout.ConversionPattern", "%d{ISO8601} %p %m (%c{1})%n"));
    }

    /** Deletes it if it is temporary, after its processes are gone. */
    void close() {
        if (!temporary) return;
        try {
            Guard.deleteTree(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
