package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.connect.testkit.CdcWorld;
import io.kmig.connect.testkit.GreenDatabase;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic that lost records before they were applied, under auto.offset.reset=none, as the sink's page has it. */
class PurgedTopicIT {
    private static final String ITEMS = "CREATE TABLE items (id int PRIMARY KEY, n int NOT NULL)";
    private static final String ALL = "SELECT * FROM items ORDER BY id";

    private final CdcWorld world = CdcWorld.shared();
    private final String prefix = world.fresh("purged");
    private final String sink = prefix + "-sink";
    private final String source = prefix + "-source";
    private final TopicPartition items = new TopicPartition(prefix + ".public.items", 0);

    @AfterEach
    void clean() {
        world.delete(sink);
        world.delete(source);
    }

    @Test
    void failsTheTaskOnceEveryPartitionHasAnOffset() throws Exception {
        GreenDatabase blue = GreenDatabase.fresh(ITEMS);
        GreenDatabase green = GreenDatabase.fresh(ITEMS);
        blue.run("INSERT INTO items SELECT i, 0 FROM generate_series(1, 10) i");
        world.run(source, world.source(blue, prefix));
        CdcWorld.await("the snapshot").until(() -> end() >= 10);
        createStopped(green);

        resume();
        awaitFailure("NoOffsetForPartitionException");
        stop();
        setOffset(0);
        resume();
        awaitRows(green, 10);
        stop();
        blue.run("INSERT INTO items SELECT i, 0 FROM generate_series(11, 20) i");
        CdcWorld.await("what comes while it is away").until(() -> end() >= 20);
        long left = end();
        deleteBefore(left);
        blue.run("INSERT INTO items SELECT i, 0 FROM generate_series(21, 30) i");
        resume();

        awaitFailure("OffsetOutOfRangeException");
        assertThat(green.rows("SELECT count(*) FROM items")).containsExactly("10");
        stop();
        setOffset(left);
        resume();
        awaitRows(green, 20);
    }

    private void createStopped(GreenDatabase green) {
        Map<String, String> config = world.sink(green, sink, prefix);
        config.put("consumer.override.auto.offset.reset", "none");
        Map<String, Object> body = new HashMap<>();
        body.put("name", sink);
        body.put("config", config);
        body.put("initial_state", "STOPPED");
        CdcWorld.await("created")
                .until(() -> world.answer("POST", "/connectors", body).status() == 201);
    }

    private void setOffset(long offset) {
        Map<String, Object> partition = Map.of("kafka_topic", items.topic(), "kafka_partition", 0);
        Map<String, Object> body =
                Map.of("offsets", List.of(Map.of("partition", partition, "offset", Map.of("kafka_offset", offset))));
        CdcWorld.await("offset set")
                .until(() -> world.answer("PATCH", "/connectors/" + sink + "/offsets", body)
                                .status()
                        == 200);
    }

    private void stop() {
        CdcWorld.await("stopped").until(() -> {
            world.answer("PUT", "/connectors/" + sink + "/stop", Map.of());
            return world.get("/connectors/" + sink + "/status")
                    .at("/connector/state")
                    .asText()
                    .equals("STOPPED");
        });
    }

    private void resume() {
        CdcWorld.await("resumed")
                .until(() -> world.answer("PUT", "/connectors/" + sink + "/resume", Map.of())
                                .status()
                        == 202);
    }

    private void awaitFailure(String cause) {
        CdcWorld.await("it fails")
                .untilAsserted(
                        () -> assertThat(world.failure(sink)).contains(cause).contains(items.toString()));
    }

    private void awaitRows(GreenDatabase green, int rows) throws SQLException {
        CdcWorld.await("green has " + rows)
                .failFast(() -> assertThat(world.failure(sink)).isEmpty())
                .untilAsserted(() -> assertThat(green.rows(ALL)).hasSize(rows));
    }

    private long end() {
        return LastRecord.next(world.cluster, items.topic());
    }

    private void deleteBefore(long offset) throws Exception {
        try (Admin admin = Admin.create(new HashMap<String, Object>(world.cluster.clientProperties()))) {
            admin.deleteRecords(Map.of(items, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }
}
