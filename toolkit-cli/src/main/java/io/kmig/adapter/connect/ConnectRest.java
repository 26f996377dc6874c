package io.kmig.adapter.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmig.adapter.connect.Workers.Ask;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.ConnectorFacts.TaskFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ConnectPort;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Real Connect workers. Safe for use by several threads. */
public final class ConnectRest implements ConnectPort {
    private static final Duration REBALANCE = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** A worker checks a config by connecting to what it names. */
    private static final Duration SLOW = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final Workers workers;
    private final MirrorOffsets mirrorOffsets = new MirrorOffsets(json);

    /** @param urls of one or more workers of the same cluster, separated by commas */
    public ConnectRest(String urls) {
        this(
                Arrays.stream(urls.split(",", -1))
                        .map(String::strip)
                        .map(URI::create)
                        .toList(),
                REBALANCE);
    }

    /** @param patience how long a rebalance is waited out */
    public ConnectRest(List<URI> urls, Duration patience) {
        this.workers = new Workers(urls, patience, json);
    }

    @Override
    public WorkerFacts worker() {
        JsonNode root = good(get("/", "say what it is"));
        return new WorkerFacts(
                root.path("version").asText(), root.path("kafka_cluster_id").asText());
    }

    @Override
    public Set<String> plugins() {
        Set<String> classes = new TreeSet<>();
        good(get("/connector-plugins", "list its plugins"))
                .forEach(plugin -> classes.add(plugin.path("class").asText()));
        return classes;
    }

    @Override
    public List<ConfigFinding> validate(Map<String, String> config) {
        String connectorClass = config.getOrDefault("connector.class", "");
        if (connectorClass.isBlank()) {
            return List.of(new ConfigFinding("connector.class", "missing"));
        }
        Answer answer = ask(new Ask(
                "PUT",
                "/connector-plugins/" + encoded(connectorClass) + "/config/validate",
                text(config),
                SLOW,
                "validate a config of " + connectorClass));
        if (answer.status() == 404 || answer.says("failed to find any class")) {
            return List.of(new ConfigFinding("connector.class", answer.message()));
        }
        List<ConfigFinding> findings = new ArrayList<>();
        for (JsonNode key : good(new Asked("validate a config of " + connectorClass, answer))
                .path("configs")) {
            JsonNode value = key.path("value");
            value.path("errors")
                    .forEach(error ->
                            findings.add(new ConfigFinding(value.path("name").asText(), bounded(error.asText()))));
        }
        return findings;
    }

    @Override
    public Set<String> connectors() {
        Set<String> names = new TreeSet<>();
        good(get("/connectors", "list connectors")).forEach(name -> names.add(name.asText()));
        return names;
    }

    @Override
    public Optional<ConnectorFacts> connector(String name) {
        Optional<Map<String, String>> config = config(name);
        if (config.isEmpty()) {
            return Optional.empty();
        }
        Asked status = get(path(name) + "/status", "show the status of " + name);
        if (status.answer().status() == 404) {
            // Accepted, but not given to a worker yet.
            return Optional.of(new ConnectorFacts(name, "UNASSIGNED", List.of(), config.get()));
        }
        JsonNode body = good(status);
        List<TaskFacts> tasks = new ArrayList<>();
        body.path("tasks")
                .forEach(task -> tasks.add(new TaskFacts(
                        task.path("id").asInt(),
                        task.path("state").asText(),
                        task.path("worker_id").asText(),
                        bounded(reason(task.path("trace").asText(""))))));
        return Optional.of(
                new ConnectorFacts(name, body.path("connector").path("state").asText(), tasks, config.get()));
    }

    /** A task's first line often says only that it ended; why stands in the last cause, and in the lines of its message. */
    static String reason(String trace) {
        String prefix = "Caused by: ";
        List<String> lines = trace.lines().toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(prefix)) {
                return first + " Cause: "
                        + message(lines.subList(i, lines.size())).substring(prefix.length());
            }
        }
        return message(lines);
    }

    /** Up to the first stack frame, on one line. */
    private static String message(List<String> lines) {
        return lines.stream()
                .takeWhile(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void put(String name, Map<String, String> config, boolean stopped) {
        if (config(name).isEmpty() && create(name, config, stopped)) {
            return;
        }
        good(send("PUT", path(name) + "/config", text(config), SLOW, "replace the config of " + name));
    }

    /** False when somebody else created it in between, which includes an earlier request of ours that got no answer. */
    private boolean create(String name, Map<String, String> config, boolean stopped) {
        ObjectNode body = json.createObjectNode().put("name", name);
        body.set("config", json.valueToTree(config));
        if (stopped) {
            body.put("initial_state", "STOPPED");
        }
        Asked created = send("POST", "/connectors", body.toString(), SLOW, "create connector " + name);
        if (created.answer().status() == 409 && created.answer().says("already exists")) {
            return false;
        }
        good(created);
        return true;
    }

    @Override
    public void stop(String name) {
        good(send("PUT", path(name) + "/stop", null, TIMEOUT, "stop " + name));
    }

    @Override
    public void resume(String name) {
        good(send("PUT", path(name) + "/resume", null, TIMEOUT, "resume " + name));
    }

    @Override
    public void restartFailed(String name) {
        good(send(
                "POST",
                path(name) + "/restart?includeTasks=true&onlyFailed=true",
                null,
                TIMEOUT,
                "restart what failed of " + name));
    }

    @Override
    public void delete(String name) {
        Asked deleted = send("DELETE", path(name), null, TIMEOUT, "delete " + name);
        if (deleted.answer().status() != 404) {
            good(deleted);
        }
    }

    @Override
    public void forgetOffsets(String name) {
        String what = "forget the offsets of " + name;
        good(new Asked(
                what, workers.ask(new Ask("DELETE", path(name) + "/offsets", null, SLOW, what), stopping(name))));
    }

    /** A connector counts as stopped when its tasks are unassigned, about a second after the request to stop it. */
    private Predicate<Answer> stopping(String name) {
        Predicate<Answer> stopping = answer -> answer.status() == 400
                && answer.says("STOPPED")
                && connector(name).map(facts -> facts.state().equals("STOPPED")).orElse(false);
        return stopping.or(Answer::rebalancing);
    }

    @Override
    public Map<Tp, Long> mirrorOffsets(String name) {
        JsonNode body = good(get(path(name) + "/offsets", "show the offsets of " + name));
        // Offsets of an alias the connector had before stay, and mean nothing to it.
        return mirrorOffsets.read(body, config(name).orElse(Map.of()).getOrDefault(MirrorOffsets.SOURCE_ALIAS, ""));
    }

    @Override
    public void alterMirrorOffsets(String name, String sourceAlias, Map<Tp, Long> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        String what = "alter " + offsets.size() + " offsets of " + name;
        Ask ask = new Ask("PATCH", path(name) + "/offsets", mirrorOffsets.write(sourceAlias, offsets), SLOW, what);
        good(new Asked(what, workers.ask(ask, stopping(name))));
    }

    private Optional<Map<String, String>> config(String name) {
        Asked asked = get(path(name) + "/config", "show the config of " + name);
        if (asked.answer().status() == 404) {
            return Optional.empty();
        }
        Map<String, String> config = new HashMap<>();
        good(asked).properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                config.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return Optional.of(config);
    }

    /** An answer with what was asked, for the error message. */
    private record Asked(String what, Answer answer) {}

    private Asked get(String path, String what) {
        return send("GET", path, null, TIMEOUT, what);
    }

    private Asked send(String method, String path, @Nullable String body, Duration timeout, String what) {
        return new Asked(what, ask(new Ask(method, path, body, timeout, what)));
    }

    private Answer ask(Ask ask) {
        return workers.ask(ask, Answer::rebalancing);
    }

    private JsonNode good(Asked asked) {
        if (asked.answer().ok()) {
            return asked.answer().body();
        }
        throw new KmigException(new Problem(
                ErrorCode.CONNECT_REQUEST_FAILED,
                workers.place() + " could not " + asked.what() + ": "
                        + asked.answer().message() + " (status "
                        + asked.answer().status() + ")",
                "the connector is as it was before this request",
                asked.answer().says("initial_state")
                        ? "workers create connectors STOPPED from 3.7 on: upgrade them"
                        : "look into the worker's log at this moment, then run the same command again"));
    }

    private String text(Map<String, String> config) {
        try {
            return json.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings has no JSON form", e);
        }
    }

    private static String path(String name) {
        return "/connectors/" + encoded(name);
    }

    /** As a path segment, where a plus is no blank. */
    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String bounded(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}
