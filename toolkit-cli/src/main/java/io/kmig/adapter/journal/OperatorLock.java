package io.kmig.adapter.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One operator per directory: a lock of the operating system's on {@code journal.lock}, which a process can't leave
 * behind by dying. The file's content names the holder, for messages only.
 *
 * <p>POSIX gives a lock up when its process closes any channel on the file, so a process opens one journal per directory.
 */
final class OperatorLock implements AutoCloseable {
    static final String NAME = "journal.lock";

    private final FileChannel channel;
    private final FileLock lock;

    private OperatorLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    static OperatorLock take(Path directory, String holder) {
        Path file = directory.resolve(NAME);
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)));
                    return new OperatorLock(channel, lock);
                }
            } catch (OverlappingFileLockException e) {
                // Held inside this process: the same answer as for another one.
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            channel.close();
        } catch (IOException e) {
            throw JournalProblems.unwritable("can't lock " + file + ": " + e, e);
        }
        throw JournalProblems.displaced("another kmig runs this migration here: " + holder(file), null);
    }

    private static String holder(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "unknown (" + file + " can't be read)";
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw JournalProblems.unwritable("can't release the journal's lock: " + e, e);
        }
    }
}
