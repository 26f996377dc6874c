package io.kmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ConnectSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseAccess;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Hook;
import io.kmig.core.spec.MigrationSpec.Manager;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    @TempDir
    private Path dir;

    private ConfigFolder folder;
    private String minimal;

    @BeforeEach
    void folder() throws IOException {
        folder = new ConfigFolder(dir);
        minimal = ConfigFolder.resource("minimal.yaml");
    }

    private MigrationSpec read(String yaml) throws IOException {
        return new ConfigReader().read(folder.with("kmig.yaml", yaml).yaml());
    }

    private MigrationSpec read(String yaml, Map<String, String> overrides) throws IOException {
        return new ConfigReader().read(folder.with("kmig.yaml", yaml).yaml(), new Overrides(overrides));
    }

    private ConfigFolder productFolder() throws IOException {
        return folder.with("blue.properties", "security.protocol=SSL\nssl.key.password=${env:BLUE_PW}\n")
                .with("green.properties", "bootstrap.servers=g1:9092\n")
                .withPrograms("stop", "start");
    }

    @Test
    void theExampleOfTheProductPageIsReadOnceItsWritersTopicIsMirrored() throws IOException {
        productFolder();
        String yaml = ConfigFolder.resource("product.yaml").replace("[\"orders.*\"]", "[\"orders.*\", invoices]");

        MigrationSpec spec = read(yaml);

        assertThat(spec.name()).isEqualTo("shop");
        assertThat(spec.blue().bootstrap()).isEqualTo("b1:9092,b2:9092");
        assertThat(spec.blue().registry()).isNull();
        assertThat(spec.connectGreen()).isEqualTo(new ConnectSpec("http://connect:8083", Manager.REST));
        assertThat(spec.connectBlue()).isEmpty();
        assertThat(spec.databases()).singleElement().satisfies(database -> assertThat(database.sink())
                .isEqualTo(new DatabaseAccess("jdbc:postgresql://...", "kmig", "${env:GREEN_DB_PASSWORD}", null)));
        assertThat(spec.clients()).singleElement().satisfies(client -> {
            assertThat(client.groups()).containsExactly("billing");
            assertThat(client.produces()).containsExactly("invoices");
            assertThat(client.wave()).isEqualTo("canary");
            assertThat(client.timeout()).isEqualTo(Duration.ofSeconds(60));
        });
        assertThat(spec.cutover().mode()).isEqualTo(Mode.FENCED);
        assertThat(spec.cutover().fence()).containsExactly(Fence.HOOK, Fence.ACL);
        assertThat(spec.cutover().soak()).isEqualTo(Duration.ofHours(24));
        assertThat(spec.reportDir()).isEqualTo(dir.resolve("report"));
    }

    @Test
    void topicsThatAClientReadsWithoutAGroupAreReadAndMustBeMirrored() throws IOException {
        productFolder();
        String yaml = ConfigFolder.resource("product.yaml");

        MigrationSpec spec = new ConfigReader()
                .read(folder.with("kmig.yaml", yaml.replace("produces: [invoices]", "reads: [orders.eu]"))
                        .yaml());

        assertThat(spec.clients()).singleElement().satisfies(client -> {
            assertThat(client.reads()).containsExactly("orders.eu");
            assertThat(client.produces()).isEmpty();
        });
        assertThat(folder.observed(yaml.replace("produces: [invoices]", "reads: [elsewhere]")))
                .singleElement()
                .asString()
                .contains("clients[0].reads[0]: the topic \"elsewhere\" is not replicated");
    }

    @Test
    void theExampleOfTheProductPageAsItStandsLeavesAWrittenTopicBehind() throws IOException {
        productFolder();

        List<String> observed = folder.observed(ConfigFolder.resource("product.yaml"));

        assertThat(observed)
                .containsExactly(
                        "kmig.yaml:12:51: clients[0].produces[0]: the topic \"invoices\" is not replicated, so it"
                                + " would be left behind");
    }

    @Test
    void propertiesAreLoadedWithReferencesUnresolvedAndWithoutBootstrapServers() throws IOException {
        productFolder();

        MigrationSpec spec = read(minimal.replace("\"b1:9092\"", "\"b1:9092\", properties: blue.properties")
                .replace("\"g1:9092\"", "\"g1:9092\", properties: green.properties"));

        assertThat(spec.blue().properties())
                .containsOnly(Map.entry("security.protocol", "SSL"), Map.entry("ssl.key.password", "${env:BLUE_PW}"));
        assertThat(spec.green().properties()).isEmpty();
    }

    @Test
    void whatIsLeftOutHasTheDefaultThatTheSchemaStates() throws IOException {
        ObjectNode explicit = (ObjectNode) new YAMLMapper().readTree(minimal);
        int filled = fillDefaults(explicit, ConfigSchema.shipped(), "");

        MigrationSpec implicitSpec = read(minimal);
        MigrationSpec explicitSpec = read(new ObjectMapper().writeValueAsString(explicit));

        assertThat(filled).isGreaterThan(15);
        assertThat(explicitSpec).isEqualTo(implicitSpec);
    }

    /** Adds every key of the schema that is missing and has a default. */
    private static int fillDefaults(ObjectNode node, ConfigSchema schema, String at) {
        JsonNode properties =
                schema.at(JsonPointer.compile(at)).orElseThrow().node().path("properties");
        int filled = 0;
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String below = at + "/" + property.getKey();
            ConfigSchema.Key key = schema.at(JsonPointer.compile(below)).orElseThrow();
            boolean section = key.node().path("type").asText().equals("object") && !below.equals("/connect/blue");
            if (!node.has(property.getKey()) && key.node().has("default")) {
                node.set(property.getKey(), key.node().get("default"));
                filled++;
            } else if (section) {
                filled += fillDefaults(node.withObject("/" + property.getKey()), schema, below);
            } else if (below.equals("/clients")) {
                filled += fillDefaults((ObjectNode) node.path("clients").path(0), schema, "/clients/0");
            }
        }
        return filled;
    }

    @Test
    void hooksKeepTheirArgumentsAndOnlyAPathBecomesAbsolute() throws IOException {
        folder.withPrograms("stop");
        String yaml = minimal.replace(
                "groups: [billing]}",
                "groups: [billing], stop: {exec: [./stop, ./not-a-path, \"a b\"]}, start: {exec: [systemctl, start]}}");

        MigrationSpec spec = read(yaml);

        assertThat(spec.clients().get(0).stop())
                .isEqualTo(new Hook.Exec(List.of(dir.resolve("stop").toString(), "./not-a-path", "a b")));
        assertThat(spec.clients().get(0).start()).isEqualTo(new Hook.Exec(List.of("systemctl", "start")));
    }

    @Test
    void manualHooksHaveAnInstructionOfTheirOwnOrOneThatNamesTheClient() throws IOException {
        MigrationSpec spec = read(minimal.replace(
                "groups: [billing]}", "groups: [billing], stop: {manual: scale it to 0}, start: manual}"));

        assertThat(spec.clients().get(0).stop()).isEqualTo(new Hook.Manual("scale it to 0"));
        assertThat(spec.clients().get(0).start())
                .isEqualTo(new Hook.Manual("start billing on the named cluster and confirm when it runs"));
    }

    @Test
    void clientsMayShareAGroupAndAnchorsMayBeUsed() throws IOException {
        MigrationSpec spec = read(minimal + "  - {name: audit, groups: &shared [billing], produces: []}\n"
                + "  - {name: third, groups: *shared, transactionalIds: [tx-1]}\n");

        assertThat(spec.clients())
                .extracting(MigrationSpec.ClientSpec::name)
                .containsExactly("billing", "audit", "third");
        assertThat(spec.clients().get(2).groups()).containsExactly("billing");
        assertThat(spec.clients().get(2).transactionalIds()).containsExactly("tx-1");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "60s, PT1M", "5m, PT5M", "24h, PT24H", "3d, PT72H", "999999999d, PT23999999976H"})
    void durationsAreRead(String written, Duration expected) throws IOException {
        MigrationSpec spec = read(minimal, Map.of("cutover.maxWritePause", written));

        assertThat(spec.cutover().maxWritePause()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1048576, 1048576",
        "50MiB, 52428800",
        "50 MB, 50000000",
        "1KiB/s, 1024",
        "7B, 7",
        "999999999GiB, 1073741822926258176",
        "null, "
    })
    void ratesAreReadInBytesPerSecond(String written, Long expected) throws IOException {
        MigrationSpec spec = read(minimal, Map.of("replication.throttle", written));

        assertThat(spec.replication().throttle()).isEqualTo(expected);
    }

    @Test
    void everyModeFenceAndOwnerHasItsWord() throws IOException {
        MigrationSpec spec = read(
                minimal,
                Map.of(
                        "cutover.mode", "dual-write",
                        "cutover.fence", "[maxMessageBytes, acl]",
                        "cutover.onFailure", "rollback",
                        "cutover.gates", "[{http: {url: 'http://probe', status: 200}}]",
                        "connect.blue", "{url: 'http://blue-connect:8083', manager: strimzi}",
                        "connect.green.manager", "manual"));

        assertThat(spec.cutover().mode()).isEqualTo(Mode.DUAL_WRITE);
        assertThat(spec.cutover().fence()).containsExactly(Fence.MAX_MESSAGE_BYTES, Fence.ACL);
        assertThat(spec.cutover().onFailure()).isEqualTo(OnFailure.ROLLBACK);
        assertThat(spec.cutover().gates())
                .containsExactly(Map.of("http", Map.of("url", "http://probe", "status", 200L)));
        assertThat(spec.connectBlue()).contains(new ConnectSpec("http://blue-connect:8083", Manager.STRIMZI));
        assertThat(spec.connectGreen().manager()).isEqualTo(Manager.MANUAL);
    }

    @Test
    void aFlagBeatsTheFileAndReachesListEntriesByNumberAndByName() throws IOException {
        MigrationSpec spec = read(
                minimal,
                Map.of(
                        "migration", "winter",
                        "clients[0].wave", "canary",
                        "clients[billing].timeout", "90s",
                        "replication.topics.include[0]", "orders"));

        assertThat(spec.name()).isEqualTo("winter");
        assertThat(spec.clients().get(0).wave()).isEqualTo("canary");
        assertThat(spec.clients().get(0).timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(spec.replication().topicsInclude()).containsExactly("orders");
    }

    @Test
    void aMissingFileAndADirectoryAreNotFoundWithTheCommandThatMakesOne() {
        Path missing = dir.resolve("nowhere.yaml");

        KmigException absent = catchThrowableOfType(KmigException.class, () -> new ConfigReader().read(missing));
        KmigException directory = catchThrowableOfType(KmigException.class, () -> new ConfigReader().read(dir));

        assertThat(absent.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.CONFIG_NOT_FOUND);
            assertThat(problem.observed()).isEqualTo(missing + " does not exist");
            assertThat(problem.remedy()).startsWith("kmig init --blue HOST:PORT");
        });
        assertThat(absent.exit()).isEqualTo(Exit.USAGE);
        assertThat(directory.problems().get(0).observed()).isEqualTo(dir + " is not a file");
    }

    @Test
    void anEmptyFileComesWithTheCommandsThatMakeOneAndKeepIt() throws IOException {
        Path empty = dir.resolve("empty.yaml");
        Files.writeString(empty, "# not even a key\n");

        KmigException refused =
                catchThrowableOfType(KmigException.class, () -> new ConfigReader().read(empty, Overrides.none()));

        assertThat(refused.problems()).singleElement().satisfies(problem -> assertThat(problem.remedy())
                .isEqualTo("mv %1$s %1$s.old && kmig init --blue HOST:PORT -f %1$s".formatted(empty)));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
        assertThat(read("\uFEFF" + minimal).name()).isEqualTo("shop");
    }

    @Test
    void bytesThatAreNotUtf8AreNamedAsSuch() throws IOException {
        Files.write(folder.yaml(), new byte[] {'a', ':', ' ', (byte) 0xe4});

        KmigException refused = catchThrowableOfType(KmigException.class, () -> new ConfigReader().read(folder.yaml()));

        assertThat(folder.local(refused.problems().get(0).observed())).isEqualTo("kmig.yaml: not UTF-8");
    }
}
