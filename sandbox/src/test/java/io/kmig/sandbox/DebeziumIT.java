package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DebeziumIT {
    private static final CaptureWorld WORLD = CaptureWorld.shared();

    @Test
    void isFoundBesideMirrorMakerOnAPathOfSeveralDirectories() throws Exception {
        String plugins = Records.get(WORLD.connect.url() + "/connector-plugins");

        assertThat(plugins)
                .contains("io.debezium.connector.postgresql.PostgresConnector")
                .contains("org.apache.kafka.connect.mirror.MirrorSourceConnector");
    }

    @Test
    void capturesATablesRowsAndItsChanges() throws Exception {
        WORLD.postgres.createDatabase("captured");
        execute(
                "captured",
                "CREATE TABLE note (id int PRIMARY KEY, text text)",
                "INSERT INTO note VALUES (1, 'was there')");

        create("notes", "captured");
        List<String> snapshot = Records.readAll(WORLD.cluster, "notes.public.note", 1);
        execute("captured", "UPDATE note SET text = 'came later'", "DELETE FROM note");

        assertThat(snapshot).singleElement().asString().contains("was there", "\"op\":\"r\"");
        // the delete is followed by a tombstone
        assertThat(Records.readAll(WORLD.cluster, "notes.public.note", 4))
                .hasSize(4)
                .satisfies(events -> assertThat(events.get(1)).contains("came later", "\"op\":\"u\""))
                .satisfies(events -> assertThat(events.get(2)).contains("\"op\":\"d\""))
                .satisfies(events -> assertThat(events.get(3)).isNull());
    }

    @Test
    void goesOnAfterItsWorkerWasKilledAndAfterTheDatabaseWasStopped() throws Exception {
        WORLD.postgres.createDatabase("outage");
        execute(
                "outage",
                "CREATE TABLE note (id int PRIMARY KEY, text text)",
                "INSERT INTO note VALUES (1, 'snapshot')");
        create("outage", "outage");
        assertThat(Records.readAll(WORLD.cluster, "outage.public.note", 1)).hasSize(1);

        WORLD.connect.kill(0);
        execute("outage", "INSERT INTO note VALUES (2, 'while the worker was dead')");
        WORLD.connect.restart(0);
        await().atMost(Duration.ofSeconds(60)).until(() -> captured(2, "while the worker was dead"));

        WORLD.postgres.stop();
        WORLD.postgres.restart();
        execute("outage", "INSERT INTO note VALUES (3, 'after the database came back')");
        await().atMost(Duration.ofSeconds(60)).until(() -> captured(3, "after the database came back"));
    }

    private static boolean captured(int events, String text) {
        return Records.readAll(WORLD.cluster, "outage.public.note", events).stream()
                .anyMatch(event -> event != null && event.contains(text));
    }

    private static void create(String name, String database) throws Exception {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("database.hostname", "127.0.0.1");
        config.put("database.port", Integer.toString(WORLD.postgres.port()));
        config.put("database.user", WORLD.postgres.user());
        config.put("database.password", WORLD.postgres.password());
        config.put("database.dbname", database);
        config.put("topic.prefix", name);
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", name);
        config.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        // a worker's or a database's absence is noticed, and tried again, within seconds
        config.put("retriable.restart.connector.wait.ms", "1000");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "1");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(WORLD.connect.url() + "/connectors/" + name + "/config"))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(new ObjectMapper().writeValueAsString(config)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static void execute(String database, String... statements) throws Exception {
        try (Connection connection = WORLD.postgres.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }
}
