package io.kmig.adapter.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretResolverTest {
    private static final String CANARY = "cAnaRy-7f3&\"x";

    @TempDir
    private Path dir;

    private final Redactor redactor = new Redactor();

    private SecretResolver resolver(Map<String, String> environment) {
        return new SecretResolver(environment, redactor);
    }

    @Test
    void resolvesReferencesToTheEnvironmentToFilesAndToDirectories() throws IOException {
        Files.writeString(dir.resolve("secrets.properties"), "green.password=from-file\n");
        Files.writeString(dir.resolve("token"), "from-dir");

        Map<String, String> resolved = resolver(Map.of("PW", "from-env"))
                .resolve(Map.of(
                        "a",
                        "${env:PW}",
                        "b",
                        "${file:" + dir.resolve("secrets.properties") + ":green.password}",
                        "c",
                        "${dir:" + dir + ":token}",
                        "d",
                        "before ${env:PW} and ${env:PW} after"));

        assertThat(resolved)
                .containsEntry("a", "from-env")
                .containsEntry("b", "from-file")
                .containsEntry("c", "from-dir")
                .containsEntry("d", "before from-env and from-env after");
    }

    @Test
    void keepsDollarsThatBeginNoReferenceAndDollarsInsideSecrets() {
        Map<String, String> unresolved = Map.of("price", "$5 and ${no colon} $", "pw", "${env:PW}");

        Map<String, String> resolved = resolver(Map.of("PW", "a$1\\b${env:PW}")).resolve(unresolved);

        assertThat(resolved).containsEntry("price", "$5 and ${no colon} $").containsEntry("pw", "a$1\\b${env:PW}");
    }

    @Test
    void namesEveryReferenceThatLeadsNowhereAndNoValue() throws IOException {
        Path file = Files.writeString(dir.resolve("s.properties"), "other=" + CANARY + "\n");
        Map<String, String> unresolved = Map.of(
                "a.password",
                "${env:MISSING}",
                "b.password",
                "${file:" + file + ":gone}",
                "c.password",
                "${file:/nowhere/s.properties:key}",
                "d.password",
                "${dir:" + dir + ":none}",
                "e.password",
                "${vault:" + CANARY + "}",
                "f.password",
                "${env:PRESENT}");

        KmigException refused = catchThrowableOfType(
                KmigException.class, () -> resolver(Map.of("PRESENT", CANARY)).resolve(unresolved));

        assertThat(refused.problems()).hasSize(5).allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SECRET_UNRESOLVED);
            assertThat(problem.remedy()).isNotBlank();
        });
        assertThat(refused.problems().stream().map(Problem::observed))
                .anySatisfy(text -> assertThat(text)
                        .isEqualTo(
                                "a.password refers to ${env:MISSING}, but the environment variable MISSING is not set"))
                .anySatisfy(text -> assertThat(text)
                        .isEqualTo("b.password refers to ${file:" + file + ":gone}, but " + file
                                + " has no readable entry gone"))
                .anySatisfy(text -> assertThat(text).contains("/nowhere/s.properties is not a file"))
                .anySatisfy(text -> assertThat(text).contains("${dir:" + dir + ":none}"))
                .anySatisfy(text -> assertThat(text).contains("${vault:…}", "knows no config provider"));
        assertThat(everythingIn(refused)).doesNotContain(CANARY);
    }

    @Test
    void whatWasResolvedIsRedactedFromThenOn() {
        resolver(Map.of("PW", CANARY)).resolve(Map.of("ssl.key.password", "${env:PW}"));

        String shown = redactor.redact("password is " + CANARY + ".");

        assertThat(shown).isEqualTo("password is ***.");
    }

    @Test
    void aResolvedUserNameIsNoSecretEvenInsideAJaasLine() {
        String jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"${env:USER}\" password=\"${env:PW}\";";

        Map<String, String> resolved = resolver(Map.of("USER", "kmig", "PW", CANARY))
                .resolve(Map.of("sasl.jaas.config", jaas, "user", "${env:USER}"));

        assertThat(resolved.get("sasl.jaas.config")).contains("username=\"kmig\"", CANARY);
        assertThat(redactor.redact("kmig says " + CANARY)).isEqualTo("kmig says ***");
    }

    @Test
    void aSecretFromAFileWithAFinalNewlineIsRedactedWithoutItToo() throws IOException {
        Files.writeString(dir.resolve("pw"), CANARY + "\n");

        resolver(Map.of()).resolve(Map.of("password", "${dir:" + dir + ":pw}"));

        assertThat(redactor.redact("<" + CANARY + ">")).isEqualTo("<***>");
    }

    private static String everythingIn(KmigException thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text + thrown.toString() + thrown.problems();
    }
}
