package io.kmig.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsOfOneKindTest {
    @TempDir
    private Path dir;

    private ConfigFolder folder;
    private String minimal;

    @BeforeEach
    void folder() throws IOException {
        folder = new ConfigFolder(dir);
        minimal = ConfigFolder.resource("minimal.yaml");
    }

    private List<String> withFlag(String key, String value) throws IOException {
        return folder.observed(minimal, new Overrides(Map.of(key, value)));
    }

    private List<String> withBlueProperties(String text) throws IOException {
        folder.with("blue.properties", text);
        return folder.observed(minimal.replace("\"b1:9092\"", "\"b1:9092\", properties: blue.properties"));
    }

    private static Stream<Arguments> brokenYaml() {
        String star = "text that begins with '*' has a meaning of its own in YAML; put it in quotes";
        String mark = "text that begins with '!' has a meaning of its own in YAML; put it in quotes";
        return Stream.of(
                Arguments.of("a: [1, 2", "kmig.yaml:1:9: not YAML: expected ',' or ']', but got <stream end>"),
                Arguments.of("a: b: c", "kmig.yaml:1:5: not YAML: mapping values are not allowed here"),
                Arguments.of(
                        "a:\n\tb: c",
                        "kmig.yaml:2:1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
                Arguments.of("p: *cAnaRy-7f3x", "kmig.yaml:1:4: not YAML: " + star),
                Arguments.of("p: !cAnaRy-7f3x!y z", "kmig.yaml:1:4: not YAML: " + mark),
                Arguments.of("# only a comment", "kmig.yaml: the file is empty"));
    }

    @ParameterizedTest
    @MethodSource("brokenYaml")
    void brokenYamlIsPlacedAndNeverQuoted(String yaml, String expected) throws IOException {
        List<String> observed = folder.observed(yaml);

        assertThat(observed.get(0)).isEqualTo(expected);
    }

    @Test
    void aTagASecondDocumentAControlCharacterAndAValueInsideItselfAreRefused() throws IOException {
        assertThat(folder.observed("p: !cAnaRy-7f3x z\n")).contains("kmig.yaml:1:4: p: kmig.yaml has no tags");
        assertThat(folder.observed(minimal + "---\na: 1\n").get(0)).contains("not YAML: but found another document");
        assertThat(folder.observed(minimal + "x: \u0007\n").get(0)).startsWith("kmig.yaml:11: not YAML: a control");
        assertThat(folder.observed(minimal + "x: &x [*x]\n"))
                .contains("kmig.yaml:11:4: x[0]: contains itself", "kmig.yaml:11:1: x: unknown key");
        assertThat(folder.observed("[a, b]\n")).containsExactly("kmig.yaml: expected a mapping, found a list");
    }

    @Test
    void wordsThatOldYamlTakesForNumbersOrBooleansStayText() throws IOException {
        List<String> observed = folder.observed(minimal.replace("shop", "yes")
                .replace("[billing]", "[off, 1:30, 010, 1_000, 2024-01-01, 0x1f]")
                .concat("wrong: 1\n"));

        assertThat(observed).containsExactly("kmig.yaml:11:1: wrong: unknown key");
    }

    @Test
    void severalFlagsAndTheFileAreReportedTogetherEachWithItsOwnPlace() throws IOException {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("cutover.mod", "fenced");
        flags.put("cutover.soak", "soon");
        flags.put("clients[7].wave", "x");
        flags.put("clients[nobody].wave", "x");
        flags.put("migration.name.x", "x");
        flags.put("report..dir", "x");
        flags.put("databases", "[}");

        List<String> observed = folder.observed(minimal.replace("url", "uri"), new Overrides(flags));

        assertThat(observed)
                .containsExactlyInAnyOrder(
                        "kmig.yaml:6:3: connect.green.url: missing key",
                        "kmig.yaml:6:11: connect.green.uri: unknown key",
                        "--set cutover.mod: cutover.mod: unknown key",
                        "--set cutover.soak: cutover.soak: \"soon\" is not a valid duration (ms, s, m, h or d), or 0s",
                        "--set clients[7].wave: there is no mapping or list at 7",
                        "--set clients[nobody].wave: not a key of kmig.yaml, or no entry of that name",
                        "--set migration.name.x: there is no mapping or list at migration",
                        "--set report..dir: not a key of kmig.yaml, or no entry of that name",
                        "--set databases: not YAML: expected the node content, but found '}'");
    }

    @Test
    void aSecretGivenAsAFlagIsRefusedAndNamedNowhere() throws IOException {
        String database = "databases: [{name: shop, topics: [a], sink: {url: 'jdbc:postgresql://db/shop'}}]\n";
        Overrides flags = new Overrides(Map.of("databases[0].sink.password", ConfigFolder.CANARY));

        List<String> observed = folder.observed(minimal + database, flags);

        assertThat(observed)
                .containsExactly(
                        "--set databases[0].sink.password: databases[0].sink.password: a secret in plain text");
        assertThat(flags.toString()).doesNotContain(ConfigFolder.CANARY);
    }

    @Test
    void aUrlIsNotQuotedWhenItMayHoldAPassword() throws IOException {
        assertThat(withFlag("connect.green.url", "ftp://kmig:cAnaRy-7f3x@workers"))
                .containsExactly(
                        "--set connect.green.url: connect.green.url: the value is not a valid URL",
                        "--set connect.green.url: connect.green.url: a secret in plain text inside a URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.key.password=cAnaRy-7f3x",
                "ssl.key.password=prefix${env:A}",
                "ssl.key.password=$cAnaRy-7f3x",
                "ssl.keystore.key=-----BEGIN PRIVATE KEY-----\\n\\\n  cAnaRy-7f3x",
                "some.pem=-----BEGIN RSA PRIVATE KEY-----cAnaRy-7f3x",
                "sasl.jaas.config=X required clientId=\"a\" clientSecret=\"cAnaRy-7f3x\";",
                "sasl.jaas.config=X required username=\"${env:U}\" password='cAnaRy-7f3x';",
                "sasl.jaas.config=X required password=cAnaRy-7f3x;",
                "producer.override.sasl.jaas.config=X required password=\"a ${env:P}\";",
                "basic.auth.user.info=kmig:cAnaRy-7f3x",
                "schema.registry.url=https://kmig:cAnaRy-7f3x@registry:8081",
                "connection.url=jdbc:oracle:thin:kmig/cAnaRy-7f3x@db:1521/shop",
                "token.url=https://idp/token?client_secret=cAnaRy-7f3x",
                "sasl.oauthbearer.client.credentials.client.secret=cAnaRy-7f3x"
            })
    void literalSecretsInClientPropertiesAreRefused(String line) throws IOException {
        List<String> observed = withBlueProperties("client.id=kmig\n" + line + "\n");

        assertThat(observed)
                .singleElement()
                .asString()
                .startsWith("blue.properties:2: ")
                .contains("in plain text");
    }

    @Test
    void settingsThatOnlyReferToSecretsOrOnlySoundLikeThemAreAccepted() throws IOException {
        folder.with("blue.properties", """
                ssl.key.password=${file:/run/secrets.properties:key}
                ssl.keystore.password=
                sasl.jaas.config=X required username="${env:U}" \\
                    password="${dir:/run/secrets:pw}" tokenauth=true;
                other.sasl.jaas.config = ${env:JAAS}
                krb.sasl.jaas.config=Krb5LoginModule required useKeyTab=true keyTab="/k" principal="a@B";
                basic.auth.user.info=kmig:${env:PW}
                schema.registry.url=https://kmig:${env:PW}@registry:8081
                basic.auth.credentials.source=USER_INFO
                sasl.oauthbearer.token.endpoint.url=https://idp/token
                price=$5 ${not a reference}
                """);

        List<String> observed =
                folder.observed(minimal.replace("\"b1:9092\"", "\"b1:9092\", properties: blue.properties") + "x: 1\n");

        assertThat(observed).containsExactly("kmig.yaml:11:1: x: unknown key");
    }

    @Test
    void malformedReferencesAreNamedWithTheirLine() throws IOException {
        List<String> observed = withBlueProperties("""
                a=${valt:/path:key}
                b=${file:/path-without-key}
                c=${file:relative:key}
                d=${env:/path:NAME}
                e=\\u12zz
                """);

        assertThat(observed)
                .containsExactly(
                        "blue.properties:1: a: unknown config provider in ${valt:…}",
                        "blue.properties:2: b: ${file:/path-without-key} has no path; kmig and the workers run in"
                                + " different directories",
                        "blue.properties:3: c: ${file:relative:key} has a relative path; kmig and the workers run in"
                                + " different directories",
                        "blue.properties:4: d: a reference to the environment takes a name alone",
                        "blue.properties:5: a backslash begins an escape that does not exist");
    }

    @Test
    void aPropertiesFileThatIsADirectoryIsNoFile() throws IOException {
        Files.createDirectory(dir.resolve("conf"));

        assertThat(withFlag("blue.properties", "conf"))
                .containsExactly("--set blue.properties: blue.properties: \"conf\" is not a file");
    }

    @ParameterizedTest
    @CsvSource({
        "'b1', '\"b1\" is not host:port'",
        "'b1:9092,', '\"\" is not host:port'",
        "'b1:0', '\"b1:0\" is not host:port'",
        "'b1:70000', '\"b1:70000\" is not host:port'",
        "'user:cAnaRy-7f3x@b1:9092', 'an entry is not host:port'",
        "'b1:9092;b2:9092', '\"b1:9092;b2:9092\" is not host:port'"
    })
    void bootstrapServersAreHostAndPort(String bootstrap, String expected) throws IOException {
        assertThat(withFlag("blue.bootstrap", bootstrap))
                .containsExactly("--set blue.bootstrap: blue.bootstrap: " + expected);
    }

    @Test
    void twoSidesThatShareAServerAreOneClusterWhateverTheOrderAndCase() throws IOException {
        assertThat(withFlag("blue.bootstrap", "'x:9092, G1:9092'"))
                .containsExactly(
                        "kmig.yaml:4:9: green.bootstrap: blue and green share g1:9092, so they are one cluster");
    }

    @ParameterizedTest
    @CsvSource({
        "replication.topics.include, '[kmig\\.shop\\.journal]', true",
        "replication.topics.include, '[kmig.*]', true",
        "replication.groups.include, '[kmig\\..*, billing]', true",
        "replication.topics.include, '[.*]', false",
        "replication.topics.include, '[k.*]', false",
        "replication.topics.include, '[\"[a-z.]+\"]', false",
        "replication.topics.exclude, '[kmig\\..*]', false"
    })
    void patternsMadeForKmigsOwnNamesAreRefusedAndBroadOnesAreNot(String key, String patterns, boolean refused)
            throws IOException {
        Map<String, String> flags = Map.of(key, patterns, "wrong", "1");

        List<String> observed = folder.observed(minimal, new Overrides(flags));

        assertThat(observed.stream().filter(text -> text.contains("belong to kmig")))
                .hasSize(refused ? 1 : 0);
    }

    @Test
    void clientsMayNotNameKmigsOwnGroupsOrTopics() throws IOException {
        List<String> observed = withFlag("clients[0]", "{name: x, groups: [kmig.shop.validator], produces: [kmig.a]}");

        assertThat(observed)
                .containsExactlyInAnyOrder(
                        "--set clients[0]: clients[0].groups[0]: \"kmig.shop.validator\" is a name of kmig's own",
                        "--set clients[0]: clients[0].produces[0]: \"kmig.a\" is a name of kmig's own");
    }

    @Test
    void anEmptyIncludeListIsReportedOnceAndNotAgainForEveryTopic() throws IOException {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("replication.topics.include", "[]");
        flags.put("clients[0].produces", "[a, b]");

        assertThat(folder.observed(minimal, new Overrides(flags)))
                .containsExactly("--set replication.topics.include: replication.topics.include: the list is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "grups, groups",
        "wvae, wave",
        "Groups, groups",
        "transactionalId, transactionalIds",
        "maxWritePause, cutover.maxWritePause"
    })
    void anUnknownKeyComesWithTheKeyThatWasMeant(String written, String meant) throws IOException {
        String remedy = folder.refused(
                        minimal, new Overrides(Map.of("clients[0]." + written, "[a]", "clients[0].produces", "[b]")))
                .problems()
                .get(0)
                .remedy();

        assertThat(remedy).isEqualTo("did you mean " + meant + "?");
    }

    @Test
    void anUnknownKeyThatResemblesNothingComesWithTheKeysThatExist() throws IOException {
        String remedy = folder.refused(minimal, new Overrides(Map.of("blue.zookeeper", "z:2181")))
                .problems()
                .get(0)
                .remedy();

        assertThat(remedy).isEqualTo("remove it; known here: bootstrap, properties, registry");
    }
}
