package io.kmig.adapter.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The local file: whole lines only, each on disk before {@link #append} returns. */
final class JournalFile implements AutoCloseable {
    static final String NAME = "journal.ndjson";

    private final Path file;
    private final FileChannel channel;

    private JournalFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Lines of the file, and what follows the last line end: a line whose writer died. */
    record Content(List<String> lines, String torn) {
        Content {
            lines = List.copyOf(lines);
        }
    }

    static Content read(Path directory) {
        Path file = directory.resolve(NAME);
        String text;
        try {
            text = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw JournalProblems.unwritable("can't read " + file + ": " + e, e);
        }
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            lines.add(text.substring(from, end));
            from = end + 1;
        }
        return new Content(lines, text.substring(from));
    }

    /** Opens it for appending, its content exactly these lines. Left alone when it is so already. */
    static JournalFile open(Path directory, List<String> lines) {
        Path file = directory.resolve(NAME);
        try {
            Content now = read(directory);
            if (!now.lines().equals(lines) || !now.torn().isEmpty()) {
                replace(file, lines);
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            sync(directory);
            return new JournalFile(file, channel);
        } catch (IOException e) {
            throw JournalProblems.unwritable("can't write " + file + ": " + e, e);
        }
    }

    /** Keeps a text beside the file under a name not taken, on disk when this returns. */
    static Path setAside(Path directory, String kind, String text) {
        try {
            for (int n = 1; ; n++) {
                Path side = directory.resolve("journal." + kind + "-" + n + ".ndjson");
                if (!Files.exists(side)) {
                    write(side, text);
                    sync(directory);
                    return side;
                }
            }
        } catch (IOException e) {
            throw JournalProblems.unwritable("can't set aside a line of the journal in " + directory + ": " + e, e);
        }
    }

    void append(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw JournalProblems.unwritable("can't append to " + file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw JournalProblems.unwritable("can't close " + file + ": " + e, e);
        }
    }

    /** The old content is there until the new one is, whole. */
    private static void replace(Path file, List<String> lines) throws IOException {
        Path next = file.resolveSibling(NAME + ".next");
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        write(next, text.toString());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    /** A file's name is on disk only after its directory is. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }
}
