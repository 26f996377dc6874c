package io.kmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kmig.yaml says of databases, and what is refused with its place and a remedy. */
class DatabaseKeysTest {
    private static final String HEAD = """
            version: 1
            migration: shop
            blue: {bootstrap: "b1:9092"}
            green: {bootstrap: "g1:9092"}
            connect: {green: {url: "http://connect:8083"}}
            replication: {topics: {include: ["shop\\\\..*"]}}
            """;
    private static final String SINK = "sink: {url: 'jdbc:postgresql://new/shop'}";

    @TempDir
    private Path dir;

    private ConfigFolder folder;

    @BeforeEach
    void folder() {
        folder = new ConfigFolder(dir);
    }

    @Test
    void bothSidesOfADatabaseAndWhoWritesItAreRead() throws IOException {
        MigrationSpec spec = read("""
                databases:
                  - name: shop
                    topics: ["shop\\\\..*"]
                    source: {url: "jdbc:postgresql://old/shop", user: a, password: "${env:OLD}", slot: debezium}
                    sink:
                      url: "jdbc:postgresql://new/shop"
                      user: b
                      password: "${env:NEW}"
                      properties: {value.converter: x.Json, value.converter.schemas.enable: true}
                clients: [{name: shop, databases: [shop]}]
                """);

        assertThat(spec.databases()).singleElement().satisfies(database -> {
            assertThat(database.source())
                    .contains(new DatabaseAccess("jdbc:postgresql://old/shop", "a", "${env:OLD}", "debezium"));
            assertThat(database.sink())
                    .isEqualTo(new DatabaseAccess("jdbc:postgresql://new/shop", "b", "${env:NEW}", null));
            assertThat(database.sinkProperties())
                    .isEqualTo(Map.of("value.converter", "x.Json", "value.converter.schemas.enable", "true"));
        });
        assertThat(spec.clients()).singleElement().satisfies(client -> assertThat(client.databases())
                .containsExactly("shop"));
    }

    @Test
    void aClientOfADatabaseThatIsNotDescribedIsRefused() throws IOException {
        assertThat(folder.observed(HEAD + "databases: [{name: shop, topics: [a], " + SINK
                        + "}]\nclients: [{name: x, databases: [shoop]}]\n"))
                .containsExactly("kmig.yaml:8:33: clients[0].databases[0]: no database is named \"shoop\"");
    }

    @Test
    void aDatabaseThatWouldBeHandedToItselfIsRefused() throws IOException {
        assertThat(folder.observed(HEAD + "databases: [{name: shop, topics: [a], "
                        + "source: {url: 'jdbc:postgresql://NEW/shop?ssl=true'}, " + SINK + "}]\n"))
                .containsExactly("kmig.yaml:7:100: databases[0].sink.url: source and sink are one database");
    }

    @Test
    void aDatabaseOfAnotherProductIsRefused() throws IOException {
        assertThat(folder.observed(
                        HEAD + "databases: [{name: shop, topics: [a], sink: {url: 'jdbc:mysql://new/shop'}}]\n"))
                .containsExactly("kmig.yaml:7:46: databases[0].sink.url: this version knows PostgreSQL only");
    }

    @Test
    void settingsOfTheSinkThatKmigMakesAreRefused() throws IOException {
        assertThat(folder.observed(HEAD + "databases: [{name: shop, topics: [a], sink: {url: 'jdbc:postgresql://new/s',"
                        + " properties: {topics: x, connection.user: y}}}]\n"))
                .containsExactly(
                        "kmig.yaml:7:91: databases[0].sink.properties.topics: is set by kmig",
                        "kmig.yaml:7:102: databases[0].sink.properties.connection.user: is set by kmig");
    }

    @Test
    void aPasswordOfTheSourceInPlainTextIsRefused() throws IOException {
        assertThat(folder.observed(HEAD + "databases: [{name: shop, topics: [a], "
                        + "source: {url: 'jdbc:postgresql://old/s', password: cAnaRy-7f3x}, " + SINK + "}]\n"))
                .containsExactly("kmig.yaml:7:80: databases[0].source.password: a secret in plain text");
    }

    private MigrationSpec read(String databases) throws IOException {
        return new ConfigReader()
                .read(folder.with("kmig.yaml", HEAD + databases).yaml());
    }
}
