package io.kmig.connect.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.KafkaCluster;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.sandbox.ProcessGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/**
 * A broker and a worker that has MirrorMaker, Debezium and kmig's own plugin as the build packed it; started by the first
 * test that needs them, for all tests of the JVM. Names come from {@link #fresh}, since nothing is cleaned up.
 */
public final class CdcWorld {
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    private static final CdcWorld SHARED = new CdcWorld();

    public final KafkaCluster cluster;
    public final ConnectWorkers connect;
    private final AtomicInteger names = new AtomicInteger();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private CdcWorld() {
        ProcessGuard guard = ProcessGuard.start();
        Path own = Path.of(System.getProperty("kmig.home"), "connect-plugins", "target", "plugin");
        cluster = KafkaCluster.start(KafkaSpec.named("kafka"), guard);
        connect = ConnectWorkers.start(
                ConnectSpec.named("worker")
                        .withHeapMb(512)
                        .withPluginPath(List.of(ConnectPlugins.mirror(), ConnectPlugins.debezium(), own)),
                cluster,
                guard);
    }

    public static CdcWorld shared() {
        return SHARED;
    }

    public String fresh(String prefix) {
        return prefix + names.incrementAndGet();
    }

    /** Debezium on a blue database: JSON with schemas, all tables, everything sent that can be sent exactly. */
    public Map<String, String> source(GreenDatabase blue, String prefix) {
        Map<String, String> config = new HashMap<>(converters());
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "1");
        config.put("exactly.once.support", "required");
        config.put("database.hostname", "127.0.0.1");
        config.put("database.port", Integer.toString(blue.server().port()));
        config.put("database.user", blue.server().user());
        config.put("database.password", blue.server().password());
        config.put("database.dbname", blue.name());
        config.put("topic.prefix", prefix);
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", "slot_" + prefix);
        config.put("publication.name", "pub_" + prefix);
        config.put("publication.autocreate.mode", "all_tables");
        config.put("schema.include.list", "public");
        config.put("interval.handling.mode", "string");
        // precise turns NaN into NULL and drops trailing zeros
        config.put("decimal.handling.mode", "string");
        config.put("skipped.operations", "none");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        return config;
    }

    /** kmig's sink for everything below a prefix. */
    public Map<String, String> sink(GreenDatabase green, String name, String prefix) {
        Map<String, String> config = new HashMap<>(green.settings());
        config.putAll(converters());
        config.put("name", name);
        config.put("connector.class", "io.kmig.connect.sink.KmigSinkConnector");
        config.put("tasks.max", "1");
        config.put("topics.regex", prefix + "\\.(public\\..*|message)");
        config.put("consumer.override.metadata.max.age.ms", "1000");
        return config;
    }

    private static Map<String, String> converters() {
        Map<String, String> config = new HashMap<>();
        config.put("key.converter", JSON);
        config.put("value.converter", JSON);
        config.put("header.converter", JSON);
        config.put("value.converter.replace.null.with.default", "false");
        return config;
    }

    /** Creates or changes a connector and waits until it and its tasks run. */
    public void run(String name, Map<String, String> config) {
        awaitAnswer("PUT", "/connectors/" + name + "/config", config);
        awaitRunning(name);
    }

    public void awaitRunning(String name) {
        await("connector " + name + " runs").until(() -> {
            JsonNode status = get("/connectors/" + name + "/status");
            JsonNode tasks = status.path("tasks");
            boolean running = status.at("/connector/state").asText().equals("RUNNING") && !tasks.isEmpty();
            for (JsonNode task : tasks) running &= task.path("state").asText().equals("RUNNING");
            return running;
        });
    }

    /** Why tasks of a connector failed; empty while none did. */
    public String failure(String name) {
        StringBuilder trace = new StringBuilder();
        for (JsonNode task : get("/connectors/" + name + "/status").path("tasks")) {
            trace.append(task.path("trace").asText(""));
        }
        return trace.toString();
    }

    public void delete(String name) {
        awaitAnswer("DELETE", "/connectors/" + name, Map.of());
    }

    /** Waits on a condition; long, since the machine is shared. */
    public static org.awaitility.core.ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions();
    }

    public JsonNode get(String path) {
        return answer("GET", path, Map.of()).body();
    }

    private void awaitAnswer(String method, String path, Map<String, String> body) {
        AtomicReference<Answer> last = new AtomicReference<>();
        await(method + " " + path).until(() -> {
            Answer answer = answer(method, path, body);
            last.set(answer);
            // a rebalance is under way
            return answer.status() != 409 && answer.status() < 500;
        });
        assertThat(last.get().status())
                .as("%s %s: %s", method, path, last.get().body())
                .isLessThan(300);
    }

    public Answer answer(String method, String path, Map<String, ?> body) {
        try {
            HttpRequest.BodyPublisher content = method.equals("GET") || method.equals("DELETE")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body));
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(connect.url() + path))
                            .timeout(Duration.ofSeconds(60))
                            .header("Content-Type", "application/json")
                            .method(method, content)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), json.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public record Answer(int status, JsonNode body) {}
}
