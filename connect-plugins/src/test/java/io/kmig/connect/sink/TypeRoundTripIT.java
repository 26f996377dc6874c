package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.connect.testkit.CdcWorld;
import io.kmig.connect.testkit.GreenDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type from blue by the real Debezium connector, JSON, Kafka and the real worker to green: the SQL text of each
 * value is the same on both, whether it came by the snapshot, an insert or an update.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypeRoundTripIT {
    private static final Map<String, List<String>> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("boolean", List.of("true", "false"));
        TYPES.put("smallint", List.of("-32768", "32767"));
        TYPES.put("integer", List.of("-2147483648", "2147483647"));
        TYPES.put("bigint", List.of("-9223372036854775808", "9223372036854775807"));
        TYPES.put("oid", List.of("0", "4294967295"));
        TYPES.put("real", List.of("1.1", "-0", "3.4e38", "1e-45", "16777217"));
        TYPES.put("double precision", List.of("0.1", "-0", "1.7976931348623157e308", "5e-324"));
        TYPES.put(
                "numeric",
                List.of(
                        "0",
                        "'NaN'",
                        "'Infinity'",
                        "-12345678901234567890.000100",
                        "1e30",
                        "0.000000000000000000000000000001"));
        TYPES.put("numeric(12,4)", List.of("0", "1.5", "-99999999.9999"));
        TYPES.put("numeric(6,0)", List.of("0", "-999999"));
        TYPES.put("money", List.of("'12.34'", "'-1234567.89'"));
        TYPES.put("text", List.of("''", "'a \"quoted\" \\ {b},NULL'", "E'line\\nfeed \\u00e9 \\U0001F600'", "'NULL'"));
        TYPES.put("varchar(20)", List.of("'x'", "'trailing  '"));
        TYPES.put("char(6)", List.of("'ab'", "''"));
        TYPES.put("\"char\"", List.of("'x'"));
        TYPES.put("citext", List.of("'MiXed'"));
        TYPES.put("bytea", List.of("'\\x'", "'\\x00ff10'"));
        TYPES.put("date", List.of("'2024-02-29'", "'0001-01-01'", "'9999-12-31'", "'infinity'", "'-infinity'"));
        TYPES.put("time", List.of("'00:00:00'", "'23:59:59.999999'", "'24:00:00'"));
        TYPES.put("time(3)", List.of("'12:34:56.789'"));
        TYPES.put(
                "timestamp",
                List.of("'2024-02-29 23:59:59.999999'", "'1969-12-31 23:59:59.5'", "'infinity'", "'-infinity'"));
        TYPES.put("timestamp(3)", List.of("'2024-02-29 12:34:56.789'", "'-infinity'"));
        TYPES.put("timestamptz", List.of("'2024-02-29 23:59:59.999999+05:30'", "'infinity'", "'-infinity'"));
        TYPES.put(
                "interval",
                List.of("'1 year 2 mons 3 days 04:05:06.789'", "'-1 mons +2 days -00:00:01'", "'0'", "'1 day'"));
        TYPES.put("uuid", List.of("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"));
        TYPES.put("json", List.of("'{\"a\":  1.0, \"a\": [null, \"x\"]}'", "'null'"));
        TYPES.put("jsonb", List.of("'{\"b\": {\"c\": 12345678901234567890}}'", "'\"text\"'"));
        TYPES.put("xml", List.of("'<a>text</a>'"));
        TYPES.put("mood", List.of("'happy'", "'so so'"));
        TYPES.put("bit(1)", List.of("B'1'", "B'0'"));
        TYPES.put("bit(10)", List.of("B'0000000101'", "B'1111111111'", "B'0000000000'"));
        TYPES.put("inet", List.of("'10.0.0.1/8'", "'::1'"));
        TYPES.put("cidr", List.of("'10.0.0.0/8'"));
        TYPES.put("macaddr", List.of("'08:00:2b:01:02:03'"));
        TYPES.put("macaddr8", List.of("'08:00:2b:01:02:03:04:05'"));
        TYPES.put("int4range", List.of("'[1,10)'", "'empty'", "'(,)'"));
        TYPES.put("int8range", List.of("'[1,10)'"));
        TYPES.put("numrange", List.of("'[1.5,2.5]'"));
        TYPES.put("tsrange", List.of("'[2024-01-01,2024-01-02)'"));
        TYPES.put("tstzrange", List.of("'[2024-01-01 00:00+00,2024-01-02 00:00+00)'"));
        TYPES.put("daterange", List.of("'[2024-01-01,2024-01-02)'"));
        TYPES.put("hstore", List.of("'a=>1, b=>NULL'", "''", "'\"q\\\"uote\"=>\"back\\\\slash\"'"));
        TYPES.put("ltree", List.of("'top.science'"));
        TYPES.put("tsvector", List.of("'a:1 cat:2B'"));
        TYPES.put("point", List.of("'(1.5,-2)'"));
        TYPES.put("int[]", List.of("'{1,NULL,3}'", "'{}'"));
        TYPES.put("bigint[]", List.of("'{9223372036854775807}'"));
        TYPES.put("text[]", List.of("'{a,\"b,c\",\"d\\\"e\\\\f\",NULL,\"NULL\",\"\"}'"));
        TYPES.put("varchar(9)[]", List.of("'{abc}'"));
        TYPES.put("boolean[]", List.of("'{t,f}'"));
        TYPES.put("numeric(8,2)[]", List.of("'{1.50,-2}'"));
        TYPES.put("double precision[]", List.of("'{0.1,1e300}'"));
        TYPES.put("uuid[]", List.of("'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'"));
        TYPES.put("date[]", List.of("'{2024-02-29}'"));
        TYPES.put("timestamptz[]", List.of("'{2024-02-29 12:00:00+00}'"));
        TYPES.put("jsonb[]", List.of("'{\"{\\\"a\\\": 1}\"}'"));
        TYPES.put("mood[]", List.of("'{happy,\"so so\"}'"));
        TYPES.put("inet[]", List.of("'{10.0.0.1}'"));
        TYPES.put("bytea[]", List.of("'{\"\\\\x00ff\"}'"));
        TYPES.put("time[]", List.of("'{12:00:00.5}'"));
        TYPES.put("timestamp[]", List.of("'{2024-02-29 12:00:00.5}'"));
        TYPES.put("json[]", List.of("'{\"{\\\"a\\\": 1}\"}'"));
        TYPES.put("price", List.of("1.25"));
    }

    private static final String[] DDL = {
        "CREATE EXTENSION hstore",
        "CREATE EXTENSION ltree",
        "CREATE EXTENSION citext",
        "CREATE TYPE mood AS ENUM ('happy', 'so so')",
        "CREATE DOMAIN price AS numeric(8,2) CHECK (VALUE > 0)"
    };

    private final CdcWorld world = CdcWorld.shared();
    private final String prefix = world.fresh("types");
    private GreenDatabase blue;
    private GreenDatabase green;

    static List<String> types() {
        return List.copyOf(TYPES.keySet());
    }

    @BeforeAll
    void copy() throws Exception {
        blue = GreenDatabase.fresh(DDL);
        green = GreenDatabase.fresh(DDL);
        for (String type : types()) {
            blue.run("CREATE TABLE %s (id int PRIMARY KEY, v %s)".formatted(table(type), type));
            green.run("CREATE TABLE %s (id int PRIMARY KEY, v %s)".formatted(table(type), type));
            insert(type, 0);
        }
        world.run(prefix + "-source", world.source(blue, prefix));
        // streaming, not only the snapshot: the two decode values on different ways
        CdcWorld.await("the slot is read").until(() -> blue.rows(
                        "SELECT active FROM pg_replication_slots WHERE slot_name = 'slot_" + prefix + "'")
                .equals(List.of("t")));
        for (String type : types()) {
            insert(type, 100);
            blue.run("UPDATE %1$s SET v = (SELECT v FROM %1$s WHERE id = 1) WHERE id = 150".formatted(table(type)));
        }
        world.run(prefix + "-sink", world.sink(green, prefix + "-sink", prefix));
        CdcWorld.await("all rows").atMost(Duration.ofSeconds(60)).until(this::arrived);
    }

    private boolean arrived() throws SQLException {
        if (!world.failure(prefix + "-sink").isEmpty()) return true;
        for (String type : types()) {
            // only that they are there: whether they are right is each test's question
            if (all(green, type).size() < all(blue, type).size()) return false;
        }
        List<String> updated = List.of("150");
        return green.rows("SELECT id FROM %s WHERE id = 150 AND v IS NOT NULL"
                        .formatted(table(types().get(types().size() - 1))))
                .equals(updated);
    }

    @AfterAll
    void clean() {
        world.delete(prefix + "-sink");
        world.delete(prefix + "-source");
    }

    @ParameterizedTest
    @MethodSource("types")
    void arrivesAsTheSameText(String type) throws Exception {
        assertThat(world.failure(prefix + "-sink")).isEmpty();
        assertThat(all(green, type)).isEqualTo(all(blue, type));
    }

    private void insert(String type, int from) throws SQLException {
        List<String> rows = new ArrayList<>();
        int id = from;
        for (String literal : TYPES.get(type)) rows.add("(" + ++id + ", " + literal + ")");
        rows.add("(" + (from + 50) + ", NULL)");
        blue.run("INSERT INTO %s VALUES %s".formatted(table(type), String.join(", ", rows)));
    }

    private static List<String> all(GreenDatabase database, String type) throws SQLException {
        return database.rows("SELECT id, v::text FROM %s ORDER BY id".formatted(table(type)));
    }

    private static String table(String type) {
        return "t" + types().indexOf(type);
    }
}
