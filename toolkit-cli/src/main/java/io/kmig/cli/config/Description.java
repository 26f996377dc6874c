package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the rules look at. Lenient: where the schema has already found the wrong kind of value there is simply nothing to
 * look at, so that one mistake is reported once and hides no other.
 *
 * @param directory where kmig.yaml lies; relative paths in it begin there
 */
record Description(YamlDocument yaml, Path directory) {
    /** Text at a key. */
    record Text(JsonPointer at, String value) {}

    Optional<Text> text(JsonPointer at) {
        JsonNode node = yaml.root().at(at);
        return node.isTextual() ? Optional.of(new Text(at, node.textValue())) : Optional.empty();
    }

    Optional<Text> text(String at) {
        return text(JsonPointer.compile(at));
    }

    /** The entries of a list that are text. */
    List<Text> texts(JsonPointer at) {
        return entries(at).stream().flatMap(entry -> text(entry).stream()).toList();
    }

    List<Text> texts(String at) {
        return texts(JsonPointer.compile(at));
    }

    /** The keys of a list's entries, none when it is no list. */
    List<JsonPointer> entries(JsonPointer at) {
        JsonNode list = yaml.root().at(at);
        return list.isArray()
                ? IntStream.range(0, list.size()).mapToObj(at::appendIndex).toList()
                : List.of();
    }

    /** All text anywhere in the document. */
    List<Text> allTexts() {
        List<Text> found = new ArrayList<>();
        collect(JsonPointer.empty(), yaml.root(), found);
        return found;
    }

    private static void collect(JsonPointer at, JsonNode node, List<Text> found) {
        if (node.isTextual()) {
            found.add(new Text(at, node.textValue()));
        } else if (node.isArray()) {
            IntStream.range(0, node.size()).forEach(i -> collect(at.appendIndex(i), node.path(i), found));
        } else {
            node.properties().forEach(entry -> collect(at.appendProperty(entry.getKey()), entry.getValue(), found));
        }
    }
}
