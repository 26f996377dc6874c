package io.kmig.ledger.record;

import io.kmig.ledger.record.ClientRow.Acked;
import io.kmig.ledger.record.ClientRow.Alien;
import io.kmig.ledger.record.ClientRow.Began;
import io.kmig.ledger.record.ClientRow.Changed;
import io.kmig.ledger.record.ClientRow.Ended;
import io.kmig.ledger.record.ClientRow.Opened;
import io.kmig.ledger.record.ClientRow.Processed;
import io.kmig.ledger.record.ClientRow.Refused;
import io.kmig.ledger.record.ClientRow.Reserved;
import io.kmig.ledger.record.ClientRow.Unknown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows as lines of tab-separated text: one letter for the kind, then the row's fields in the order of its record. */
final class RowCodec {
    private static final char TAB = '\t';

    private RowCodec() {}

    static String line(ClientRow row) {
        if (row instanceof Acked r) {
            return join(
                    "A",
                    r.stamp(),
                    r.cluster().label(),
                    r.topic(),
                    r.partition(),
                    r.offset(),
                    r.key(),
                    r.seq(),
                    r.keySeq());
        } else if (row instanceof Processed r) {
            return join(
                    "P",
                    r.stamp(),
                    r.cluster().label(),
                    r.topic(),
                    r.partition(),
                    r.offset(),
                    r.key(),
                    r.producer(),
                    r.seq(),
                    r.keySeq());
        } else if (row instanceof Unknown r) {
            return join(
                    "U", r.stamp(), r.cluster().label(), r.topic(), r.key(), r.seq(), r.keySeq(), plain(r.reason()));
        } else if (row instanceof Refused r) {
            return join(
                    "F", r.stamp(), r.cluster().label(), r.topic(), r.key(), r.seq(), r.keySeq(), plain(r.reason()));
        } else if (row instanceof Reserved r) {
            return join("R", r.stamp(), r.upTo());
        } else if (row instanceof Began r) {
            return join("B", r.stamp(), r.cluster().label(), r.topic(), r.partition(), r.offset());
        } else if (row instanceof Alien r) {
            return join("X", r.stamp(), r.cluster().label(), r.topic(), r.partition(), r.offset());
        } else if (row instanceof Opened r) {
            return join(
                    "O",
                    r.stamp(),
                    r.name(),
                    r.kind(),
                    r.group() == null ? "" : r.group(),
                    String.join(",", r.reads()),
                    String.join(",", r.writes()));
        }
        if (row instanceof Changed r) {
            return join(
                    "C",
                    r.stamp(),
                    r.cluster().label(),
                    r.transaction(),
                    r.operation(),
                    Fields.join(List.of(r.table())),
                    Fields.join(r.key().parts()),
                    Fields.join(List.copyOf(r.cells().keySet())),
                    Fields.join(new ArrayList<>(r.cells().values())));
        } else if (row instanceof Ended r) {
            return join("E", r.stamp(), r.cluster().label(), r.transaction(), r.outcome(), plain(r.reason()));
        }
        throw new IllegalStateException("no line for " + row);
    }

    static ClientRow row(String line) {
        String[] f = split(line);
        try {
            long stamp = Long.parseLong(f[1]);
            return switch (f[0]) {
                case "A" -> new Acked(stamp, Cluster.of(f[2]), f[3], num(f[4]), big(f[5]), f[6], big(f[7]), big(f[8]));
                case "P" ->
                    new Processed(
                            stamp, Cluster.of(f[2]), f[3], num(f[4]), big(f[5]), f[6], f[7], big(f[8]), big(f[9]));
                case "U" -> new Unknown(stamp, Cluster.of(f[2]), f[3], f[4], big(f[5]), big(f[6]), f[7]);
                case "F" -> new Refused(stamp, Cluster.of(f[2]), f[3], f[4], big(f[5]), big(f[6]), f[7]);
                case "C" ->
                    new Changed(
                            stamp,
                            Cluster.of(f[2]),
                            big(f[3]),
                            Operation.valueOf(f[4]),
                            texts(f[5]).get(0),
                            new RowKey(texts(f[6])),
                            cells(texts(f[7]), Fields.split(f[8])));
                case "E" -> new Ended(stamp, Cluster.of(f[2]), big(f[3]), Outcome.valueOf(f[4]), f[5]);
                case "R" -> new Reserved(stamp, big(f[2]));
                case "B" -> new Began(stamp, Cluster.of(f[2]), f[3], num(f[4]), big(f[5]));
                case "X" -> new Alien(stamp, Cluster.of(f[2]), f[3], num(f[4]), big(f[5]));
                case "O" -> new Opened(stamp, f[2], f[3], f[4].isEmpty() ? null : f[4], names(f[5]), names(f[6]));
                default -> throw new IllegalArgumentException("unknown kind of row '" + f[0] + "'");
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
            throw new IllegalArgumentException("not a row of a record file: '" + line + "'", e);
        }
    }

    private static String join(Object... fields) {
        StringBuilder line = new StringBuilder(96);
        for (Object field : fields) {
            if (line.length() > 0) line.append(TAB);
            line.append(field);
        }
        return line.toString();
    }

    private static String plain(String reason) {
        return reason.replaceAll("\\s+", " ");
    }

    private static String[] split(String line) {
        List<String> fields = new ArrayList<>(10);
        int from = 0;
        for (int tab = line.indexOf(TAB); tab >= 0; tab = line.indexOf(TAB, from)) {
            fields.add(line.substring(from, tab));
            from = tab + 1;
        }
        fields.add(line.substring(from));
        return fields.toArray(String[]::new);
    }

    private static List<String> names(String joined) {
        return Arrays.stream(joined.split(",", -1)).filter(n -> !n.isEmpty()).toList();
    }

    private static List<String> texts(String field) {
        return Fields.split(field).stream()
                .map(text -> Objects.requireNonNull(text, "null where there can be none"))
                .toList();
    }

    private static Map<String, @Nullable String> cells(List<String> columns, List<@Nullable String> values) {
        if (columns.size() != values.size()) throw new IllegalArgumentException("not a value for each column");
        Map<String, @Nullable String> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) cells.put(columns.get(i), values.get(i));
        return cells;
    }

    private static int num(String field) {
        return Integer.parseInt(field);
    }

    private static long big(String field) {
        return Long.parseLong(field);
    }
}
