package io.kmig.sandbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The last lines of a process's log, for error messages. */
final class LogTail {
    private static final int LINES = 40;
    private static final int BYTES = 64 * 1024;

    private static final int COLUMNS = 400;
    private static final int CAUSE_LINES = 6;
    private static final Pattern CAUSE = Pattern.compile("\\b(ERROR|FATAL)\\b");

    private LogTail() {}

    /**
     * At most 40 lines out of the last 64 KiB. A server that gives up logs its whole shutdown after the reason, so if
     * no error is among them, the first one before them is quoted as well. Never throws, since it is read while
     * something else fails.
     */
    static String of(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            int length = (int) Math.min(BYTES, file.length());
            byte[] end = new byte[length];
            file.seek(file.length() - length);
            file.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .map(LogTail::cut)
                    .toList();
            int start = Math.max(0, lines.size() - LINES);
            Stream<String> tail = lines.subList(start, lines.size()).stream();
            int cause = firstCause(lines);
            Stream<String> before = cause < start
                    ? Stream.concat(
                            lines.subList(cause, Math.min(start, cause + CAUSE_LINES)).stream(), Stream.of("[...]"))
                    : Stream.of();
            return Stream.concat(before, tail).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private static String cut(String line) {
        return line.length() <= COLUMNS ? line : line.substring(0, COLUMNS) + "[...]";
    }

    private static int firstCause(List<String> lines) {
        return IntStream.range(0, lines.size())
                .filter(i -> CAUSE.matcher(lines.get(i)).find())
                .findFirst()
                .orElse(lines.size());
    }
}
