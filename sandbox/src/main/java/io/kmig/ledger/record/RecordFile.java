package io.kmig.ledger.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * A client's append-only record file. Rows reach the operating system on {@link #flush}, so they outlive a kill of the
 * process, though not of the machine: the demo judges a migration, not a disk.
 *
 * <p>Stamps are drawn while the file is held, so the rows of one file are in the order of their stamps.
 */
public final class RecordFile implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final LongSupplier stamps;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);

    private RecordFile(FileChannel channel, LongSupplier stamps) {
        this.channel = channel;
        this.stamps = stamps;
    }

    /** Opens for appending; a last line torn by a kill is cut off, as it was never a row. */
    public static RecordFile open(Path path, LongSupplier stamps) throws IOException {
        FileChannel channel = FileChannel.open(path, CREATE, READ, WRITE);
        try {
            long end = endOfLastLine(channel);
            channel.truncate(end).position(end);
            return new RecordFile(channel, stamps);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    public synchronized void append(LongFunction<? extends ClientRow> row) {
        buffer.writeBytes(RowCodec.line(row.apply(stamps.getAsLong())).getBytes(UTF_8));
        buffer.write('\n');
        if (buffer.size() >= BUFFER) flush();
    }

    public synchronized void flush() {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer.toByteArray());
            while (bytes.hasRemaining()) channel.write(bytes);
            buffer.reset();
        } catch (IOException e) {
            throw new UncheckedIOException("a client's record file can't be written", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!channel.isOpen()) return;
        flush();
        channel.close();
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') return end;
        }
        return 0;
    }
}
