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
 * A blue and a green database of one table in memory, each with its log, a capture of it and a sink that keeps it.
 * Nothing is captured or applied until {@link #capture} or {@link #sink} is called. Whoever writes a row, the sinks too,
 * writes it to the log.
 */
public final class FakeDatabases implements DatabasePort {
    public static final String ROWS = "shop.rows";
    public static final String MESSAGES = "shop.message";

    /** What the topics of the way back begin with. */
    public static final String BACK = "kmig.shop.back.";

    private static final String MARKER = "marker ";

    private static final class Side {
        private final TreeMap<Long, Optional<String>> rows = new TreeMap<>();
        private final List<String> log = new ArrayList<>();
        private final String slot;
        private boolean open;
        private int captured;
        private int began;
        private long lastId;

        Side(String slot, boolean open) {
            this.slot = slot;
            this.open = open;
        }

        void write(long id, @Nullable String text) {
            rows.put(id, Optional.ofNullable(text));
            log.add(id + "=" + text);
        }
    }

    private final Side blue = new Side("debezium", true);
    private final Side green = new Side("kmig_shop_shop", false);
    private final Map<String, Map<Tp, Long>> applied = new TreeMap<>();
    private int awayFor;
    private String away = "";
    private Runnable afterwards = () -> {};

    // ---- the port

    @Override
    public long mark(DatabaseSpec database, String id) {
        List<String> log = side(database.from()).log;
        long position = log.size();
        log.add(MARKER + id);
        log.add(MARKER + id + "/after");
        return position;
    }

    @Override
    public List<Slot> slots(DatabaseSpec database) {
        Side side = side(database.from());
        // as Debezium: the commit before the last event
        return side.open ? List.of(new Slot(side.slot, true, Math.max(side.began, side.captured - 1))) : List.of();
    }

    @Override
    public Map<Tp, Long> applied(DatabaseSpec database, String connector) {
        if (awayFor > 0 || connector.equals(away)) {
            awayFor--;
            throw new KmigException(
                    new Problem(ErrorCode.DATABASE_UNREACHABLE, "the database is away", "nothing was done", "wait"));
        }
        return Map.copyOf(applied.getOrDefault(connector, Map.of()));
    }

    @Override
    public RowsCompared compare(DatabaseSpec database, Duration atMost) {
        TreeSet<Long> different = new TreeSet<>(blue.rows.keySet());
        different.addAll(green.rows.keySet());
        different.removeIf(id -> Objects.equals(blue.rows.get(id), green.rows.get(id)));
        RowsCompared seen = new RowsCompared(
                1,
                side(database.from()).rows.size(),
                different.size(),
                different.stream()
                        .limit(10)
                        .map(id -> "public.rows (" + id + ")")
                        .toList());
        afterwards.run();
        afterwards = () -> {};
        return seen;
    }

    /** What somebody does as soon as the rows are compared, once. */
    public void onceCompared(Runnable act) {
        afterwards = act;
    }

    @Override
    public int raiseSequences(DatabaseSpec database) {
        Side source = side(database.from());
        Side kept = source == blue ? green : blue;
        long used = kept.rows.isEmpty() ? 0 : kept.rows.lastKey();
        kept.lastId = Math.max(kept.lastId, Math.max(used, source.lastId));
        return 1;
    }

    @Override
    public void analyze(DatabaseSpec database) {}

    @Override
    public void openSlot(DatabaseSpec database, Duration atMost) {
        Side side = side(database.from());
        side.open = true;
        side.captured = side.log.size();
        side.began = side.log.size();
    }

    @Override
    public void dropSlot(DatabaseSpec database) {
        side(database.from()).open = false;
    }

    // ---- what happens to databases

    /** Whether green's log is kept for a reader. */
    public boolean slotOnGreen() {
        return green.open;
    }

    public long nextId(Colour side) {
        return ++side(side).lastId;
    }

    public void write(Colour side, long id, @Nullable String text) {
        side(side).write(id, text);
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

    /** The database that this sink keeps does not answer any more. */
    public void awayFrom(String connector) {
        away = connector;
    }

    /** A sink wrote down how far it is. */
    public void apply(String connector, Tp tp, long next) {
        applied.computeIfAbsent(connector, c -> new TreeMap<>()).put(tp, next);
    }

    /** A reader of blue's log that keeps nothing back. */
    public void confirmAll() {
        blue.captured = blue.log.size() + 1;
    }

    /**
     * Debezium passes on the next few entries of a side's log.
     *
     * @param prefix of the topics' names
     */
    public void capture(Colour from, FakeCluster kafka, String prefix, int entries) {
        Side side = side(from);
        for (int i = 0; i < entries && side.open && side.captured < side.log.size(); i++) {
            String entry = side.log.get(side.captured++);
            if (entry.startsWith(MARKER)) {
                kafka.append(new Tp(prefix + MESSAGES, 0), entry);
            } else {
                long id = Long.parseLong(entry.split("=", 2)[0]);
                kafka.append(new Tp(prefix + ROWS, (int) (id % 2)), entry);
            }
        }
    }

    /** A task applies the next few records of each partition to a side, rows and offset together. */
    public void sink(FakeCluster kafka, String prefix, Colour to, String connector, int records) {
        for (Tp tp : kafka.partitions()) {
            if (tp.topic().startsWith(prefix + "shop.")) {
                long from = applied.getOrDefault(connector, Map.of()).getOrDefault(tp, 0L);
                kafka.read(tp, from).entrySet().stream().limit(records).forEach(record -> {
                    if (tp.topic().equals(prefix + ROWS)) {
                        String[] row = record.getValue().split("=", 2);
                        side(to).write(Long.parseLong(row[0]), row[1]);
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
