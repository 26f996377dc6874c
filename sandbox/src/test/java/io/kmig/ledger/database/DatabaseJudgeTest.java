package io.kmig.ledger.database;

import static io.kmig.ledger.record.Cluster.BLUE;
import static io.kmig.ledger.record.Cluster.GREEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Operation;
import io.kmig.ledger.record.Outcome;
import io.kmig.ledger.record.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DatabaseJudgeTest {
    private static final String TABLE = "shop.t";

    private final World world = new World();

    @Test
    void changesPlayedOverTheInitialRowsAreWhatHasToBeThere() {
        world.initial(1, "a", "x").initial(2, "b", "y");
        world.writes(BLUE).update(1, "note", "a2").insert(3, "c", "z").commit();
        world.writes(GREEN).update(3, "note", "c2").insert(4, "d", "w").commit();
        world.writes(GREEN).delete(4).commit();
        world.found(1, "a2", "x").found(2, "b", "y").found(3, "c2", "z");

        DatabaseReport report = world.judge();

        assertThat(report.findings()).isEmpty();
        assertThat(report.isFlawless()).isTrue();
        assertThat(report.rowsExpected()).isEqualTo(3);
        assertThat(report.changes()).isEqualTo(new Counts(2, 2, 1));
        assertThat(report.writers()).singleElement().satisfies(writer -> {
            assertThat(writer.transactions()).isEqualTo(3);
            assertThat(writer.onBlue()).isEqualTo(1);
            assertThat(writer.onGreen()).isEqualTo(2);
            assertThat(writer.pauseMs()).isEqualTo(1);
        });
    }

    @Test
    void countsTheRowsThereWereWhenTheWriterLastChangedSides() {
        world.initial(1, "a", "x").initial(2, "b", "y");
        world.writes(BLUE).insert(3, "c", "z").insert(4, "d", "z").commit();
        world.writes(BLUE).delete(1).end(Outcome.ROLLED_BACK);
        assertThat(world.judge().rowsAtMove()).as("it never moved").isNull();
        world.writes(GREEN).delete(2).delete(3).commit();
        assertThat(world.judge().rowsAtMove()).isEqualTo(4);
        world.writes(BLUE).insert(5, "e", "z").commit();

        assertThat(world.judge().rowsAtMove()).isEqualTo(2);
        world.writes(BLUE).insert(6, "f", "z").end(Outcome.UNKNOWN);
        assertThat(world.judge().rowsAtMove())
                .as("a row is there or not, nobody knows")
                .isNull();
    }

    @Test
    void aMissingInsertIsLost() {
        world.writes(BLUE).insert(1, "a", "x").commit();

        assertThat(world.only(RowFinding.Kind.LOST).detail())
                .contains("the row is missing", "last insert in transaction 1 on blue");
    }

    @Test
    void aMissingInitialRowIsLost() {
        world.initial(1, "a", "x");

        assertThat(world.only(RowFinding.Kind.LOST).detail()).contains("the row is missing", "never changed");
    }

    @Test
    void aRowWithoutItsLastChangeIsLost() {
        world.initial(1, "a", "x").found(1, "a", "x");
        world.writes(BLUE).update(1, "note", "b").commit();

        assertThat(world.only(RowFinding.Kind.LOST).detail()).contains("note is a and not b");
    }

    /** The later change of another column must not cover up the loss. */
    @Test
    void aChangeLostInTheMoveIsFoundThoughTheRowWasChangedAgainAfterwards() {
        world.initial(1, "a", "x").found(1, "a", "y");
        world.writes(BLUE).update(1, "note", "b").commit();
        world.writes(GREEN).update(1, "other", "y").commit();

        assertThat(world.only(RowFinding.Kind.LOST).detail()).contains("note is a and not b");
    }

    @Test
    void aValueNobodyWroteIsWrong() {
        world.initial(1, "a", "x").found(1, "__debezium_unavailable_value", "y");
        world.writes(BLUE).update(1, "other", "y").commit();

        assertThat(world.only(RowFinding.Kind.WRONG).detail())
                .contains("note is __debezium_unavailable_value and not a");
    }

    @Test
    void nullIsNotTheSameAsEmpty() {
        world.initial(1, null, "x").found(1, "", "x");

        assertThat(world.only(RowFinding.Kind.WRONG).key()).isEqualTo(RowKey.of("1"));
    }

    @Test
    void aDeletedRowThatIsThereIsResurrected() {
        world.initial(1, "a", "x").found(1, "a", "x");
        world.writes(BLUE).delete(1).commit();

        assertThat(world.only(RowFinding.Kind.RESURRECTED).detail()).contains("last delete in transaction 1 on blue");
    }

    @Test
    void aRowNobodyInsertedIsForeign() {
        world.found(1, "a", "x");
        world.initial(2, "b", "y").found(2, "b", "y");

        assertThat(world.only(RowFinding.Kind.FOREIGN).key()).isEqualTo(RowKey.of("1"));
    }

    @Test
    void whatWasRolledBackMustNotBeThere() {
        world.initial(1, "a", "x").found(1, "b", "x");
        world.writes(BLUE).update(1, "note", "b").end(Outcome.ROLLED_BACK);

        assertThat(world.only(RowFinding.Kind.WRONG).detail()).contains("note is b and not a");
        assertThat(world.judge().transactions()).isZero();
    }

    @Test
    void anUnansweredCommitMayHaveHappenedOrNot() {
        world.initial(1, "a", "x").initial(2, "b", "y");
        world.writes(BLUE).update(1, "note", "a2").delete(2).insert(3, "c", "z").end(Outcome.UNKNOWN);

        World happened = world.copy().found(1, "a2", "x").found(3, "c", "z");
        World didNot = world.copy().found(1, "a", "x").found(2, "b", "y");
        World neither = world.copy().found(1, "a3", "x").found(2, "b", "y");

        assertThat(happened.judge().findings()).isEmpty();
        assertThat(didNot.judge().findings()).isEmpty();
        assertThat(neither.judge().wrong()).isEqualTo(1);
        assertThat(happened.judge().writers().get(0).unknown()).isEqualTo(1);
    }

    @Test
    void aKilledWritersLastTransactionMayHaveHappenedOrNot() {
        world.initial(1, "a", "x");
        world.writes(BLUE).update(1, "note", "b");
        world.reopened();

        assertThat(world.copy().found(1, "a", "x").judge().findings()).isEmpty();
        assertThat(world.copy().found(1, "b", "x").judge().findings()).isEmpty();
        assertThat(world.copy().found(1, "c", "x").judge().wrong()).isEqualTo(1);
    }

    @Test
    void aLaterCommittedChangeSettlesItsColumnOnly() {
        world.initial(1, "a", "x");
        world.writes(BLUE).update(1, "note", "b").end(Outcome.UNKNOWN);
        world.writes(BLUE).update(1, "other", "y").commit();

        assertThat(world.copy().found(1, "a", "y").judge().findings()).isEmpty();
        assertThat(world.copy().found(1, "b", "y").judge().findings()).isEmpty();
        assertThat(world.copy().found(1, "b", "x").judge().lost()).isEqualTo(1);
    }

    @Test
    void whatWasCommittedAtHomeBeforeTheMoveAwayDoesNotCountAsLoadAfterTheWayBack() {
        world.initial(1, "a", "x");
        for (int i = 0; i < 3; i++)
            world.writes(BLUE).update(1, "note", "b" + i).commit();
        assertThat(judgeOnBlue().writers()).singleElement().satisfies(w -> assertThat(w.onHomeSinceMove())
                .as("it never moved")
                .isNull());
        world.writes(GREEN).update(1, "note", "g").commit();

        DatabaseReport before = judgeOnBlue();
        world.writes(BLUE).update(1, "note", "c").commit();
        DatabaseReport after = judgeOnBlue();

        assertThat(before.shortfalls(new DatabaseRequirements(1, 1, 0)))
                .containsExactly("writer: transactions on blue since it moved there: 0, at least 1 required");
        assertThat(after.writers()).singleElement().satisfies(writer -> {
            assertThat(writer.onBlue()).isEqualTo(4);
            assertThat(writer.onHomeSinceMove()).isEqualTo(1);
        });
        assertThat(after.shortfalls(new DatabaseRequirements(1, 1, 0))).isEmpty();
    }

    private DatabaseReport judgeOnBlue() {
        return world.judge(DatabaseQuestion.afterMigration().home(BLUE).since(0));
    }

    @Test
    void tooLittleLoadIsAShortfall() {
        world.initial(1, "a", "x").found(1, "b", "x");
        world.writes(BLUE).update(1, "note", "b").commit();

        DatabaseReport report = world.judge(DatabaseQuestion.afterMigration().since(0));

        assertThat(report.isFlawless()).isTrue();
        assertThat(report.changesSinceApply()).isEqualTo(new Counts(0, 1, 0));
        assertThat(report.shortfalls(new DatabaseRequirements(1, 1, 1)))
                .containsExactly(
                        "writer: transactions on green since it moved there: 0, at least 1 required",
                        "inserts since apply began: 0, at least 1 required",
                        "deletes since apply began: 0, at least 1 required");
        assertThat(world.judge().shortfalls(new DatabaseRequirements(1, 0, 0)))
                .contains("writer: transactions on blue since apply began: unknown, at least 1 required");
    }

    /** A random history is flawless as it is; with one fault in the rows it isn't, and the row is named. */
    @RepeatedTest(50)
    void everySingleFaultIsFound(RepetitionInfo repetition) {
        long seed = 1_000L + repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<Integer, String[]> rows = world.randomHistory(random);
        rows.forEach((id, cells) -> world.found(id, cells[0], cells[1]));
        assertThat(world.judge().findings()).isEmpty();

        int victim = List.copyOf(rows.keySet()).get(random.nextInt(rows.size()));
        int fault = random.nextInt(3);
        if (fault == 0) world.gone(victim);
        if (fault == 1) world.found(victim, "nobody wrote this", rows.get(victim)[1]);
        if (fault == 2) world.found(5_000, "a", "x");

        DatabaseReport report = world.judge();

        assertThat(report.isFlawless()).isFalse();
        assertThat(report.findings())
                .singleElement()
                .extracting(RowFinding::key)
                .isEqualTo(RowKey.of(Integer.toString(fault == 2 ? 5_000 : victim)));
    }

    /** One table with a key and two columns, one writer. */
    private static final class World implements DatabaseEvidence {
        private final Map<RowKey, Map<String, String>> initial = new LinkedHashMap<>();
        private final List<ClientRow> diary = new ArrayList<>();
        private final Map<RowKey, Map<String, String>> found = new LinkedHashMap<>();
        private Cluster cluster = BLUE;
        private long transaction;
        private long ms;

        World() {
            reopened();
        }

        World copy() {
            World copy = new World();
            copy.initial.putAll(initial);
            copy.diary.clear();
            copy.diary.addAll(diary);
            copy.found.putAll(found);
            return copy;
        }

        void reopened() {
            diary.add(new ClientRow.Opened(ms * 1000, "writer", "database-writer", null, List.of(), List.of()));
        }

        World initial(int id, String note, String other) {
            initial.put(key(id), cells(id, note, other));
            return this;
        }

        World found(int id, String note, String other) {
            found.put(key(id), cells(id, note, other));
            return this;
        }

        void gone(int id) {
            found.remove(key(id));
        }

        World writes(Cluster on) {
            cluster = on;
            transaction++;
            return this;
        }

        World insert(int id, String note, String other) {
            return change(Operation.INSERT, id, cells(id, note, other));
        }

        World update(int id, String column, String value) {
            Map<String, String> set = new LinkedHashMap<>();
            set.put(column, value);
            return change(Operation.UPDATE, id, set);
        }

        World delete(int id) {
            return change(Operation.DELETE, id, Map.of());
        }

        private World change(Operation operation, int id, Map<String, String> cells) {
            diary.add(new ClientRow.Changed(ms * 1000, cluster, transaction, operation, TABLE, key(id), cells));
            return this;
        }

        void commit() {
            end(Outcome.COMMITTED);
        }

        void end(Outcome outcome) {
            ms++;
            diary.add(new ClientRow.Ended(ms * 1000, cluster, transaction, outcome, ""));
        }

        Map<Integer, String[]> randomHistory(Random random) {
            Map<Integer, String[]> rows = new TreeMap<>();
            for (int id = 1; id <= 10; id++) {
                rows.put(id, new String[] {"n" + id, "o" + id});
                initial(id, "n" + id, "o" + id);
            }
            for (int step = 0; step < 60; step++) {
                writes(step < 30 ? BLUE : GREEN);
                int id = 1 + random.nextInt(20);
                boolean committed = random.nextInt(4) != 0;
                String[] row = rows.get(id);
                int column = random.nextInt(2);
                String value = random.nextInt(6) == 0 ? null : "v" + step;
                if (row == null) insert(id, value, "new");
                else if (random.nextInt(4) == 0 && rows.size() > 3) delete(id);
                else update(id, column == 0 ? "note" : "other", value);
                end(committed ? Outcome.COMMITTED : Outcome.ROLLED_BACK);
                if (!committed) continue;
                ClientRow.Changed change = (ClientRow.Changed) diary.get(diary.size() - 2);
                if (change.operation() == Operation.INSERT) rows.put(id, new String[] {value, "new"});
                else if (change.operation() == Operation.DELETE) rows.remove(id);
                else row[column] = value;
            }
            return rows;
        }

        RowFinding only(RowFinding.Kind kind) {
            DatabaseReport report = judge();
            assertThat(report.isFlawless()).isFalse();
            assertThat(report.findings())
                    .singleElement()
                    .extracting(RowFinding::kind)
                    .isEqualTo(kind);
            return report.findings().get(0);
        }

        DatabaseReport judge() {
            return judge(DatabaseQuestion.afterMigration());
        }

        DatabaseReport judge(DatabaseQuestion question) {
            return new DatabaseJudge(question).judge(this);
        }

        private static RowKey key(int id) {
            return RowKey.of(Integer.toString(id));
        }

        private static Map<String, String> cells(int id, String note, String other) {
            Map<String, String> cells = new LinkedHashMap<>();
            cells.put("id", Integer.toString(id));
            cells.put("note", note);
            cells.put("other", other);
            return cells;
        }

        @Override
        public Map<String, Map<RowKey, Map<String, String>>> initial() {
            return Map.of(TABLE, initial);
        }

        @Override
        public void diary(BiConsumer<String, ClientRow> each) {
            diary.forEach(row -> each.accept("writer", row));
        }

        @Override
        public boolean found(String table, BiConsumer<RowKey, Map<String, String>> each) {
            found.forEach(each);
            return true;
        }
    }
}
