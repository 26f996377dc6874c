package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class SinkConfigTest {
    private static final Path PAGE = Path.of(System.getProperty("kmig.home"), "docs", "sink.md");
    private static final Path SOURCES =
            Path.of(System.getProperty("kmig.home"), "connect-plugins", "src", "main", "java");
    private static final String BEGIN = "<!-- settings: from the connector -->\n";
    private static final String END = "<!-- end of settings -->";

    @Test
    void tellsAllErrorsAtOnce() {
        Map<String, String> wrong = Map.of(
                "name", "sink",
                "connection.url", "jdbc:mysql://green/shop",
                "connection.user", "",
                "table.name.format", "people",
                "schema.evolution", "guess",
                "batch.max.rows", "0",
                "offsets.table", "Robert'); DROP TABLE people;--");

        assertThatThrownBy(() -> Settings.of(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("connection.url must start with jdbc:postgresql:")
                .hasMessageContaining("connection.user")
                .hasMessageContaining("connection.password")
                .hasMessageContaining("migration")
                .hasMessageContaining("table.name.format")
                .hasMessageContaining("schema.evolution")
                .hasMessageContaining("batch.max.rows")
                .hasMessageContaining("offsets.table")
                .hasMessageContaining("consumer.override.isolation.level=read_committed");
    }

    @Test
    void refusesAPasswordInTheUrlWithoutRepeatingIt() {
        Map<String, String> leaking = right();
        leaking.put("connection.url", "jdbc:postgresql://green/shop?user=a&password=hunter2");

        List<String> errors = new KmigSinkConnector()
                .validate(leaking).configValues().stream()
                        .filter(value -> value.name().equals("connection.url"))
                        .map(ConfigValue::errorMessages)
                        .findFirst()
                        .orElseThrow();

        assertThat(errors)
                .singleElement()
                .asString()
                .contains("must not hold the password")
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> Settings.of(leaking)).hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesToGoOnAtTheEndOfATopicThatLostItsBeginning() {
        Map<String, String> skipping = right();
        skipping.put("consumer.override.auto.offset.reset", "latest");
        Map<String, String> failing = right();
        failing.put("consumer.override.auto.offset.reset", "none");

        assertThatThrownBy(() -> Settings.of(skipping))
                .hasMessageContaining("consumer.override.auto.offset.reset=earliest or none");
        assertThat(new KmigSinkConnector().validate(skipping).configValues())
                .anyMatch(value -> value.errorMessages().toString().contains("auto.offset.reset"));
        assertThat(Settings.of(failing)).isNotNull();
    }

    @Test
    void saysThatTheDatabaseCantBeReached() {
        Map<String, String> unreachable = right();
        unreachable.put("connection.url", "jdbc:postgresql://127.0.0.1:1/shop");

        assertThat(new KmigSinkConnector().validate(unreachable).configValues())
                .filteredOn(value -> value.name().equals("connection.url"))
                .singleElement()
                .satisfies(value -> assertThat(value.errorMessages())
                        .singleElement()
                        .asString()
                        .contains("can't be reached")
                        .doesNotContain("secret"));
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(SinkConnector.class))
                .anyMatch(connector -> connector instanceof KmigSinkConnector);
        assertThat(ServiceLoader.load(Transformation.class)).isNotEmpty();
    }

    /** A rollback brings changes from green's database to blue's, through this connector too. */
    @Test
    void speaksOfNeitherBlueNorGreen() throws IOException {
        Pattern colour = Pattern.compile("\"[^\"\n]*\\b(?i:blue|green)\\b[^\"\n]*\"");
        List<String> said = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                colour.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> said.add(file + ": " + found.group()));
            }
        }

        assertThat(said).isEmpty();
    }

    @Test
    void isDescribedOnItsPage() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
                .isEqualTo(table());
    }

    private static String table() {
        return "| setting | default | |\n| --- | --- | --- |\n"
                + SinkConfig.definition().configKeys().values().stream()
                        .map(key -> "| `%s` | %s | %s |\n".formatted(key.name, defaultOf(key), key.documentation))
                        .collect(Collectors.joining());
    }

    private static String defaultOf(ConfigDef.ConfigKey key) {
        return key.hasDefault() ? "`" + key.defaultValue + "`" : "required";
    }

    private static Map<String, String> right() {
        Map<String, String> settings = new HashMap<>();
        settings.put("name", "sink");
        settings.put("connection.url", "jdbc:postgresql://green/shop");
        settings.put("connection.user", "kmig");
        settings.put("connection.password", "secret");
        settings.put("migration", "shop");
        settings.put("consumer.override.isolation.level", "read_committed");
        return settings;
    }
}
