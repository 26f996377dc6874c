package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Holds the document against the schema and says what differs in an operator's words instead of the schema's. */
final class SchemaCheck {
    private final ConfigSchema keys;
    private final Schema schema;

    SchemaCheck(ConfigSchema keys) {
        this.keys = keys;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(keys.text());
    }

    void check(YamlDocument document, Findings findings) {
        if (document.root().isMissingNode()) {
            Place place = document.placeOf(JsonPointer.empty());
            String file = place.source();
            // moved and not deleted: what is empty to a parser may still be comments that somebody wrote
            String remedy = "mv " + file + " " + file + ".old && kmig init --blue HOST:PORT -f " + file;
            findings.add(place, "", "the file is empty", remedy);
            return;
        }
        for (Error error : schema.validate(document.root())) {
            report(error, document, findings);
        }
    }

    private void report(Error error, YamlDocument document, Findings findings) {
        JsonPointer at = JsonPointer.compile(error.getInstanceLocation().toString());
        JsonNode value = document.root().at(at);
        Optional<ConfigSchema.Key> key = keys.at(at);
        String remedy = key.map(k -> example(at, k)).orElse("see docs/kmig-yaml.md");
        switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(at.appendProperty(error.getProperty()), document, findings);
            case "required" -> missingKey(at.appendProperty(error.getProperty()), document, findings);
            case "type" ->
                findings.add(
                        document.placeOf(at),
                        at,
                        "expected " + expected(error) + ", found " + Shown.kind(value),
                        key.isPresent() && onlyQuotesAreMissing(value, key.get(), error)
                                ? "put the value in quotes"
                                : remedy);
            case "enum" -> notListed(at, value, error.getSchemaNode(), document, findings);
            case "const" ->
                findings.add(
                        document.placeOf(at),
                        at,
                        Shown.value(at, value) + " is a version this kmig does not read",
                        "write " + remedyText(at, error.getSchemaNode()) + ", or use a newer kmig");
            case "pattern" ->
                findings.add(
                        document.placeOf(at),
                        at,
                        Shown.value(at, value) + " is not a valid "
                                + key.map(SchemaCheck::kind).orElse("value"),
                        remedy);
            case "minItems" -> findings.add(document.placeOf(at), at, "the list is empty", remedy);
            case "minLength" -> findings.add(document.placeOf(at), at, "the text is empty", remedy);
            case "uniqueItems" ->
                findings.add(document.placeOf(at), at, "the list has the same entry twice", "remove one of the two");
            case "minProperties", "maxProperties" ->
                findings.add(document.placeOf(at), at, "needs exactly one key, has " + value.size(), remedy);
            default -> findings.add(document.placeOf(at), at, "is out of its range", remedy);
        }
    }

    private void unknownKey(JsonPointer at, YamlDocument document, Findings findings) {
        String written = at.last().getMatchingProperty();
        List<String> known = names(at.head());
        Optional<String> meant = NearestName.to(written, known);
        Optional<String> elsewhere = meant.isPresent() ? Optional.empty() : whereKnown(written);
        String remedy = meant.map(name -> "did you mean " + name + "?")
                .or(() -> elsewhere.map(place -> "did you mean " + place + "?"))
                .orElse("remove it; known here: " + String.join(", ", known));
        findings.add(document.placeOf(at), at, "unknown key", remedy);
    }

    /** A key that exists, but in another section: soak at the root is cutover.soak. */
    private Optional<String> whereKnown(String name) {
        return names(JsonPointer.empty()).stream()
                .filter(section ->
                        names(JsonPointer.empty().appendProperty(section)).contains(name))
                .map(section -> section + "." + name)
                .findFirst();
    }

    private void missingKey(JsonPointer at, YamlDocument document, Findings findings) {
        String remedy = keys.at(at).map(key -> "add " + example(at, key)).orElse("add the key");
        findings.add(document.placeOf(at), at, "missing key", remedy);
    }

    private static void notListed(
            JsonPointer at, JsonNode value, JsonNode allowed, YamlDocument document, Findings findings) {
        List<String> words = new ArrayList<>();
        allowed.forEach(word -> words.add(word.asText()));
        Optional<String> meant = NearestName.to(value.asText(), words);
        findings.add(
                document.placeOf(at),
                at,
                Shown.value(at, value) + " is none of " + String.join(", ", words),
                meant.map(word -> "did you mean " + word + "?").orElse("write one of " + String.join(", ", words)));
    }

    private List<String> names(JsonPointer at) {
        List<String> names = new ArrayList<>();
        keys.at(at).ifPresent(key -> key.node().path("properties").fieldNames().forEachRemaining(names::add));
        return names;
    }

    private static String expected(Error error) {
        JsonNode types = error.getSchemaNode();
        List<JsonNode> all = types.isArray()
                ? StreamSupport.stream(types.spliterator(), false).toList()
                : Arrays.asList(types);
        return all.stream().map(type -> Shown.kindOf(type.asText())).collect(Collectors.joining(" or "));
    }

    private static boolean onlyQuotesAreMissing(JsonNode value, ConfigSchema.Key key, Error error) {
        boolean scalar = value.isNumber() || value.isBoolean();
        String pattern = key.node().path("pattern").asText(".*");
        return scalar && expected(error).startsWith("text") && value.asText().matches(pattern);
    }

    /** Titles begin with a capital letter, words in the middle of a sentence do not. */
    private static String kind(ConfigSchema.Key key) {
        return key.kind().startsWith("URL")
                ? key.kind()
                : Character.toLowerCase(key.kind().charAt(0)) + key.kind().substring(1);
    }

    private String example(JsonPointer at, ConfigSchema.Key key) {
        return remedyText(at, sample(at, key)) + (key.description().isEmpty() ? "" : " (" + key.description() + ")");
    }

    /** What the schema gives as an example, else its default, else a mapping of the keys that must be there. */
    private JsonNode sample(JsonPointer at, ConfigSchema.Key key) {
        JsonNode given = key.example().isMissingNode() ? key.node().path("default") : key.example();
        if (!given.isMissingNode()) {
            return given;
        }
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        List<String> required = new ArrayList<>();
        key.node().path("required").forEach(name -> required.add(name.asText()));
        for (String name : required.isEmpty() ? names(at) : required) {
            JsonPointer below = at.appendProperty(name);
            keys.at(below).ifPresent(k -> mapping.set(name, sample(below, k)));
        }
        return mapping;
    }

    private static String remedyText(JsonPointer at, JsonNode example) {
        return name(at) + ": " + example;
    }

    private static String name(JsonPointer at) {
        JsonPointer key = at;
        while (!key.matches() && key.last().mayMatchElement()) {
            key = key.head();
        }
        return key.matches() ? "kmig.yaml" : key.last().getMatchingProperty();
    }
}
