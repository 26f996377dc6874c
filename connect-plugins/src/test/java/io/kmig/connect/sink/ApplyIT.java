package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.connect.testkit.Changes;
import io.kmig.connect.testkit.GreenDatabase;
import io.kmig.connect.testkit.TaskRun;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

/** What becomes of rows, on a real database. */
class ApplyIT {
    private static final String PEOPLE = "CREATE TABLE people (id int PRIMARY KEY, name text, note text)";
    private static final String ALL = "SELECT * FROM people ORDER BY id";

    private final Changes changes = Changes.people();

    @Test
    void insertsUpdatesAndDeletesRowsByKey() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.insert(1, "Ada", "x"), changes.row("r", 2, "Bob", null), changes.insert(3, "Cy", "z"));
            task.put(changes.update(2, "Bobby", "y"), changes.delete(3), changes.tombstone(3));
        }

        assertThat(green.rows(ALL)).containsExactly("1|Ada|x", "2|Bobby|y");
    }

    @Test
    void appliesManyEventsOfOneKeyInOneDeliveryInTheirOrder() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE, "INSERT INTO people VALUES (2, 'old', 'old')");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(
                    changes.insert(1, "a", "a"),
                    changes.update(1, "b", Changes.PLACEHOLDER),
                    changes.delete(2),
                    changes.insert(2, "again", null),
                    changes.insert(3, "gone", "gone"),
                    changes.delete(3));
        }

        assertThat(green.rows(ALL)).containsExactly("1|b|a", "2|again|NULL");
    }

    @Test
    void leavesAnUnchangedToastColumnAlone() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE, "INSERT INTO people VALUES (1, 'Ada', 'long')");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.update(1, "Ada L.", Changes.PLACEHOLDER));
        }

        assertThat(green.rows(ALL)).containsExactly("1|Ada L.|long");
    }

    @Test
    void neverWritesThePlaceholderWhenTheRowIsMissing() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(changes.insert(1, "a", "a"), changes.update(7, "x", Changes.PLACEHOLDER)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("table public.people")
                    .hasMessageContaining("topic blue.public.people, partition 0, offset 1")
                    .hasMessageContaining("the row is not here");
        }

        assertThat(green.rows(ALL)).containsExactly("1|a|a");
    }

    @Test
    void keepsATextEqualToThePlaceholderWhereItCanOnlyBeAValue() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE TABLE people (id text PRIMARY KEY, name text, note text)",
                "ALTER TABLE people ALTER name SET STORAGE PLAIN");
        Changes texts = Changes.of(
                "people",
                SchemaBuilder.struct()
                        .field("id", Schema.STRING_SCHEMA)
                        .field("name", Schema.STRING_SCHEMA)
                        .field("note", Schema.STRING_SCHEMA));

        try (TaskRun task = TaskRun.start(green.settings(), texts.topic(), 0)) {
            // an insert has all its values; a key and a plain column are never left out
            task.put(texts.insert("a", "x", Changes.PLACEHOLDER));
            task.put(texts.insert(Changes.PLACEHOLDER, "x", "y"));
            task.put(texts.update(Changes.PLACEHOLDER, Changes.PLACEHOLDER, "z"));
        }

        assertThat(green.rows(ALL))
                .containsExactlyInAnyOrder(
                        "a|x|" + Changes.PLACEHOLDER, Changes.PLACEHOLDER + "|" + Changes.PLACEHOLDER + "|z");
    }

    @Test
    void movesARowToItsNewKeyWithTheColumnsTheSourceLeftOut() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE TABLE people (id int PRIMARY KEY, name text, note text, extra text)",
                "INSERT INTO people VALUES (1, 'Ada', 'long', 'only here')");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(
                    changes.update(1, "Ada L.", Changes.PLACEHOLDER),
                    changes.leaves(1, 2),
                    changes.tombstone(1),
                    changes.arrives(1, 2, "Ada B.", Changes.PLACEHOLDER));
        }

        assertThat(green.rows(ALL)).containsExactly("2|Ada B.|long|only here");
    }

    @Test
    void endsAKeyChangeRightWhenItsHeadersCantBeRead() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE, "INSERT INTO people VALUES (1, 'Ada', 'x')");
        var leaves = changes.delete(1);
        leaves.headers().addString("__debezium.newkey", "Struct{id=2}");
        var arrives = changes.insert(2, "Ada", "x");
        arrives.headers().addString("__debezium.oldkey", "Struct{id=1}");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(leaves, arrives);
        }

        assertThat(green.rows(ALL)).containsExactly("2|Ada|x");
    }

    @Test
    void truncatesBetweenWhatCameBeforeAndAfter() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE, "INSERT INTO people VALUES (9, 'old', 'old')");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.insert(1, "a", "a"), changes.truncate(), changes.insert(2, "b", "b"));
        }

        assertThat(green.rows(ALL)).containsExactly("2|b|b");
    }

    @Test
    void emptiesATableOthersReferTo() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                PEOPLE,
                "CREATE TABLE pets (id int PRIMARY KEY, person int REFERENCES people)",
                "INSERT INTO people VALUES (9, 'old', 'old')");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.truncate());
        }

        assertThat(green.rows(ALL)).isEmpty();
    }

    @Test
    void refusesATruncateThatOtherPartitionsCantBeOrderedWith() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE, "INSERT INTO people VALUES (9, 'old', 'old')");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0, 1)) {
            assertThatThrownBy(() -> task.put(changes.truncate()))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("several partitions");
        }

        assertThat(green.rows(ALL)).containsExactly("9|old|old");
    }

    @Test
    void movesAUniqueValueFromRowToRowInOneDelivery() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE TABLE people (id int PRIMARY KEY, name text UNIQUE, note text)",
                "INSERT INTO people VALUES (1, 'a', ''), (2, 'b', '')");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.update(2, "c", ""), changes.update(1, "b", ""), changes.update(2, "a", ""));
        }

        assertThat(green.rows(ALL)).containsExactly("1|b|", "2|a|");
    }

    @Test
    void namesTheRecordThatViolatesAConstraintAndNoneOfItsValues() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE TABLE people (id int PRIMARY KEY, name varchar(5), note text CHECK (note <> 'secret'))");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(changes.insert(1, "a", "a"), changes.insert(2, "b", "secret")))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("table public.people")
                    .hasMessageContaining("offset 1")
                    .hasMessageContaining("people_note_check")
                    .hasMessageNotContaining("secret")
                    .hasNoCause();
        }
        // a cast to varchar(5) would have cut it
        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(changes.at(1).insert(2, "longer than five", "b")))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("too long")
                    .hasMessageNotContaining("longer");
        }

        assertThat(green.rows(ALL)).containsExactly("1|a|a");
        assertThat(green.rows("SELECT next_offset FROM kmig_offsets")).containsExactly("1");
    }

    @Test
    void skipsGeneratedColumnsAndWritesIdentities() throws Exception {
        GreenDatabase green =
                GreenDatabase.fresh("CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text,"
                        + " note text GENERATED ALWAYS AS (upper(name)) STORED)");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.insert(5, "a", "from blue"), changes.insert(6, "b", "from blue"));
            task.put(changes.update(5, "c", "from blue"));
        }

        assertThat(green.rows(ALL)).containsExactly("5|c|C", "6|b|B");
    }

    @Test
    void keepsNullInAColumnThatHasADefault() throws Exception {
        GreenDatabase green = GreenDatabase.fresh("CREATE TABLE people (id int PRIMARY KEY, name text DEFAULT 'x')");
        Changes defaults = Changes.of(
                "people",
                SchemaBuilder.struct()
                        .field("id", Schema.INT32_SCHEMA)
                        .field(
                                "name",
                                SchemaBuilder.string()
                                        .optional()
                                        .defaultValue("x")
                                        .build()));
        Map<String, String> settings = green.settings();

        try (TaskRun task = TaskRun.start(settings, defaults.topic(), 0)) {
            assertThatThrownBy(() -> task.put(defaults.insert(1, null)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("value.converter.replace.null.with.default=false");
        }
        settings.put("value.converter.replace.null.with.default", "false");
        try (TaskRun task = TaskRun.start(settings, defaults.topic(), 0)) {
            task.put(defaults.at(0).insert(1, null));
        }

        assertThat(green.rows(ALL)).containsExactly("1|NULL");
    }

    @Test
    void runsNoTriggersAndNoForeignKeysWherePermitted() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE TABLE teams (id int PRIMARY KEY)",
                "CREATE TABLE people (id int PRIMARY KEY, name text, note int REFERENCES teams)",
                "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END'",
                "CREATE TRIGGER shout BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION shout()");
        Changes members = Changes.of(
                "people",
                SchemaBuilder.struct()
                        .field("id", Schema.INT32_SCHEMA)
                        .field("name", Schema.STRING_SCHEMA)
                        .field("note", Schema.INT32_SCHEMA));

        try (TaskRun task = TaskRun.start(green.settings(), members.topic(), 0)) {
            task.put(members.insert(1, "quiet", 77));
        }

        assertThat(green.rows(ALL)).containsExactly("1|quiet|77");
    }

    @Test
    void splitsADeliveryIntoTransactionsOfTheChosenSize() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        Map<String, String> settings = green.settings();
        settings.put("batch.max.rows", "2");

        try (TaskRun task = TaskRun.start(settings, changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(
                            changes.insert(1, "a", "a"),
                            changes.insert(2, "b", "b"),
                            changes.update(7, "x", Changes.PLACEHOLDER)))
                    .isInstanceOf(DataException.class);

            assertThat(task.committed()).containsEntry(new TopicPartition(changes.topic(), 0), 2L);
        }

        assertThat(green.rows("SELECT id FROM people ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void storesAMarkerWithItsOffset() throws Exception {
        GreenDatabase green = GreenDatabase.fresh();

        try (TaskRun task = TaskRun.start(green.settings(), "blue.message", 0)) {
            task.put(Changes.message("kmig", "end-1", 4));
        }

        assertThat(green.rows("SELECT connector, prefix, convert_from(content, 'UTF8'), topic, partition, record_offset"
                        + " FROM kmig_markers"))
                .containsExactly("sink|kmig|end-1|blue.message|0|4");
        assertThat(green.rows("SELECT next_offset FROM kmig_offsets")).containsExactly("5");
    }
}
