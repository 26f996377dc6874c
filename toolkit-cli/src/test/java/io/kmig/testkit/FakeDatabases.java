package io.kmig.testkit;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.RowsCompared;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A blue and a green database of one table in memory, blue's log, a capture of it and a sink. Nothing is captured or
 * applied until {@link #capture} or {@link #sink} is called.
 */
public final class FakeDatabases implements DatabasePort {
    public static final String ROWS = "shop.rows";
    public static final String MESSAGES = "shop.message";

    private static final class Side {
        private final TreeMap<Long, Optional<String>> rows = new TreeMap<>();
        private long lastId;
    }

    private final Side blue = new Side();
    private final Side green = new Side();
    private final List<String> log = new ArrayList<>();
    private final Map<String, Map<Tp, Long>> applied = new TreeMap<>();
    private int captured;
    private int awayFor;

    // ---- the port

    @Override
    public long mark(DatabaseSpec database, String id) {
        long position = log.size();
        log.add("marker " + id);
        log.add("marker " + id + "/after");
        return position;
    }

    @Override
    public List<Slot> slots(DatabaseSpec database) {
        // as Debezium: the commit before the last event
        return List.of(new Slot("debezium", true, Math.max(0, captured - 1)));
    }

    @Override
    public Map<Tp, Long> applied(DatabaseSpec database, String connector) {
        if (awayFor > 0) {
            awayFor--;
            throw new KmigException(new Problem(
                    ErrorCode.DATABASE_UNREACHABLE, "the green database is away", "nothing was done", "wait"));
        }
        return Map.copyOf(applied.getOrDefault(connector, Map.of()));
    }

    @Override
    public RowsCompared compare(DatabaseSpec database, Duration atMost) {
        TreeSet<Long> different = new TreeSet<>(blue.rows.keySet());
        different.addAll(green.rows.keySet());
        different.removeIf(id -> Objects.equals(blue.rows.get(id), green.rows.get(id)));
        return new RowsCompared(
                1,
                blue.rows.size(),
                different.size(),
                different.stream()
                        .limit(10)
                        .map(id -> "public.rows (" + id + ")")
                        .toList());
    }

    @Override
    public int raiseSequences(DatabaseSpec database) {
        long used = green.rows.isEmpty() ? 0 : green.rows.lastKey();
        green.lastId = Math.max(green.lastId, Math.max(used, blue.lastId));
        return 1;
    }

    @Override
    public void analyze(DatabaseSpec database) {}

    // ---- what happens to databases

    public long nextId(Colour side) {
        return ++side(side).lastId;
    }

    public void write(Colour side, long id, @Nullable String text) {
        side(side).rows.put(id, Optional.ofNullable(text));
        if (side == Colour.BLUE) {
            log.add(id + "=" + text);
        }
    }

    public void delete(Colour side, long id) {
        side(side).rows.remove(id);
    }

    public Map<Long, String> rows(Colour side) {
        Map<Long, String> rows = new TreeMap<>();
        side(side).rows.forEach((id, text) -> rows.put(id, text.orElse("null")));
        return rows;
    }

    /** The green database does not answer the next calls that ask for the sink's offsets. */
    public void awayFor(int calls) {
        awayFor = calls;
    }

    /** A sink wrote down how far it is. */
    public void apply(String connector, Tp tp, long next) {
        applied.computeIfAbsent(connector, c -> new TreeMap<>()).put(tp, next);
    }

    /** A reader of the log that keeps nothing back. */
    public void confirmAll() {
        captured = log.size() + 1;
    }

    /** Debezium passes on the next few entries of blue's log. */
    public void capture(FakeCluster kafka, int entries) {
        for (int i = 0; i < entries && captured < log.size(); i++) {
            String entry = log.get(captured++);
            if (entry.startsWith("marker ")) {
                kafka.append(new Tp(MESSAGES, 0), entry);
            } else {
                long id = Long.parseLong(entry.split("=", 2)[0]);
                kafka.append(new Tp(ROWS, (int) (id % 2)), entry);
            }
        }
    }

    /** A task applies the next few records of each partition, rows and offset together. */
    public void sink(FakeCluster kafka, String connector, int records) {
        for (Tp tp : kafka.partitions()) {
            if (tp.topic().startsWith("shop.")) {
                long from = applied.getOrDefault(connector, Map.of()).getOrDefault(tp, 0L);
                kafka.read(tp, from).entrySet().stream().limit(records).forEach(record -> {
                    if (tp.topic().equals(ROWS)) {
                        String[] row = record.getValue().split("=", 2);
                        green.rows.put(Long.parseLong(row[0]), Optional.of(row[1]));
                    }
                    apply(connector, tp, record.getKey() + 1);
                });
            }
        }
    }

    private Side side(Colour colour) {
        return colour == Colour.BLUE ? blue : green;
    }
}
