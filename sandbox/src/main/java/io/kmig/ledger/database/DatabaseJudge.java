package io.kmig.ledger.database;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.ClientRow.Changed;
import io.kmig.ledger.record.ClientRow.Ended;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Outcome;
import io.kmig.ledger.record.RowKey;
import io.kmig.ledger.spec.AppKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plays all committed changes over the initial rows, column by column, and compares the outcome with the rows there are.
 *
 * <pre>
 * expected    = initial rows, then each writer's committed changes in its order (no row is two writers')
 * lost        = a row that has to be there and isn't, or has an earlier value of a column
 * resurrected = a row that was deleted and is there
 * wrong       = a row with a value that nobody gave it
 * foreign     = a row that nobody inserted
 * </pre>
 *
 * <p>Holds all expected rows in memory, long values as digests. Nothing may be writing while judging, and capture must
 * have come to its end.
 */
public final class DatabaseJudge {
    private final DatabaseQuestion question;

    public DatabaseJudge(DatabaseQuestion question) {
        this.question = question;
    }

    public DatabaseReport judge(DatabaseEvidence evidence) {
        return new Case(question).of(evidence);
    }

    private static final class Writer {
        private final Map<Cluster, Long> committed = new EnumMap<>(Cluster.class);
        private final List<Changed> open = new ArrayList<>();
        private long unknown;
        private long onLeftSinceApply;
        private long onHomeSinceMove;
        private @Nullable Long lastOnLeft;
        private @Nullable Long firstAtHome;
        private @Nullable Cluster last;
        private long rows;
        private @Nullable Long rowsAtMove;
    }

    private static final class TableCase {
        private final Map<RowKey, ExpectedRow> rows = new HashMap<>();
        private final Set<RowKey> seen = new HashSet<>();
        private Counts counts = Counts.NONE;
        private long found;
        private long lost;
        private long resurrected;
        private long wrong;
        private long foreign;
    }

    private static final class Case {
        private final DatabaseQuestion question;
        private final Map<String, Writer> writers = new TreeMap<>();
        private final Map<String, TableCase> tables = new TreeMap<>();
        private final Map<RowFinding.Kind, List<RowFinding>> findings = new EnumMap<>(RowFinding.Kind.class);
        private Counts sinceApply = Counts.NONE;
        private long initialRows;

        Case(DatabaseQuestion question) {
            this.question = question;
        }

        DatabaseReport of(DatabaseEvidence evidence) {
            evidence.initial().forEach((name, rows) -> {
                TableCase table = new TableCase();
                initialRows += rows.size();
                for (Map.Entry<RowKey, Map<String, @Nullable String>> row : rows.entrySet())
                    table.rows.put(row.getKey(), ExpectedRow.initial(row.getValue()));
                tables.put(name, table);
            });
            evidence.diary(this::take);
            writers.values().forEach(this::withoutEnd);
            tables.forEach((name, table) -> {
                evidence.found(name, (key, cells) -> found(name, table, key, cells));
                missing(name, table);
            });
            return report();
        }

        private void take(String name, ClientRow row) {
            if (row instanceof ClientRow.Opened opened) {
                if (!opened.kind().equals(AppKind.DATABASE_WRITER.label())) return;
                // what its last life left without an end may be there or not
                withoutEnd(writers.computeIfAbsent(name, n -> new Writer()));
            } else if (row instanceof Changed changed) {
                Writer writer = writer(name);
                if (!writer.open.isEmpty() && writer.open.get(0).transaction() != changed.transaction())
                    withoutEnd(writer);
                writer.open.add(changed);
            } else if (row instanceof Ended ended) {
                end(writer(name), ended);
            }
        }

        private void end(Writer writer, Ended ended) {
            if (ended.outcome() == Outcome.UNKNOWN) {
                withoutEnd(writer);
                return;
            }
            if (ended.outcome() == Outcome.COMMITTED) {
                if (writer.last != null && writer.last != ended.cluster()) writer.rowsAtMove = writer.rows;
                writer.last = ended.cluster();
                long ms = ended.stamp() / 1000;
                Long since = question.applyBegan();
                boolean counts = since != null && ms >= since;
                for (Changed change : writer.open) {
                    TableCase table = table(change.table());
                    table.counts = table.counts.and(change.operation());
                    if (counts) sinceApply = sinceApply.and(change.operation());
                    writer.rows += change.operation().rows();
                    expected(table, change.key()).committed(change);
                }
                writer.committed.merge(ended.cluster(), 1L, Long::sum);
                if (ended.cluster() != question.home()) {
                    if (counts) writer.onLeftSinceApply++;
                    writer.lastOnLeft = ms;
                    writer.firstAtHome = null;
                    writer.onHomeSinceMove = 0;
                } else {
                    writer.onHomeSinceMove++;
                    if (writer.firstAtHome == null) writer.firstAtHome = ms;
                }
            }
            writer.open.clear();
        }

        private void withoutEnd(Writer writer) {
            if (writer.open.isEmpty()) return;
            writer.unknown++;
            for (Changed change : writer.open)
                expected(table(change.table()), change.key()).unknown(change);
            writer.open.clear();
        }

        private Writer writer(String name) {
            Writer writer = writers.get(name);
            if (writer == null)
                throw new IllegalStateException("changes by a client that never introduced itself: " + name);
            return writer;
        }

        private TableCase table(String name) {
            return tables.computeIfAbsent(name, n -> new TableCase());
        }

        private static ExpectedRow expected(TableCase table, RowKey key) {
            return table.rows.computeIfAbsent(key, k -> ExpectedRow.absent());
        }

        private void found(String name, TableCase table, RowKey key, Map<String, @Nullable String> cells) {
            table.found++;
            ExpectedRow expected = table.rows.get(key);
            if (expected == null) {
                table.foreign++;
                find(RowFinding.Kind.FOREIGN, name, key, "nobody inserted it");
                return;
            }
            table.seen.add(key);
            if (expected.mustBeAbsent()) {
                table.resurrected++;
                find(RowFinding.Kind.RESURRECTED, name, key, expected.lastChange());
                return;
            }
            Set<String> different = expected.differences(cells);
            if (different.isEmpty()) return;
            boolean lost = different.stream().allMatch(c -> expected.wasEarlier(c, cells.get(c)));
            if (lost) table.lost++;
            else table.wrong++;
            StringBuilder detail = new StringBuilder();
            for (String column : different)
                detail.append(column)
                        .append(" is ")
                        .append(cells.get(column))
                        .append(" and not ")
                        .append(expected.expected(column))
                        .append("; ");
            find(
                    lost ? RowFinding.Kind.LOST : RowFinding.Kind.WRONG,
                    name,
                    key,
                    detail.append(expected.lastChange()).toString());
        }

        private void missing(String name, TableCase table) {
            table.rows.forEach((key, expected) -> {
                if (table.seen.contains(key) || expected.mayBeAbsent()) return;
                table.lost++;
                find(RowFinding.Kind.LOST, name, key, "the row is missing; " + expected.lastChange());
            });
        }

        private void find(RowFinding.Kind kind, String table, RowKey key, String detail) {
            List<RowFinding> known = findings.computeIfAbsent(kind, k -> new ArrayList<>());
            if (known.size() < question.findingsPerKind())
                known.add(new RowFinding(
                        kind,
                        table,
                        key,
                        detail + "; judged on " + question.home().label()));
        }

        private DatabaseReport report() {
            List<TableLedger> tableLedgers = new ArrayList<>();
            Counts all = Counts.NONE;
            for (Map.Entry<String, TableCase> entry : tables.entrySet()) {
                TableCase table = entry.getValue();
                long expected = table.rows.values().stream()
                        .filter(row -> !row.mayBeAbsent())
                        .count();
                tableLedgers.add(new TableLedger(
                        entry.getKey(),
                        expected,
                        table.found,
                        table.counts.inserts(),
                        table.counts.updates(),
                        table.counts.deletes(),
                        table.lost,
                        table.resurrected,
                        table.wrong,
                        table.foreign));
                all = new Counts(
                        all.inserts() + table.counts.inserts(),
                        all.updates() + table.counts.updates(),
                        all.deletes() + table.counts.deletes());
            }
            List<WriterLedger> writerLedgers = new ArrayList<>();
            writers.forEach((name, writer) -> writerLedgers.add(ledger(name, writer)));
            return new DatabaseReport(
                    question.home(),
                    writerLedgers.stream().mapToLong(WriterLedger::transactions).sum(),
                    all,
                    question.applyBegan() == null ? null : sinceApply,
                    rowsAtMove(),
                    tableLedgers.stream().mapToLong(TableLedger::rowsExpected).sum(),
                    tableLedgers.stream().mapToLong(TableLedger::rowsFound).sum(),
                    tableLedgers.stream().mapToLong(TableLedger::lost).sum(),
                    tableLedgers.stream().mapToLong(TableLedger::resurrected).sum(),
                    tableLedgers.stream().mapToLong(TableLedger::wrong).sum(),
                    tableLedgers.stream().mapToLong(TableLedger::foreign).sum(),
                    tableLedgers,
                    writerLedgers,
                    findings.values().stream().flatMap(List::stream).toList());
        }

        private @Nullable Long rowsAtMove() {
            long rows = initialRows;
            for (Writer writer : writers.values()) {
                if (writer.rowsAtMove == null || writer.unknown > 0) return null;
                rows += writer.rowsAtMove;
            }
            return writers.isEmpty() ? null : Long.valueOf(rows);
        }

        private WriterLedger ledger(String name, Writer writer) {
            long onBlue = writer.committed.getOrDefault(Cluster.BLUE, 0L);
            long onGreen = writer.committed.getOrDefault(Cluster.GREEN, 0L);
            Long left = writer.lastOnLeft;
            Long home = writer.firstAtHome;
            return new WriterLedger(
                    name,
                    onBlue + onGreen,
                    onBlue,
                    onGreen,
                    question.applyBegan() == null ? null : Long.valueOf(writer.onLeftSinceApply),
                    left == null ? null : Long.valueOf(writer.onHomeSinceMove),
                    writer.unknown,
                    left,
                    left == null ? null : home,
                    left == null || home == null ? null : Long.valueOf(home - left));
        }
    }
}
