package io.kmig.ledger.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kmig.ledger.record.RowKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two databases row by row: both sides are read in the order of the key, and rows are equal if the digests over
 * their columns' names, types and texts are. Holds one fetch of each side in memory. Each side is one snapshot; ask when
 * nobody writes and capture has come to its end.
 */
public final class Rows {
    private static final int FIRST = 10;

    private Rows() {}

    /** @param tables with their schemas; empty for all tables of either side */
    public static RowsReport compare(DatabaseAccess blue, DatabaseAccess green, Set<String> tables)
            throws SQLException {
        try (Connection left = blue.snapshot();
                Connection right = green.snapshot()) {
            Map<String, Table> onBlue = Catalog.read(left, tables);
            Map<String, Table> onGreen = Catalog.read(right, tables);
            Set<String> all = new TreeSet<>(tables);
            all.addAll(onBlue.keySet());
            all.addAll(onGreen.keySet());
            List<TableRows> compared = new ArrayList<>();
            for (String table : all)
                compared.add(new Pair(table, left, right, onBlue.get(table), onGreen.get(table)).compare());
            return RowsReport.of(compared);
        }
    }

    private record Pair(
            String name,
            Connection left,
            Connection right,
            @Nullable Table blue,
            @Nullable Table green) {

        TableRows compare() throws SQLException {
            if (blue == null || green == null) {
                String where = blue == null && green == null ? "both sides" : blue == null ? "blue" : "green";
                return counted("missing on " + where);
            }
            if (blue.key().isEmpty()) return counted("has no primary key, so its rows can't be told apart");
            if (!blue.key().equals(green.key()))
                return counted("has the primary key " + blue.key() + " on blue and " + green.key() + " on green");
            return merged(blue, green);
        }

        private TableRows counted(String why) throws SQLException {
            return new TableRows(
                    name,
                    blue == null ? null : Long.valueOf(count(left, blue)),
                    green == null ? null : Long.valueOf(count(right, green)),
                    null,
                    null,
                    List.of(),
                    why);
        }

        private static long count(Connection connection, Table table) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.quoted())) {
                row.next();
                return row.getLong(1);
            }
        }

        private TableRows merged(Table onBlue, Table onGreen) throws SQLException {
            long blueRows = 0;
            long greenRows = 0;
            long compared = 0;
            long different = 0;
            List<DifferentRow> first = new ArrayList<>();
            try (TableCursor blueRead = TableCursor.open(left, onBlue);
                    TableCursor greenRead = TableCursor.open(right, onGreen)) {
                TableCursor.Row b = blueRead.next();
                TableCursor.Row g = greenRead.next();
                while (b != null || g != null) {
                    int order = order(b, g);
                    DifferentRow difference = null;
                    if (order < 0 && b != null) difference = missing(b.key(), "missing on green");
                    else if (order > 0 && g != null) difference = missing(g.key(), "missing on blue");
                    else if (b != null && g != null && !Arrays.equals(digest(onBlue, b), digest(onGreen, g)))
                        difference = new DifferentRow(b.key(), "different", columns(onBlue, onGreen, b, g));
                    compared++;
                    if (difference != null) {
                        different++;
                        if (first.size() < FIRST) first.add(difference);
                    }
                    if (order <= 0) {
                        blueRows++;
                        b = blueRead.next();
                    }
                    if (order >= 0) {
                        greenRows++;
                        g = greenRead.next();
                    }
                }
            }
            return new TableRows(name, blueRows, greenRows, compared, different, first, null);
        }

        private static int order(TableCursor.@Nullable Row b, TableCursor.@Nullable Row g) {
            if (g == null) return -1;
            if (b == null) return 1;
            return Integer.signum(b.key().compareTo(g.key()));
        }

        private static DifferentRow missing(RowKey key, String where) {
            return new DifferentRow(key, where, List.of());
        }

        private static List<String> columns(Table onBlue, Table onGreen, TableCursor.Row b, TableCursor.Row g) {
            Map<String, String> blueTypes = types(onBlue);
            Map<String, String> greenTypes = types(onGreen);
            Set<String> names = new TreeSet<>(blueTypes.keySet());
            names.addAll(greenTypes.keySet());
            names.removeIf(n -> Objects.equals(blueTypes.get(n), greenTypes.get(n))
                    && Objects.equals(b.values().get(n), g.values().get(n)));
            return List.copyOf(names);
        }

        private static Map<String, String> types(Table table) {
            Map<String, String> types = new TreeMap<>();
            for (Column column : table.columns()) types.put(column.name(), column.type());
            return types;
        }

        /** Each part with its length before it, so that no two rows come to the same bytes. */
        private static byte[] digest(Table table, TableCursor.Row row) {
            MessageDigest digest = Cell.sha256();
            types(table).forEach((column, type) -> {
                part(digest, column);
                part(digest, type);
                part(digest, row.values().get(column));
            });
            return digest.digest();
        }

        private static void part(MessageDigest digest, @Nullable String text) {
            byte[] bytes = text == null ? new byte[0] : text.getBytes(UTF_8);
            digest.update(ByteBuffer.allocate(4)
                    .putInt(text == null ? -1 : bytes.length)
                    .flip());
            digest.update(bytes);
        }
    }
}
