package io.kmig.testkit;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import io.kmig.validator.digest.Fingerprint;
import io.kmig.validator.digest.HeaderReader;
import io.kmig.validator.digest.RecordDigest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One partition's log in memory, with what makes offsets jump: markers, aborted records, compaction, a moved start. */
final class FakeLog {
    /** A record by its content; pending while its transaction is open. */
    record Data(String content, Seen seen) {}

    private static final HeaderReader<Object> NO_HEADERS = new HeaderReader<>() {
        @Override
        public String name(Object header) {
            throw new AssertionError("no headers here");
        }

        @Override
        public byte[] value(Object header) {
            throw new AssertionError("no headers here");
        }
    };

    private final NavigableMap<Long, Data> visible = new TreeMap<>();
    /** transactional id → its records, not yet decided */
    private final Map<String, NavigableMap<Long, Data>> open = new TreeMap<>();

    private long start;
    private long end;

    long append(String content) {
        long offset = end++;
        visible.put(offset, data(offset, content));
        return offset;
    }

    long appendOpen(String transactionalId, String content) {
        long offset = end++;
        open.computeIfAbsent(transactionalId, id -> new TreeMap<>()).put(offset, data(offset, content));
        return offset;
    }

    /** Takes an offset that no reader ever sees. */
    long appendGap() {
        return end++;
    }

    /** Ends the transaction here, if it is open, with a marker. */
    void finish(String transactionalId, boolean commit) {
        NavigableMap<Long, Data> records = open.remove(transactionalId);
        if (records != null) {
            if (commit) {
                visible.putAll(records);
            }
            appendGap();
        }
    }

    /** Who has something open here, with the first offset of it. */
    Map<String, Long> undecided() {
        Map<String, Long> firsts = new TreeMap<>();
        open.forEach((id, records) -> firsts.put(id, records.firstKey()));
        return firsts;
    }

    boolean hasOpen(String transactionalId) {
        return open.containsKey(transactionalId);
    }

    void purge(long newStart) {
        start = newStart;
        end = Math.max(end, newStart);
        visible.headMap(newStart, false).clear();
    }

    void remove(long offset) {
        visible.remove(offset);
    }

    Optional<Data> next(long from) {
        var entry = visible.ceilingEntry(from);
        return entry == null || entry.getKey() >= ends().lso() ? Optional.empty() : Optional.of(entry.getValue());
    }

    List<String> contents() {
        return visible.values().stream().map(Data::content).toList();
    }

    LogEnds ends() {
        long lso =
                open.values().stream().mapToLong(NavigableMap::firstKey).min().orElse(end);
        return new LogEnds(start, lso, end);
    }

    Cursor cursor(long from) {
        return new LogCursor(this, from);
    }

    private static Data data(long offset, String content) {
        Fingerprint digest =
                new RecordDigest().of(null, content.getBytes(StandardCharsets.UTF_8), List.of(), NO_HEADERS, 0);
        return new Data(content, new Seen(offset, digest.high(), digest.low(), 0, false));
    }

    private static final class LogCursor implements Cursor {
        private final FakeLog log;
        private long position;

        private LogCursor(FakeLog log, long position) {
            this.log = log;
            this.position = position;
        }

        @Override
        public Seen next() {
            var next = log.next(position);
            position = next.map(data -> data.seen().offset() + 1)
                    .orElseGet(() -> Math.max(position, log.ends().lso()));
            return next.map(Data::seen).orElse(null);
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void seek(long offset) {
            position = offset;
        }

        @Override
        public void close() {}
    }
}
