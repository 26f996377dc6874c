package io.kmig.ledger.rows;

import static io.kmig.sandbox.SharedPostgres.execute;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.ledger.record.RowKey;
import io.kmig.sandbox.SharedPostgres;
import io.kmig.sandbox.data.Database;
import io.kmig.sandbox.data.ShopData;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsIT {
    @TempDir
    private Path directory;

    private Database blue;
    private Database green;

    @BeforeEach
    void create() throws Exception {
        blue = SharedPostgres.database();
        green = SharedPostgres.database();
    }

    @Test
    void twoShopsOfOneSeedAreEqual() throws Exception {
        for (Database side : new Database[] {blue, green}) {
            ShopData.createSchema(side);
            ShopData.load(side, 3);
        }

        RowsReport report = compare();

        assertThat(report.isEqual()).isTrue();
        assertThat(report.tables()).extracting(TableRows::table).containsExactlyInAnyOrderElementsOf(ShopData.TABLES);
        assertThat(report.rowsCompared()).isEqualTo(600 + 300 + 1500 + 4500 + 600);
    }

    @Test
    void countsAndNamesEveryKindOfDifference() throws Exception {
        both("CREATE TABLE t (id int PRIMARY KEY, price numeric, note text)");
        execute(blue, "INSERT INTO t VALUES (1, 1.0, 'a'), (2, 1.0, NULL), (3, 1, 'c'), (5, 1, 'e'), (9, 1, 'i')");
        execute(green, "INSERT INTO t VALUES (1, 1.00, 'a'), (2, 1.0, ''), (4, 1, 'd'), (5, 1, 'e'), (9, 1, 'i')");

        RowsReport report = compare();

        assertThat(report.isEqual()).isFalse();
        assertThat(report.rowsCompared()).isEqualTo(6);
        assertThat(report.rowsDifferent()).isEqualTo(4);
        TableRows table = report.tables().get(0);
        assertThat(table.blueRows()).isEqualTo(5);
        assertThat(table.greenRows()).isEqualTo(5);
        assertThat(table.first())
                .containsExactly(
                        new DifferentRow(RowKey.of("1"), "different", List.of("price")),
                        new DifferentRow(RowKey.of("2"), "different", List.of("note")),
                        new DifferentRow(RowKey.of("3"), "missing on green", List.of()),
                        new DifferentRow(RowKey.of("4"), "missing on blue", List.of()));
    }

    /** Where two orders of keys disagree, a merge loses its way and everything after looks different. */
    @Test
    void readsTextKeysInTheOrderItComparesThemIn() throws Exception {
        both("CREATE TABLE t (a text, b text, PRIMARY KEY (a, b))");
        String keys =
                "('a', 'é'), ('B', ''), ('a', U&'\\FF5E'), ('a', U&'\\+01F600'), ('Ab', 'x'), ('a-b', ' '), ('a', '10'),"
                        + " ('a', '9')";
        both("INSERT INTO t VALUES " + keys);
        execute(green, "DELETE FROM t WHERE b = U&'\\FF5E'");

        RowsReport report = compare();

        assertThat(report.rowsCompared()).isEqualTo(8);
        assertThat(report.tables().get(0).first())
                .extracting(DifferentRow::key)
                .containsExactly(RowKey.of("a", "\uFF5E"));
    }

    @Test
    void aTableWithoutAKeyIsCountedAndRefusedByName() throws Exception {
        both("CREATE TABLE keyless (a int)", "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        execute(blue, "INSERT INTO keyless VALUES (1), (1)");

        RowsReport report = compare();

        assertThat(report.isEqual()).isFalse();
        assertThat(report.refused()).singleElement().asString().startsWith("public.keyless: has no primary key");
        TableRows keyless = report.tables().get(0);
        assertThat(keyless.blueRows()).isEqualTo(2);
        assertThat(keyless.greenRows()).isZero();
        assertThat(keyless.rowsCompared()).isNull();
        assertThat(report.rowsCompared()).isEqualTo(1);
    }

    @Test
    void aTableThatIsMissingOrOfAnotherTypeIsNotEqual() throws Exception {
        execute(blue, "CREATE TABLE gone (id int PRIMARY KEY)", "INSERT INTO gone VALUES (1)");
        execute(blue, "CREATE TABLE t (id int PRIMARY KEY, v int)", "INSERT INTO t VALUES (1, 2)");
        execute(green, "CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, '2')");

        RowsReport report = compare();
        RowsReport asked = Rows.compare(access(blue), access(green), Set.of("public.nowhere"));

        assertThat(report.refused()).containsExactly("public.gone: missing on green");
        assertThat(report.rowsDifferent()).isEqualTo(1);
        assertThat(asked.refused()).containsExactly("public.nowhere: missing on both sides");
        assertThat(asked.isEqual()).isFalse();
    }

    @Test
    void textsDontHangOnTheDatabasesOwnSettings() throws Exception {
        both(
                "CREATE TABLE t (id int PRIMARY KEY, at timestamptz, d double precision, b bytea, i interval)",
                "INSERT INTO t VALUES (1, '2024-07-01 12:00Z', 0.1, '\\x00ff', '1 day 2 hours')");
        String name = green.url().substring(green.url().lastIndexOf('/') + 1);
        execute(
                green,
                "ALTER DATABASE " + name + " SET timezone = 'Asia/Tokyo'",
                "ALTER DATABASE " + name + " SET datestyle = 'German'",
                "ALTER DATABASE " + name + " SET extra_float_digits = -5",
                "ALTER DATABASE " + name + " SET bytea_output = 'escape'",
                "ALTER DATABASE " + name + " SET intervalstyle = 'iso_8601'");

        RowsReport report = compare();

        assertThat(report.isEqual()).isTrue();
    }

    @Test
    void initialRowsAreReadFromTheirFileAsTheyWereTaken() throws Exception {
        execute(
                blue,
                "CREATE TABLE t (a text, b int, long text, odd text, PRIMARY KEY (a, b))",
                "INSERT INTO t VALUES (repeat('k', 100), 1, repeat('x', 5000), E'a,b\\tc\\nd\\\\'), ('', 2, NULL, '')",
                "CREATE TABLE keyless (a int)");

        Baseline taken = Baseline.take(access(blue), Set.of());
        taken.write(directory.resolve("rows"));
        Baseline read = Baseline.read(directory.resolve("rows"));

        assertThat(read).isEqualTo(taken);
        assertThat(read.tables()).containsOnlyKeys("public.t");
        assertThat(read.tables().get("public.t").rows().get(RowKey.of("k".repeat(100), "1")))
                .containsEntry("odd", "a,b\tc\nd\\")
                .hasEntrySatisfying(
                        "long", cell -> assertThat(cell).startsWith("#5000:").hasSizeLessThan(60));
    }

    @Test
    void theCatalogTellsWhatAStrangerMayChange() throws Exception {
        execute(
                blue,
                "CREATE TABLE p (id int PRIMARY KEY)",
                """
                CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p int REFERENCES p, u int UNIQUE,
                    c int CHECK (c > 0), e text, low text NOT NULL, g int GENERATED ALWAYS AS (c * 2) STORED, free text)""",
                "CREATE UNIQUE INDEX ON t (lower(e))",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER g BEFORE UPDATE ON p FOR EACH ROW EXECUTE FUNCTION f()",
                "CREATE UNLOGGED TABLE nobodys (id int PRIMARY KEY)");

        try (Connection connection = access(blue).connect()) {
            var tables = Catalog.read(connection);

            assertThat(tables).containsOnlyKeys("public.p", "public.t");
            Table t = tables.get("public.t");
            assertThat(t.columns().stream().filter(c -> !c.fixed()).map(Column::name))
                    .containsExactly("low", "g", "free");
            assertThat(t.column("g").generated()).isTrue();
            assertThat(t.uniques()).isTrue();
            assertThat(t.key()).containsExactly("id");
            assertThat(t.foreignKeys()).containsExactly(new ForeignKey(List.of("p"), "public.p", List.of("id")));
            assertThat(t.quiet()).isTrue();
            assertThat(tables.get("public.p").quiet()).isFalse();
        }
    }

    private RowsReport compare() throws Exception {
        return Rows.compare(access(blue), access(green), Set.of());
    }

    private void both(String... statements) throws Exception {
        execute(blue, statements);
        execute(green, statements);
    }

    private static DatabaseAccess access(Database database) {
        return DatabaseAccess.of(database.url(), database.user(), database.password());
    }
}
