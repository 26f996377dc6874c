package io.kmig.adapter.sql;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.RowsCompared;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Holds every table of one database against another's: by digest, and row by row where the digests differ. */
final class Comparison {
    private static final int EXAMPLES = 10;
    private static final int FETCH = 2_000;

    private final Side source;
    private final Side kept;
    private final String there;
    private final long until;
    private final List<String> examples = new ArrayList<>();
    private long rows;
    private long different;

    Comparison(Side source, Side kept, Colour from, Duration atMost) {
        this.source = source;
        this.kept = kept;
        this.there = (from == Colour.BLUE ? Colour.GREEN : Colour.BLUE).label();
        this.until = System.nanoTime() + atMost.toNanos();
    }

    RowsCompared run(Side.Work<SortedMap<String, TableShape>> which) {
        SortedMap<String, TableShape> there = kept.ask(left(), which);
        SortedMap<String, TableShape> tables = source.ask(left(), which);
        tables.values().forEach(table -> compare(table, there.get(table.name())));
        return new RowsCompared(tables.size(), rows, different, examples);
    }

    private void compare(TableShape table, @Nullable TableShape there) {
        Digest ours = digest(source, table);
        rows += ours.rows();
        Set<String> missing = new HashSet<>(table.columns());
        if (there != null) {
            there.columns().forEach(missing::remove);
        }
        if (there == null || !missing.isEmpty()) {
            different += Math.max(1, ours.rows());
            example(table.name()
                    + (there == null
                            ? " is missing on " + this.there
                            : " has no column " + missing + " on " + this.there));
        } else if (!ours.equals(digest(kept, table))) {
            source.ask(
                    left(),
                    b -> kept.ask(left(), g -> {
                        merge(table, b, g);
                        return true;
                    }));
        }
    }

    private record Digest(long rows, String high, String low) {}

    private Digest digest(Side side, TableShape table) {
        return side.ask(left(), connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(table.digestSql())) {
                row.next();
                return new Digest(row.getLong(1), row.getString(2), row.getString(3));
            }
        });
    }

    private void merge(TableShape table, Connection sourceSide, Connection keptSide) throws SQLException {
        try (Statement one = sourceSide.createStatement();
                Statement other = keptSide.createStatement()) {
            one.setFetchSize(FETCH);
            other.setFetchSize(FETCH);
            try (ResultSet ours = one.executeQuery(table.rowsSql());
                    ResultSet theirs = other.executeQuery(table.rowsSql())) {
                boolean hasOurs = ours.next();
                boolean hasTheirs = theirs.next();
                while (hasOurs || hasTheirs) {
                    int order = !hasOurs ? 1 : !hasTheirs ? -1 : order(ours.getString(1), theirs.getString(1));
                    if (order == 0 && !ours.getString(2).equals(theirs.getString(2))) {
                        found(table, ours.getString(1), "differs");
                    } else if (order < 0) {
                        found(table, ours.getString(1), "is missing on " + there);
                    } else if (order > 0) {
                        found(table, theirs.getString(1), "is on " + there + " only");
                    }
                    hasOurs = order <= 0 ? ours.next() : hasOurs;
                    hasTheirs = order >= 0 ? theirs.next() : hasTheirs;
                }
            }
        }
    }

    /** As the server orders in the collation C. */
    private static int order(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private void found(TableShape table, String key, String what) {
        different++;
        example(table.name() + " " + (table.key().isEmpty() ? "a row without a key" : key) + " " + what);
    }

    private void example(String text) {
        if (examples.size() < EXAMPLES) {
            examples.add(text);
        }
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, until - System.nanoTime()));
    }
}
