package io.kmig.adapter.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private final Redactor redactor = new Redactor();

    @Test
    void masksEveryOccurrenceAndNothingElse() {
        redactor.remember("hunter2");

        String shown = redactor.redact("hunter2, hunter, hunter2");

        assertThat(shown).isEqualTo("***, hunter, ***");
    }

    @Test
    void returnsTheSameTextWhenThereIsNothingToMask() {
        String text = "topics created: 12";

        assertThat(redactor.redact(text)).isSameAs(text);
    }

    @Test
    void leavesNoRemainderOfSecretsThatContainOrOverlapEachOther() {
        redactor.remember("abcd1234");
        redactor.remember("1234wxyz");
        redactor.remember("abcd1234-long");

        assertThat(redactor.redact("<abcd1234wxyz> <abcd1234-long>")).isEqualTo("<***> <***>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pa ss/w&rd\"x", "tab\tand\\slash", "grüße-€uro", "plainword", "four"})
    void masksUrlEncodedJsonEscapedAndBase64Forms(String secret) throws JsonProcessingException {
        redactor.remember(secret);
        byte[] basicAuth = ("someuser:" + secret).getBytes(StandardCharsets.UTF_8);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String json = new ObjectMapper().writeValueAsString(Map.of("value", secret));
        String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        String core = Base64.getEncoder().encodeToString(basicAuth).substring(14, 17);

        assertThat(redactor.redact("x=" + url + "&y")).isEqualTo("x=***&y");
        assertThat(redactor.redact("x=" + url.replace("+", "%20") + "&y")).isEqualTo("x=***&y");
        assertThat(redactor.redact(json)).isEqualTo("{\"value\":\"***\"}");
        assertThat(redactor.redact(base64)).isEqualTo("***");
        assertThat(redactor.redact("Basic " + Base64.getEncoder().encodeToString(basicAuth)))
                .contains("***")
                .doesNotContain(core);
    }

    @Test
    void masksEachLineOfASecretOfSeveralLines() {
        redactor.remember("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----\n");

        assertThat(redactor.redact("  MIIEvQIBADAN")).isEqualTo("  ***");
    }

    @Test
    void valuesTooShortToBeToldFromChanceAreNotMasked() {
        redactor.remember("abc");

        assertThat(redactor.redact("abcdef")).isEqualTo("abcdef");
    }

    @ParameterizedTest
    @CsvSource({
        "ssl.key.password, true",
        "ssl.keystore.key, true",
        "sasl.jaas.config, true",
        "producer.override.sasl.jaas.config, true",
        "sasl.oauthbearer.client.credentials.client.secret, true",
        "basic.auth.user.info, true",
        "clientSecret, true",
        "GREEN_DB_PASSWORD, true",
        "sasl.oauthbearer.token.endpoint.url, false",
        "basic.auth.credentials.source, false",
        "ssl.truststore.location, false",
        "ssl.truststore.certificates, false",
        "password.file, false",
        "bootstrap.servers, false",
        "key.converter, false"
    })
    void knowsSecretKeysByTheirNames(String key, boolean secret) {
        assertThat(SecretKeys.looksSecret(key)).isEqualTo(secret);
    }

    @Test
    void masksLiteralSecretsInAMapAndShowsReferences() {
        redactor.remember("hunter2");
        Map<String, String> configuration = Map.of(
                "ssl.key.password", "never-seen-before",
                "sasl.jaas.config", "${file:/run/jaas.properties:jaas}",
                "client.id", "kmig-hunter2",
                "acks", "all");

        Map<String, String> shown = redactor.redact(configuration);

        assertThat(shown)
                .containsEntry("ssl.key.password", "***")
                .containsEntry("sasl.jaas.config", "${file:/run/jaas.properties:jaas}")
                .containsEntry("client.id", "kmig-***")
                .containsEntry("acks", "all");
    }

    @Test
    void nothingRememberedByManyThreadsAtOnceIsLost() {
        IntStream.range(0, 400).parallel().forEach(i -> redactor.remember("secret-number-" + i + "!"));

        assertThat(IntStream.range(0, 400).mapToObj(i -> redactor.redact("secret-number-" + i + "!")))
                .containsOnly("***");
    }

    @Test
    void noRememberedSecretSurvivesInAnyText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Redactor fresh = new Redactor();
            String[] secrets = IntStream.range(0, 3).mapToObj(i -> word(random)).toArray(String[]::new);
            for (String secret : secrets) {
                fresh.remember(secret);
            }
            String text = IntStream.range(0, 12)
                    .mapToObj(i -> random.nextBoolean() ? secrets[random.nextInt(3)] : word(random))
                    .reduce("", String::concat);

            assertThat(fresh.redact(text)).as("seed %d round %d", seed, round).doesNotContain(secrets);
        }
    }

    /** Few letters, so that secrets overlap and contain each other. */
    private static String word(Random random) {
        return random.ints(4 + random.nextInt(4), 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void itsOwnTextFormShowsNothing() {
        redactor.remember("hunter2");

        assertThat(redactor.toString()).doesNotContain("hunter2");
    }
}
