package io.kmig.ledger.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads record files back, one or a whole directory of them merged by stamp; holds one row per file in memory. */
public final class RecordReader {
    /** What a record file is called. */
    public static final String SUFFIX = ".records.tsv";

    private RecordReader() {}

    /** A row, and the client whose file it stands in. */
    public record Entry(String client, ClientRow row) {}

    public static Path fileOf(Path directory, String client) {
        return directory.resolve(client + SUFFIX);
    }

    /** All rows of one file; nothing if there is no file. */
    public static void read(Path file, Consumer<ClientRow> rows) throws IOException {
        if (!Files.exists(file)) return;
        try (Cursor cursor = new Cursor("", file)) {
            for (ClientRow row = cursor.next(); row != null; row = cursor.next()) rows.accept(row);
        }
    }

    /** All rows of all clients in the order of their stamps. */
    public static void readAll(Path directory, Consumer<Entry> rows) throws IOException {
        List<Cursor> open = new ArrayList<>();
        try {
            PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparingLong(h -> h.row.stamp()));
            for (Path file : files(directory)) {
                String name = String.valueOf(file.getFileName());
                Cursor cursor = new Cursor(name.substring(0, name.length() - SUFFIX.length()), file);
                open.add(cursor);
                push(heads, cursor);
            }
            for (Head head = heads.poll(); head != null; head = heads.poll()) {
                rows.accept(new Entry(head.cursor.client, head.row));
                push(heads, head.cursor);
            }
        } finally {
            for (Cursor cursor : open) cursor.close();
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(p -> p.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    private static void push(PriorityQueue<Head> heads, Cursor cursor) throws IOException {
        ClientRow row = cursor.next();
        if (row != null) heads.add(new Head(cursor, row));
    }

    private record Head(Cursor cursor, ClientRow row) {}

    private static final class Cursor implements Closeable {
        private final String client;
        private final Reader in;
        private final StringBuilder line = new StringBuilder(128);

        private Cursor(String client, Path file) throws IOException {
            this.client = client;
            this.in = Files.newBufferedReader(file, UTF_8);
        }

        /** The next whole row; a last line without its end was torn by a kill and is no row. */
        private @Nullable ClientRow next() throws IOException {
            line.setLength(0);
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') return RowCodec.row(line.toString());
                line.append((char) c);
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
