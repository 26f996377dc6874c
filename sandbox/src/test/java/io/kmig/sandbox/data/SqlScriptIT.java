package io.kmig.sandbox.data;

import static io.kmig.sandbox.SharedPostgres.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kmig.sandbox.SharedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlScriptIT {
    private static final String TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";

    private static final String ROWS = "SELECT sum((xpath('/row/n/text()', query_to_xml(format("
            + "'SELECT count(*) AS n FROM %I.%I', table_schema, table_name), false, true, '')))[1]::text::int)"
            + " FROM information_schema.tables WHERE table_schema = 'public'";

    @TempDir
    private Path directory;

    @Test
    void runsWhatPsqlWouldAndTellsWhatItLeftOut() throws Exception {
        Database database = SharedPostgres.database();
        Path file = script("""
                DROP DATABASE IF EXISTS shop;
                CREATE DATABASE shop;
                \\c shop
                BEGIN;
                CREATE TABLE t (a int PRIMARY KEY, b text);
                COPY t (a, b) FROM stdin;
                1	one; 'two'
                2	\\N
                \\.
                CREATE FUNCTION next(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN i + 1; END $$;
                INSERT INTO t VALUES (next(2), 'c;d');
                COMMIT;
                VACUUM t;
                """);

        SqlScript.Ran ran = SqlScript.run(database, file);

        assertThat(query(database, "SELECT string_agg(a || '=' || coalesce(b, '-'), ' ' ORDER BY a) FROM t"))
                .isEqualTo("1=one; 'two' 2=- 3=c;d");
        assertThat(ran.statements()).isEqualTo(5);
        assertThat(ran.leftOut())
                .containsExactly(
                        "line 1: DROP DATABASE IF EXISTS shop",
                        "line 2: CREATE DATABASE shop",
                        "line 3: \\c shop",
                        "line 4: BEGIN",
                        "line 12: COMMIT");
    }

    @Test
    void aFailureNamesFileAndLineAndLeavesNothing() throws Exception {
        Database database = SharedPostgres.database();
        Path file = script("CREATE TABLE t (a int);\n\nINSERT INTO t\nVALUES (nothing);\nSELECT 1;");

        assertThatExceptionOfType(SqlScriptException.class)
                .isThrownBy(() -> SqlScript.run(database, file))
                .withMessageContainingAll(
                        file + ", line 4", "column \"nothing\" does not exist", "nothing of the script was applied");

        assertThat(query(database, TABLES)).isEqualTo("0");
    }

    @Test
    void refusesWhatOnlyPsqlCanDo() throws Exception {
        Database database = SharedPostgres.database();
        Path file = script("CREATE TABLE t (a int);\n\\i other.sql\n");

        assertThatExceptionOfType(SqlScriptException.class)
                .isThrownBy(() -> SqlScript.run(database, file))
                .withMessageContainingAll("line 2", "\\i");

        assertThat(query(database, TABLES)).isEqualTo("0");
    }

    @Test
    void aScriptsSchemaIsLeftWithoutItsRows() throws Exception {
        Database database = SharedPostgres.database();
        Path file = script("""
                CREATE TABLE parent (id serial PRIMARY KEY);
                CREATE TABLE "Child" (id int PRIMARY KEY, parent int NOT NULL REFERENCES parent);
                INSERT INTO parent DEFAULT VALUES;
                INSERT INTO parent DEFAULT VALUES;
                INSERT INTO "Child" VALUES (1, 2);
                """);

        Emptied.byScript(database, file);

        assertThat(query(database, "SELECT (SELECT count(*) FROM parent) + (SELECT count(*) FROM \"Child\")"))
                .isEqualTo("0");
        assertThat(query(database, "SELECT nextval('parent_id_seq')")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("io.kmig.sandbox.data.Samples#all")
    void runsTheWholeOfASampleDatabase(Samples.Sample sample) throws Exception {
        Database database = SharedPostgres.database();

        SqlScript.run(database, sample.script());

        assertThat(query(database, TABLES)).isEqualTo(Integer.toString(sample.tables()));
        assertThat(query(database, ROWS)).isEqualTo(Integer.toString(sample.rows()));
    }

    private Path script(String text) throws Exception {
        return Files.writeString(directory.resolve("script.sql"), text);
    }
}
