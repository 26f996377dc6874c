package io.kmig.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import io.kmig.sandbox.PostgresServer;
import io.kmig.sandbox.PostgresSpec;
import io.kmig.testkit.DatabasePortContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The port on a real PostgreSQL, and what only a real one has: types, schemas, tables that don't fit. */
class SqlDatabasesIT extends DatabasePortContract {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static PostgresServer server;

    private final String blue = "blue" + NAMES.incrementAndGet();
    private final String green = "green" + NAMES.incrementAndGet();
    private final SqlDatabases port = new SqlDatabases(SqlDatabasesIT::resolved);

    @BeforeAll
    static void start() {
        server = PostgresServer.start(PostgresSpec.named("postgres"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** As the secret resolver does. */
    private static Map<String, String> resolved(Map<String, String> written) {
        Map<String, String> map = new HashMap<>(written);
        map.computeIfPresent("password", (key, value) -> value.equals("${env:PW}") ? server.password() : value);
        return map;
    }

    private DatabaseSpec spec(String password) {
        return new DatabaseSpec(
                "shop",
                List.of("shop\\..*"),
                Optional.of(new DatabaseAccess(server.jdbcUrl(blue), server.user(), password, null)),
                new DatabaseAccess(server.jdbcUrl(green), server.user(), password, null),
                Map.of(),
                true,
                Colour.BLUE);
    }

    @Override
    protected Stage stage() {
        create();
        both("CREATE TABLE public.rows (id bigserial PRIMARY KEY, text text)");
        sql(blue, "SELECT pg_create_logical_replication_slot('slot_" + blue + "', 'pgoutput')");
        sql(green, """
                CREATE TABLE kmig_offsets (connector text, topic text, partition integer, next_offset bigint,
                    PRIMARY KEY (connector, topic, partition))""");
        return new Stage() {
            @Override
            public DatabasePort port() {
                return port;
            }

            @Override
            public DatabaseSpec spec() {
                return SqlDatabasesIT.this.spec("${env:PW}");
            }

            @Override
            public long nextId(Colour side) {
                return number(name(side), "SELECT nextval('rows_id_seq')");
            }

            @Override
            public void write(Colour side, long id, @Nullable String text) {
                try (Connection connection = server.connect(name(side));
                        PreparedStatement insert = connection.prepareStatement(
                                "INSERT INTO rows VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text")) {
                    insert.setLong(1, id);
                    insert.setString(2, text);
                    insert.executeUpdate();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void delete(Colour side, long id) {
                sql(name(side), "DELETE FROM rows WHERE id = " + id);
            }

            @Override
            public void confirmAll() {
                sql(blue, "SELECT pg_replication_slot_advance('slot_" + blue + "', pg_current_wal_lsn())");
            }

            @Override
            public void apply(String connector, Tp tp, long next) {
                sql(
                        green,
                        "INSERT INTO kmig_offsets VALUES ('%s', '%s', %d, %d)"
                                .formatted(connector, tp.topic(), tp.partition(), next));
            }
        };
    }

    @Test
    void everyTypeIsComparedByItsTextWhateverTheSessionsAreSetTo() {
        create();
        both("""
                CREATE TABLE kinds (id int PRIMARY KEY, n numeric, f double precision, t timestamptz, d interval,
                    b bytea, j jsonb, a text[], m money, u uuid, x xml, r int4range, v bit varying)""");
        both("""
                INSERT INTO kinds VALUES (1, 1.10, 0.1, '2026-01-01 00:00+02', '1 mon 2 days', '\\x00ff', '{"a": 1}',
                    '{a,NULL,"b c"}', 12.5, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '<a/>', '[1,5)', B'101'),
                    (2, 'NaN', 'Infinity', 'infinity', null, '', '[]', '{}', 0, null, null, 'empty', B'')""");
        sql(
                "postgres",
                "ALTER DATABASE " + green + " SET timezone = 'Asia/Tokyo'; ALTER DATABASE " + green
                        + " SET bytea_output = 'escape'");

        assertThat(port.compare(spec("${env:PW}"), Duration.ofMinutes(1)).different())
                .isZero();

        sql(green, "UPDATE kinds SET n = 1.1 WHERE id = 1");
        assertThat(port.compare(spec("${env:PW}"), Duration.ofMinutes(1)).examples())
                .containsExactly("public.kinds (1) differs");
    }

    @Test
    void tablesThatAreMissingOrNarrowerOnGreenDifferAndOrderOfColumnsDoesNot() {
        create();
        sql(
                blue,
                "CREATE SCHEMA \"Odd\"; CREATE TABLE \"Odd\".\"T 1\" (a int, \"B b\" text, PRIMARY KEY (\"B b\", a));"
                        + " INSERT INTO \"Odd\".\"T 1\" VALUES (1, 'x'); CREATE TABLE gone (id int); INSERT INTO gone VALUES (1);"
                        + " CREATE TABLE narrow (id int, extra int); CREATE TABLE keyless (a int); INSERT INTO keyless VALUES (1), (1)");
        sql(
                green,
                "CREATE SCHEMA \"Odd\"; CREATE TABLE \"Odd\".\"T 1\" (\"B b\" text, a int, PRIMARY KEY (\"B b\", a));"
                        + " INSERT INTO \"Odd\".\"T 1\" VALUES ('x', 1); CREATE TABLE narrow (id int);"
                        + " CREATE TABLE keyless (a int); INSERT INTO keyless VALUES (1); CREATE TABLE more (a int)");

        assertThat(port.compare(spec("${env:PW}"), Duration.ofMinutes(1)).examples())
                .containsExactlyInAnyOrder(
                        "public.gone is missing on green",
                        "public.narrow has no column [extra] on green",
                        "public.keyless a row without a key is missing on green");
    }

    @Test
    void identityAndFallingSequencesGoOnToo() {
        create();
        both("CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);"
                + " CREATE SEQUENCE falling INCREMENT -1; CREATE TABLE f (id int DEFAULT nextval('falling'));"
                + " ALTER SEQUENCE falling OWNED BY f.id; CREATE SEQUENCE lonely; CREATE SEQUENCE unused");
        sql(green, "INSERT INTO a OVERRIDING SYSTEM VALUE VALUES (9); INSERT INTO f VALUES (-4)");
        sql(blue, "SELECT setval('lonely', 70)");

        assertThat(port.raiseSequences(spec("${env:PW}"))).isEqualTo(4);

        assertThat(number(green, "INSERT INTO a DEFAULT VALUES RETURNING id")).isEqualTo(10);
        assertThat(number(green, "SELECT nextval('falling')")).isEqualTo(-5);
        assertThat(number(green, "SELECT nextval('lonely')")).isEqualTo(71);
        assertThat(number(green, "SELECT nextval('unused')")).isEqualTo(1);
    }

    @Test
    void aRowsComparisonThatTakesTooLongIsRefusedByTheDatabase() {
        create();
        both("CREATE TABLE big (id int PRIMARY KEY)");
        sql(blue, "INSERT INTO big SELECT generate_series(1, 300000)");

        KmigException refusal =
                catchThrowableOfType(KmigException.class, () -> port.compare(spec("${env:PW}"), Duration.ofNanos(1)));

        assertThat(refusal.problems().get(0).code()).isEqualTo(ErrorCode.DATABASE_REQUEST_FAILED);
        assertThat(refusal.getMessage()).contains("database shop refused", "57014");
    }

    @Test
    void aWrongPasswordAndADatabaseThatIsNotThereCannotBeReached() {
        KmigException wrong = catchThrowableOfType(KmigException.class, () -> port.applied(spec("nope"), "sink"));
        KmigException absent = catchThrowableOfType(KmigException.class, () -> new SqlDatabases(m -> m)
                .applied(
                        new DatabaseSpec(
                                "shop",
                                List.of("a"),
                                Optional.empty(),
                                new DatabaseAccess("jdbc:postgresql://127.0.0.1:1/shop", "a", "b", null),
                                Map.of(),
                                true,
                                Colour.BLUE),
                        "sink"));

        for (KmigException refusal : List.of(wrong, absent)) {
            assertThat(refusal.problems().get(0).code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
            assertThat(refusal.getMessage()).contains("green database shop").doesNotContain("nope");
        }
    }

    private void create() {
        sql("postgres", "CREATE DATABASE " + blue);
        sql("postgres", "CREATE DATABASE " + green);
    }

    private String name(Colour side) {
        return side == Colour.BLUE ? blue : green;
    }

    private void both(String sql) {
        sql(blue, sql);
        sql(green, sql);
    }

    private static void sql(String database, String sql) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(String database, String sql) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
