package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.connect.testkit.Changes;
import io.kmig.connect.testkit.GreenDatabase;
import io.kmig.connect.testkit.TaskRun;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

/** What is refused before a row is touched. */
class TargetFindingsIT {
    private static final String PEOPLE = "CREATE TABLE people (id int PRIMARY KEY, name text, note text)";

    private final Changes changes = Changes.people();

    @Test
    void tellsEverythingThatIsWrongWithAllTablesOfADeliveryAtOnce() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE TABLE keyless (id int, name text, note text)",
                "CREATE TABLE narrow (id int PRIMARY KEY, must text NOT NULL)",
                "CREATE TABLE locked (id int PRIMARY KEY, name text, note text)",
                "CREATE TABLE hidden (id int PRIMARY KEY, name text, note text)",
                "ALTER TABLE hidden ENABLE ROW LEVEL SECURITY",
                "CREATE TABLE late (id int PRIMARY KEY DEFERRABLE, name text, note text)",
                "CREATE VIEW looking AS SELECT * FROM keyless",
                "CREATE ROLE clerk LOGIN PASSWORD 'clerk'",
                "GRANT CREATE ON SCHEMA public TO clerk",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON keyless, narrow, hidden, late, looking TO clerk",
                "GRANT SELECT ON locked TO clerk");
        Map<String, String> settings = green.settings();
        settings.put("connection.user", "clerk");
        settings.put("connection.password", "clerk");
        String topic = "t";

        try (TaskRun task = TaskRun.start(settings, topic, 0)) {
            for (String table : new String[] {"missing", "keyless", "narrow", "locked", "hidden", "late", "looking"}) {
                task.open("blue.public." + table, 0);
            }
            assertThatThrownBy(() -> task.put(
                            of("missing").insert(1, "a", "a"),
                            of("keyless").delete(1),
                            of("narrow").insert(1, "a", "a"),
                            of("locked").insert(1, "a", "a"),
                            of("hidden").insert(1, "a", "a"),
                            of("late").insert(1, "a", "a"),
                            of("looking").insert(1, "a", "a")))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("table public.missing")
                    .hasMessageContaining("it does not exist")
                    .hasMessageContaining("table public.keyless: it has no primary key")
                    .hasMessageContaining("table public.narrow: column name is missing")
                    .hasMessageContaining("table public.narrow: column note is missing")
                    .hasMessageContaining("table public.narrow: column must is NOT NULL")
                    .hasMessageContaining("table public.locked: privileges are missing: GRANT DELETE, INSERT, UPDATE")
                    .hasMessageContaining("table public.hidden: row security")
                    .hasMessageContaining("table public.late: its primary key is deferrable")
                    .hasMessageContaining("table public.looking: it is not a table");
        }
    }

    @Test
    void leavesUnknownColumnsOutWhenTold() throws Exception {
        GreenDatabase green = GreenDatabase.fresh("CREATE TABLE people (id int PRIMARY KEY, name text)");
        Map<String, String> settings = green.settings();
        settings.put("schema.evolution", "ignore");

        try (TaskRun task = TaskRun.start(settings, changes.topic(), 0)) {
            task.put(changes.insert(1, "a", "nowhere to go"));
        }

        assertThat(green.rows("SELECT * FROM people")).containsExactly("1|a");
    }

    @Test
    void looksAtATableAgainAfterItWasMended() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        Changes wider = Changes.of("people", Changes.peopleRow().field("age", Schema.OPTIONAL_INT32_SCHEMA));

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.insert(1, "a", "a"));
            green.run("ALTER TABLE people ADD age int");
            task.put(wider.at(1).insert(2, "b", "b", 30));
        }

        assertThat(green.rows("SELECT * FROM people ORDER BY id")).containsExactly("1|a|a|NULL", "2|b|b|30");
    }

    @Test
    void refusesATypeItCantWriteExactlyAndNamesColumnTypeAndSchema() throws Exception {
        GreenDatabase green = GreenDatabase.fresh("CREATE TABLE people (id int PRIMARY KEY, amount numeric)");
        Changes doubles = Changes.of(
                "people",
                SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).field("amount", Schema.FLOAT64_SCHEMA));

        try (TaskRun task = TaskRun.start(green.settings(), doubles.topic(), 0)) {
            assertThatThrownBy(() -> task.put(doubles.insert(1, 0.1)))
                    .hasMessageContaining("column amount: type numeric takes no FLOAT64")
                    .hasMessageContaining("decimal.handling.mode=precise");
        }
    }

    @Test
    void refusesAKeyThatIsNotThePrimaryKey() throws Exception {
        GreenDatabase green =
                GreenDatabase.fresh("CREATE TABLE people (id int, name text, note text, PRIMARY KEY (id, name))");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(changes.insert(1, "a", "a")))
                    .hasMessageContaining("the records' key is [id], but the primary key is [id, name]");
        }
    }

    @Test
    void refusesValuesWithoutSchema() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(changes.schemaless()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("topic blue.public.people, partition 0, offset 0")
                    .hasMessageContaining("schemas.enable=true");
        }
    }

    @Test
    void refusesTriggersThatWouldRunTwice() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                PEOPLE,
                "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER shout BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION shout()",
                "CREATE ROLE plain LOGIN PASSWORD 'plain'",
                "GRANT CREATE ON SCHEMA public TO plain",
                "GRANT ALL ON people TO plain",
                "CREATE ROLE trusted LOGIN PASSWORD 'trusted'",
                "GRANT CREATE ON SCHEMA public TO trusted",
                "GRANT ALL ON people TO trusted",
                "GRANT SET ON PARAMETER session_replication_role TO trusted");
        Map<String, String> plain = green.settings();
        plain.put("name", "plain");
        plain.put("connection.user", "plain");
        plain.put("connection.password", "plain");
        plain.put("offsets.table", "plain_offsets");
        plain.put("markers.table", "plain_markers");
        Map<String, String> trusted = green.settings();
        trusted.put("connection.user", "trusted");
        trusted.put("connection.password", "trusted");

        try (TaskRun task = TaskRun.start(plain, changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(changes.insert(1, "a", "a"))).hasMessageContaining("triggers [shout]");
        }
        try (TaskRun task = TaskRun.start(trusted, changes.topic(), 0)) {
            task.put(changes.at(0).insert(1, "a", "a"));
        }

        assertThat(green.rows("SELECT id FROM people")).containsExactly("1");
    }

    @Test
    void mapsSchemasAndTablesByFormat() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE SCHEMA copy", "CREATE TABLE copy.\"public.people\" (id int PRIMARY KEY, name text, note text)");
        Map<String, String> settings = green.settings();
        settings.put("table.name.format", "copy.${schema}_${table}");
        green.run("ALTER TABLE copy.\"public.people\" RENAME TO public_people");

        try (TaskRun task = TaskRun.start(settings, changes.topic(), 0)) {
            task.put(changes.insert(1, "a", "a"));
        }

        assertThat(green.rows("SELECT id FROM copy.public_people")).containsExactly("1");
    }

    private static Changes of(String table) {
        return Changes.of(table, Changes.peopleRow());
    }
}
