package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** kmig.yaml as a JSON tree in which every key knows its place. */
final class YamlDocument {
    private JsonNode root;
    private final Place file;
    private final Map<JsonPointer, Place> places;

    YamlDocument(JsonNode root, Place file, Map<JsonPointer, Place> places) {
        this.root = root;
        this.file = file;
        this.places = new HashMap<>(places);
    }

    JsonNode root() {
        return root;
    }

    /** Where the key is written, or the nearest key around it. */
    Place placeOf(JsonPointer key) {
        for (JsonPointer at = key; at != null; at = head(at)) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
        }
        return file;
    }

    private static @Nullable JsonPointer head(JsonPointer pointer) {
        return pointer.matches() ? null : pointer.head();
    }

    /**
     * Puts a value over what the file says.
     *
     * @return what prevented it, empty when it was done
     */
    Optional<String> override(JsonPointer key, JsonNode value, Place place) {
        if (root.isMissingNode() || root.isNull()) {
            root = JsonNodeFactory.instance.objectNode();
        }
        JsonNode at = root;
        JsonPointer rest = key;
        while (!rest.tail().matches()) {
            JsonNode next = child(at, rest);
            if (next.isMissingNode() && at instanceof ObjectNode object) {
                next = object.putObject(rest.getMatchingProperty());
            }
            if (!next.isContainerNode()) {
                return Optional.of("there is no mapping or list at " + rest.getMatchingProperty());
            }
            at = next;
            rest = rest.tail();
        }
        if (at instanceof ObjectNode object) {
            object.set(rest.getMatchingProperty(), value);
        } else if (at instanceof ArrayNode list && list.has(rest.getMatchingIndex())) {
            list.set(rest.getMatchingIndex(), value);
        } else {
            return Optional.of("the list has " + at.size() + " entries, counted from 0");
        }
        places.keySet().removeIf(known -> known.toString().startsWith(key + "/"));
        places.put(key, place);
        return Optional.empty();
    }

    private static JsonNode child(JsonNode node, JsonPointer key) {
        return node.isArray() ? node.path(key.getMatchingIndex()) : node.path(key.getMatchingProperty());
    }
}
