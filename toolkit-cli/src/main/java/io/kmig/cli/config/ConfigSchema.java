package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The JSON Schema of kmig.yaml: for editors as text, for messages and the reference page as descriptions of keys. */
public final class ConfigSchema {
    private final String text;
    private final JsonNode root;

    private ConfigSchema(String text) throws JsonProcessingException {
        this.text = text;
        this.root = new ObjectMapper().readTree(text);
    }

    /** The schema that ships with this kmig. */
    public static ConfigSchema shipped() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream("kmig.schema.json")) {
            if (in == null) {
                throw new IllegalStateException("kmig.schema.json is missing from this build");
            }
            return new ConfigSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As shipped, to be written beside a kmig.yaml for editors. */
    public String text() {
        return text;
    }

    /**
     * What the schema says of one key.
     *
     * @param node the key's own words over those of the type it refers to
     * @param kind the type in words: {@code duration (ms, s, m, h or d)}
     */
    record Key(ObjectNode node, String kind) {
        String description() {
            return node.path("description").asText();
        }

        JsonNode example() {
            return node.path("examples").path(0);
        }
    }

    Key rootKey() {
        return resolved(root);
    }

    /** The key at a place in the document, empty when the schema knows none there. */
    Optional<Key> at(JsonPointer place) {
        Key key = resolved(root);
        for (JsonPointer rest = place; !rest.matches(); rest = rest.tail()) {
            JsonNode next = rest.mayMatchElement() && key.node().has("items")
                    ? key.node().path("items")
                    : key.node().path("properties").path(rest.getMatchingProperty());
            if (!next.isObject()) {
                return Optional.empty();
            }
            key = resolved(next);
        }
        return Optional.of(key);
    }

    private Key resolved(JsonNode node) {
        ObjectNode merged = node.deepCopy();
        JsonNode reference = merged.remove("$ref");
        if (reference == null) {
            return new Key(merged, merged.path("title").asText());
        }
        ObjectNode definition = root.at(reference.asText().substring(1)).deepCopy();
        String kind = definition.path("title").asText();
        definition.setAll(merged);
        return new Key(definition, kind);
    }
}
