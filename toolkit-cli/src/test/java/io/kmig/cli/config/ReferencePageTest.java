package io.kmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages say what the schema and the reader do; where they don't, the expected text is in the failure. */
class ReferencePageTest {
    private static final Path DOCS = Path.of(System.getProperty("kmig.home"), "docs");
    private static final String BEGIN = "<!-- keys: from the schema -->\n";
    private static final String END = "<!-- end of keys -->";

    private final ConfigSchema schema = ConfigSchema.shipped();

    @Test
    void theTableOfKeysIsTheSchemas() throws IOException {
        String page = Files.readString(DOCS.resolve("kmig-yaml.md"));

        String table = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));

        assertThat(table).isEqualTo(table());
    }

    @Test
    void everyKeyHasATitleADescriptionAndADefaultUnlessItIsRequired() {
        assertThat(keys()).hasSizeGreaterThan(50).allSatisfy((path, row) -> {
            assertThat(row.key().node().path("title").asText()).as(path).isNotBlank();
            assertThat(row.key().description()).as(path).endsWith(".");
            boolean said = row.required()
                    || row.key().node().has("default")
                    || row.key().node().has("properties")
                    || path.endsWith(".exec")
                    || path.endsWith(".manual");
            assertThat(said).as("%s has a default or is required", path).isTrue();
        });
    }

    @Test
    void everyExampleOnThePageIsReadWithoutAFinding(@TempDir Path dir) throws IOException {
        String page = Files.readString(DOCS.resolve("kmig-yaml.md"));
        ConfigFolder folder = new ConfigFolder(dir)
                .with("blue.properties", "security.protocol=SSL\n")
                .with("green.properties", "security.protocol=SSL\n")
                .withPrograms("stop", "start");
        Matcher example =
                Pattern.compile("```yaml\n(version: 1\n.*?)```", Pattern.DOTALL).matcher(page);
        int examples = 0;

        while (example.find()) {
            new ConfigReader().read(folder.with("kmig.yaml", example.group(1)).yaml());
            examples++;
        }

        assertThat(examples).isPositive();
    }

    private record Row(ConfigSchema.Key key, boolean required) {}

    private String table() {
        StringBuilder table = new StringBuilder("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
        keys().forEach((path, row) -> table.append("| `")
                .append(path)
                .append("` | ")
                .append(cell(kind(row.key())))
                .append(" | ")
                .append(cell(standard(row)))
                .append(" | ")
                .append(cell(row.key().description()))
                .append(" |\n"));
        return table.toString();
    }

    private static String kind(ConfigSchema.Key key) {
        JsonNode node = key.node();
        if (node.has("enum")) {
            return words(node.get("enum"));
        }
        if (node.path("items").has("enum")) {
            return "list of " + words(node.path("items").get("enum"));
        }
        if (node.has("const")) {
            return "`" + node.get("const") + "`";
        }
        JsonNode type = node.path("type");
        String own = node.path("title").asText();
        if (!key.kind().equals(own) && !type.asText().equals("object")) {
            return key.kind();
        }
        List<String> types = new ArrayList<>();
        (type.isArray() ? type : List.of(type)).forEach(name -> types.add(word(name.asText())));
        return String.join(" or ", types);
    }

    private static String word(String type) {
        return switch (type) {
            case "object" -> "mapping";
            case "array" -> "list";
            case "string" -> "text";
            case "boolean" -> "true or false";
            default -> type;
        };
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add("`" + word.asText() + "`"));
        return String.join(", ", words);
    }

    private static String standard(Row row) {
        if (row.key().node().has("default")) {
            JsonNode value = row.key().node().get("default");
            return "`" + (value.isTextual() ? value.textValue() : value.toString()) + "`";
        }
        return row.required() ? "required" : "";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("<([a-z]+)>", "&lt;$1&gt;");
    }

    private Map<String, Row> keys() {
        Map<String, Row> rows = new LinkedHashMap<>();
        collect(JsonPointer.empty(), schema.rootKey(), rows);
        return rows;
    }

    private void collect(JsonPointer at, ConfigSchema.Key parent, Map<String, Row> rows) {
        List<String> required = new ArrayList<>();
        parent.node().path("required").forEach(name -> required.add(name.asText()));
        parent.node().path("properties").fieldNames().forEachRemaining(name -> {
            JsonPointer below = at.appendProperty(name);
            ConfigSchema.Key key = schema.at(below).orElseThrow();
            rows.put(Findings.dotted(below).replace("[0]", "[]"), new Row(key, required.contains(name)));
            JsonPointer inner = key.node().path("items").isObject() ? below.appendIndex(0) : below;
            schema.at(inner).ifPresent(next -> collect(inner, next, rows));
        });
    }
}
