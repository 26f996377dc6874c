package io.kmig.sandbox;

import io.kmig.sandbox.child.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the archive on the class path into the build directory. */
final class PostgresBinaries {
    private static final int OWNER_EXECUTE = 0100;

    private PostgresBinaries() {}

    /**
     * The directory with {@code bin}, {@code lib} and {@code share}, unpacked by the first caller.
     *
     * @throws SandboxException {@code KMIG-5001} when there are no binaries for this system
     */
    static Path unpacked() {
        try {
            Path parent = Files.createDirectories(
                    KafkaDist.home().resolve("sandbox").resolve("target").resolve("postgres"));
            Path wanted = parent.resolve(digest());
            if (Files.isDirectory(wanted)) return wanted;
            Path fresh = Files.createTempDirectory(parent, "unpacking-");
            try (InputStream archive = archive()) {
                unpack(archive, fresh);
                Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // two starts at once: one of them was first, and its files are the same
                if (!Files.isDirectory(wanted)) throw e;
                Guard.deleteTree(fresh);
            }
            return wanted;
        } catch (IOException e) {
            throw SandboxException.notBuilt("PostgreSQL's programs cannot be unpacked: " + e);
        }
    }

    /** Found by its name: the library's own search starts a shell script from a temporary file, which a kill leaves. */
    private static InputStream archive() throws IOException {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String musl = !mac && Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        String name = "/postgres-%s-%s%s.txz".formatted(mac ? "darwin" : "linux", machine, musl);
        InputStream archive = PostgresBinaries.class.getResourceAsStream(name);
        if (archive == null) throw new IOException("there are none for this system: no " + name);
        return archive;
    }

    private static String digest() throws IOException {
        try (InputStream archive = archive()) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(sha256.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void unpack(InputStream archive, Path directory) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) throw new IOException("outside of the archive: " + entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    if ((entry.getMode() & OWNER_EXECUTE) != 0
                            && !target.toFile().setExecutable(true)) {
                        throw new IOException("cannot be made executable: " + target);
                    }
                }
            }
        }
    }
}
