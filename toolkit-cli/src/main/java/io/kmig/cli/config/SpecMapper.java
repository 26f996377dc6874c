package io.kmig.cli.config;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.core.estate.Colour;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.ClusterSpec;
import io.kmig.core.spec.MigrationSpec.ConnectSpec;
import io.kmig.core.spec.MigrationSpec.CutoverSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Hook;
import io.kmig.core.spec.MigrationSpec.Manager;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import io.kmig.core.spec.MigrationSpec.ReplicationSpec;
import io.kmig.core.spec.MigrationSpec.ValidationSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A document without findings to the core's description, with the defaults that the schema states filled in. */
final class SpecMapper {
    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;
    private final ClientProperties properties;

    SpecMapper(Path directory, ClientProperties properties) {
        this.directory = directory;
        this.properties = properties;
    }

    MigrationSpec map(JsonNode root) {
        return new MigrationSpec(
                root.path("migration").textValue(),
                cluster(root, Colour.BLUE),
                cluster(root, Colour.GREEN),
                connect(root.path("connect").path("green")),
                Optional.of(root.path("connect").path("blue"))
                        .filter(JsonNode::isObject)
                        .map(SpecMapper::connect),
                replication(root.path("replication")),
                validation(root.path("validation")),
                each(root.path("databases"), this::database),
                each(root.path("clients"), this::client),
                cutover(root.path("cutover")),
                directory
                        .resolve(text(root.path("report").path("dir"), "./report"))
                        .normalize());
    }

    private ClusterSpec cluster(JsonNode root, Colour side) {
        JsonNode cluster = root.path(side.label());
        return new ClusterSpec(
                cluster.path("bootstrap").textValue(), properties.of(side), textOrNull(cluster.path("registry")));
    }

    private static ConnectSpec connect(JsonNode connect) {
        Manager manager =
                switch (text(connect.path("manager"), "rest")) {
                    case "strimzi" -> Manager.STRIMZI;
                    case "manual" -> Manager.MANUAL;
                    default -> Manager.REST;
                };
        return new ConnectSpec(connect.path("url").textValue(), manager);
    }

    private static ReplicationSpec replication(JsonNode replication) {
        JsonNode topics = replication.path("topics");
        JsonNode groups = replication.path("groups");
        return new ReplicationSpec(
                texts(topics.path("include")),
                texts(topics.path("exclude")),
                groups.has("include") ? texts(groups.path("include")) : List.of(".*"),
                texts(groups.path("exclude")),
                replication.path("exactlyOnce").asBoolean(true),
                Amounts.rate(replication.path("throttle")));
    }

    private static ValidationSpec validation(JsonNode validation) {
        return new ValidationSpec(
                text(validation.path("mode"), "auto"),
                text(validation.path("from"), "earliest"),
                Amounts.rate(validation.path("throttle")));
    }

    private DatabaseSpec database(JsonNode database) {
        Map<String, String> properties = new LinkedHashMap<>();
        database.path("sink")
                .path("properties")
                .properties()
                .forEach(
                        entry -> properties.put(entry.getKey(), entry.getValue().asText()));
        return new DatabaseSpec(
                database.path("name").textValue(),
                texts(database.path("topics")),
                Optional.of(database.path("source")).filter(JsonNode::isObject).map(SpecMapper::access),
                access(database.path("sink")),
                properties,
                text(database.path("wayBack"), "debezium").equals("debezium"),
                Colour.BLUE);
    }

    private static DatabaseAccess access(JsonNode side) {
        return new DatabaseAccess(
                side.path("url").textValue(),
                textOrNull(side.path("user")),
                textOrNull(side.path("password")),
                textOrNull(side.path("slot")));
    }

    private ClientSpec client(JsonNode client) {
        String name = client.path("name").textValue();
        return new ClientSpec(
                name,
                texts(client.path("groups")),
                texts(client.path("produces")),
                texts(client.path("transactionalIds")),
                texts(client.path("databases")),
                textOrNull(client.path("wave")),
                hook(client.path("stop"), "stop " + name + " and confirm when its last instance is gone"),
                hook(client.path("start"), "start " + name + " on the named cluster and confirm when it runs"),
                Amounts.duration(text(client.path("timeout"), "60s")),
                texts(client.path("reads")));
    }

    private Hook hook(JsonNode hook, String instruction) {
        if (!hook.has("exec")) {
            return new Hook.Manual(text(hook.path("manual"), instruction));
        }
        List<String> argv = new ArrayList<>(texts(hook.path("exec")));
        argv.set(0, HookRule.absolute(argv.get(0), directory));
        return new Hook.Exec(argv);
    }

    private CutoverSpec cutover(JsonNode cutover) {
        Mode mode =
                switch (text(cutover.path("mode"), "fenced")) {
                    case "rolling" -> Mode.ROLLING;
                    case "dual-write" -> Mode.DUAL_WRITE;
                    default -> Mode.FENCED;
                };
        List<Fence> fences = cutover.has("fence")
                ? texts(cutover.path("fence")).stream().map(SpecMapper::fence).toList()
                : List.of(Fence.HOOK);
        return new CutoverSpec(
                mode,
                fences,
                Amounts.duration(text(cutover.path("maxWritePause"), "30s")),
                text(cutover.path("onFailure"), "pause").equals("rollback") ? OnFailure.ROLLBACK : OnFailure.PAUSE,
                each(
                        cutover.path("gates"),
                        gate -> json.convertValue(gate, new TypeReference<Map<String, Object>>() {})),
                Amounts.duration(text(cutover.path("soak"), "24h")));
    }

    private static Fence fence(String word) {
        return switch (word) {
            case "acl" -> Fence.ACL;
            case "maxMessageBytes" -> Fence.MAX_MESSAGE_BYTES;
            default -> Fence.HOOK;
        };
    }

    private static <T> List<T> each(JsonNode list, Function<JsonNode, T> map) {
        List<T> mapped = new ArrayList<>();
        list.forEach(entry -> mapped.add(map.apply(entry)));
        return mapped;
    }

    private static List<String> texts(JsonNode list) {
        return each(list, JsonNode::textValue);
    }

    private static String text(JsonNode node, String otherwise) {
        return node.isTextual() ? node.textValue() : otherwise;
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
