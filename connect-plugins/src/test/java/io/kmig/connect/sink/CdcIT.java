package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.connect.testkit.CdcWorld;
import io.kmig.connect.testkit.GreenDatabase;
import io.kmig.sandbox.PostgresServer;
import io.kmig.sandbox.PostgresSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blue to green with the real Debezium connector and the real worker, through faults. */
class CdcIT {
    private static final String ITEMS =
            "CREATE TABLE items (id int PRIMARY KEY, n int NOT NULL, body text, raw bytea, tags text[], marks int[],"
                    + " doc jsonb, big numeric)";
    private static final String[] LONG_VALUES_APART = {
        "ALTER TABLE items ALTER body SET STORAGE EXTERNAL",
        "ALTER TABLE items ALTER raw SET STORAGE EXTERNAL",
        "ALTER TABLE items ALTER tags SET STORAGE EXTERNAL",
        "ALTER TABLE items ALTER marks SET STORAGE EXTERNAL",
        "ALTER TABLE items ALTER doc SET STORAGE EXTERNAL",
        "ALTER TABLE items ALTER big SET STORAGE EXTERNAL",
    };
    private static final String ALL = "SELECT id, n, md5(body) body, md5(raw) raw, md5(tags::text) tags,"
            + " md5(marks::text) marks, md5(doc::text) doc, md5(big::text) big FROM items ORDER BY id";

    private final CdcWorld world = CdcWorld.shared();
    private final String prefix = world.fresh("cdc");
    private final String sink = prefix + "-sink";
    private final String source = prefix + "-source";

    @AfterEach
    void clean() {
        world.delete(sink);
        world.delete(source);
    }

    @Test
    void leavesEveryShapeOfUnchangedToastAlone() throws Exception {
        GreenDatabase blue = GreenDatabase.fresh(ITEMS);
        GreenDatabase green = GreenDatabase.fresh(ITEMS);
        for (String sql : LONG_VALUES_APART) blue.run(sql);
        start(blue, green);

        blue.run("INSERT INTO items SELECT i, 0, repeat('body', 2000), decode(repeat('00ff', 4000), 'hex'),"
                + " array_fill('tag'::text, ARRAY[2000]), array_fill(7, ARRAY[3000]),"
                + " jsonb_build_object('a', repeat('x', 9000)), (repeat('9', 20000))::numeric"
                + " FROM generate_series(1, 3) i");
        blue.run("UPDATE items SET n = 1 WHERE id <> 3");
        blue.run("UPDATE items SET id = 20 WHERE id = 2");

        awaitEqual(blue, green);
    }

    @Test
    void followsUpdatesOfKeysDeletesAndTruncates() throws Exception {
        GreenDatabase blue = GreenDatabase.fresh(ITEMS);
        GreenDatabase green = GreenDatabase.fresh(ITEMS);
        start(blue, green);

        blue.run("INSERT INTO items (id, n) SELECT i, i FROM generate_series(1, 50) i");
        blue.run("TRUNCATE items");
        blue.run("INSERT INTO items (id, n, body) SELECT i, i, 'b' FROM generate_series(1, 50) i");
        blue.run("UPDATE items SET id = id + 1000 WHERE id <= 10");
        blue.run("DELETE FROM items WHERE id BETWEEN 20 AND 30");
        blue.run("UPDATE items SET body = NULL WHERE id > 40");

        awaitEqual(blue, green);
        assertThat(green.rows("SELECT count(*) FROM items")).containsExactly("39");
    }

    @Test
    void followsUpdatesOfKeysFromPartitionToPartition() throws Exception {
        GreenDatabase blue = GreenDatabase.fresh(ITEMS);
        GreenDatabase green = GreenDatabase.fresh(ITEMS);
        blue.run("ALTER TABLE items ALTER body SET STORAGE EXTERNAL");
        // has Debezium send what an update left as it was
        blue.run("ALTER TABLE items REPLICA IDENTITY FULL");
        Map<String, String> capturing = world.source(blue, prefix);
        capturing.put("topic.creation.default.partitions", "3");
        Map<String, String> keeping = world.sink(green, sink, prefix);
        keeping.put("tasks.max", "2");
        start(blue, capturing, keeping);

        blue.run(
                "INSERT INTO items (id, n, body) SELECT i, 0, repeat('body' || i, 2000) FROM generate_series(1, 60) i");
        blue.run("UPDATE items SET n = 1 WHERE id <= 30");
        blue.run("UPDATE items SET id = id + 1000 WHERE id <= 40");
        blue.run("DELETE FROM items WHERE id BETWEEN 1010 AND 1020");
        blue.run("UPDATE items SET id = id + 1000 WHERE id BETWEEN 1021 AND 1040");
        blue.run("INSERT INTO items (id, n) SELECT i, 2 FROM generate_series(1, 5) i");

        awaitEqual(blue, green);
    }

    @Test
    void storesTheMessagesOfBluesLog() throws Exception {
        GreenDatabase blue = GreenDatabase.fresh(ITEMS);
        GreenDatabase green = GreenDatabase.fresh(ITEMS);
        start(blue, green);

        blue.run("SELECT pg_logical_emit_message(true, 'kmig', 'end of " + prefix + "')");

        CdcWorld.await("the marker")
                .until(() -> green.rows("SELECT prefix, convert_from(content, 'UTF8') FROM kmig_markers")
                        .equals(List.of("kmig|end of " + prefix)));
    }

    @Test
    void losesAndRepeatsNothingWhenTheWorkerIsKilled() throws Exception {
        GreenDatabase blue = GreenDatabase.fresh(ITEMS, AUDIT);
        GreenDatabase green = GreenDatabase.fresh(ITEMS, AUDIT);
        // a row applied twice is counted twice
        for (String sql : COUNTING) green.run(sql);
        start(blue, green);
        write(blue, 0, 3000);
        CdcWorld.await("half of it").until(() -> count(green) > 500);

        world.connect.kill(0);
        write(blue, 3000, 4000);
        world.connect.restart(0);

        world.awaitRunning(sink);
        awaitEqual(blue, green);
        assertThat(green.rows("SELECT count(*), max(times) FROM audit")).containsExactly("4000|1");
        assertOffsetsAreTheTopicsEnds(green);
    }

    @Test
    void goesOnAfterTheDatabaseWasAway() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresSpec.named("flaky"))) {
            GreenDatabase blue = GreenDatabase.fresh(ITEMS, AUDIT);
            GreenDatabase green = GreenDatabase.on(server, ITEMS, AUDIT);
            for (String sql : COUNTING) green.run(sql);
            start(blue, green);
            write(blue, 0, 2000);
            CdcWorld.await("some of it").until(() -> count(green) > 200);

            server.kill();
            write(blue, 2000, 3000);
            server.restart();

            awaitEqual(blue, green);
            assertThat(green.rows("SELECT count(*), max(times) FROM audit")).containsExactly("3000|1");
            assertThat(world.failure(sink)).isEmpty();
        }
    }

    @Test
    void startsAgainWhereItsOffsetsAreSetByRest() throws Exception {
        GreenDatabase blue = GreenDatabase.fresh(ITEMS);
        GreenDatabase green = GreenDatabase.fresh(ITEMS);
        start(blue, green);
        blue.run("INSERT INTO items (id, n) SELECT i, i FROM generate_series(1, 10) i");
        awaitEqual(blue, green);
        CdcWorld.await("stopped").until(() -> {
            world.answer("PUT", "/connectors/" + sink + "/stop", Map.of());
            return world.get("/connectors/" + sink + "/status")
                    .at("/connector/state")
                    .asText()
                    .equals("STOPPED");
        });
        green.run("DELETE FROM items WHERE id > 5");

        CdcWorld.await("offsets reset")
                .until(() -> world.answer(
                                        "PATCH",
                                        "/connectors/" + sink + "/offsets",
                                        Map.of(
                                                "offsets",
                                                List.of(Map.of(
                                                        "partition",
                                                        Map.of(
                                                                "kafka_topic",
                                                                prefix + ".public.items",
                                                                "kafka_partition",
                                                                0),
                                                        "offset",
                                                        Map.of("kafka_offset", 5)))))
                                .status()
                        == 200);
        assertThat(green.rows("SELECT next_offset FROM kmig_offsets WHERE topic LIKE '%items'"))
                .containsExactly("5");
        world.answer("PUT", "/connectors/" + sink + "/resume", Map.of());

        awaitEqual(blue, green);
    }

    private static final String AUDIT = "CREATE TABLE audit (id int PRIMARY KEY, times int)";
    private static final String[] COUNTING = {
        "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO audit VALUES (NEW.id, 1) ON CONFLICT (id) DO UPDATE SET times = audit.times + 1;"
                + " RETURN NULL; END $$",
        "CREATE TRIGGER counted AFTER INSERT OR UPDATE ON items FOR EACH ROW EXECUTE FUNCTION counted()",
        "ALTER TABLE items ENABLE ALWAYS TRIGGER counted",
    };

    private void start(GreenDatabase blue, GreenDatabase green) {
        start(blue, world.source(blue, prefix), world.sink(green, sink, prefix));
    }

    private void start(GreenDatabase blue, Map<String, String> capturing, Map<String, String> keeping) {
        world.run(source, capturing);
        CdcWorld.await("the slot is read").until(() -> blue.rows(
                        "SELECT active FROM pg_replication_slots WHERE slot_name = 'slot_" + prefix + "'")
                .equals(List.of("t")));
        world.run(sink, keeping);
    }

    /** Rows in transactions of a hundred. */
    private static void write(GreenDatabase blue, int from, int to) throws SQLException {
        try (Connection connection = blue.connect();
                Statement statement = connection.createStatement()) {
            for (int i = from; i < to; i += 100) {
                statement.execute("INSERT INTO items (id, n, body) SELECT i, i, 'row ' || i FROM generate_series("
                        + (i + 1) + ", " + (i + 100) + ") i");
            }
        }
    }

    private static int count(GreenDatabase database) throws SQLException {
        return Integer.parseInt(database.rows("SELECT count(*) FROM items").get(0));
    }

    private void awaitEqual(GreenDatabase blue, GreenDatabase green) throws SQLException {
        List<String> expected = blue.rows(ALL);

        CdcWorld.await("green is as blue")
                .failFast(() -> assertThat(world.failure(sink)).isEmpty())
                .untilAsserted(() -> assertThat(green.rows(ALL)).isEqualTo(expected));
    }

    private void assertOffsetsAreTheTopicsEnds(GreenDatabase green) throws SQLException {
        assertThat(green.rows("SELECT next_offset FROM kmig_offsets WHERE topic = '" + prefix + ".public.items'"))
                .containsExactly(Long.toString(LastRecord.next(world.cluster, prefix + ".public.items")));
    }
}
