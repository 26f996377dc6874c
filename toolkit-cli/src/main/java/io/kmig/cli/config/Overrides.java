package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values from {@code --set key=value}, which win over the file and are checked like it. Keys are dotted, entries of a
 * list by number or by their name: {@code cutover.mode}, {@code clients[0].timeout}, {@code clients[billing].timeout}.
 * Values are YAML: {@code replication.topics.include=[a, b]}.
 */
public final class Overrides {
    private static final Pattern SEGMENT = Pattern.compile("([^.\\[\\]]+)((?:\\[[^\\[\\]]+])*)(\\.|$)");
    private static final Pattern INDEX = Pattern.compile("\\[([^\\[\\]]+)]");

    private final Map<String, String> values;

    /** @param values by dotted key, in the order given */
    public Overrides(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static Overrides none() {
        return new Overrides(Map.of());
    }

    void applyTo(YamlDocument document, Findings findings) {
        values.forEach((key, text) -> {
            Place place = Place.in("--set " + key);
            Optional<JsonPointer> pointer = pointer(key, document.root());
            if (pointer.isEmpty()) {
                findings.add(
                        place,
                        "",
                        "not a key of kmig.yaml, or no entry of that name",
                        "write --set cutover.mode=fenced or --set 'clients[billing].timeout=90s'");
                return;
            }
            Optional<JsonNode> value = value(place, text, findings);
            value.flatMap(node -> document.override(pointer.get(), node, place))
                    .ifPresent(why -> findings.add(place, "", why, "correct the key given to --set"));
        });
    }

    private static Optional<JsonNode> value(Place place, String text, Findings findings) {
        return YamlParser.flag(place, text, findings)
                .map(YamlDocument::root)
                .map(root -> root.isMissingNode() ? JsonNodeFactory.instance.nullNode() : root);
    }

    private static Optional<JsonPointer> pointer(String key, JsonNode root) {
        JsonPointer pointer = JsonPointer.empty();
        Matcher segment = SEGMENT.matcher(key);
        int end = 0;
        while (segment.lookingAt()) {
            pointer = pointer.appendProperty(segment.group(1));
            Matcher index = INDEX.matcher(segment.group(2));
            while (index.find()) {
                int entry = entry(index.group(1), root.at(pointer));
                if (entry < 0) {
                    return Optional.empty();
                }
                pointer = pointer.appendIndex(entry);
            }
            end = segment.end();
            if (end == key.length()) {
                break;
            }
            segment.region(end, key.length());
        }
        return end == key.length() && !key.endsWith(".") && !key.isEmpty() ? Optional.of(pointer) : Optional.empty();
    }

    private static int entry(String index, JsonNode list) {
        for (int i = 0; i < list.size(); i++) {
            if (index.equals(list.path(i).path("name").textValue())) {
                return i;
            }
        }
        return index.matches("[0-9]{1,6}") ? Integer.parseInt(index) : -1;
    }

    /** Keys only: a value may be a secret that somebody typed. */
    @Override
    public String toString() {
        return "Overrides" + values.keySet();
    }
}
