package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void secretsAreNotInWhatIsPrinted() {
        Security security = Security.saslPlain("admin", "s3cret").withUser("app", "s3cret-too");
        ConnectSpec connect = ConnectSpec.named("any").withEnvironment(Map.of("KEY", "s3cret"));
        SandboxSpec sandbox = SandboxSpec.temporary().withEnvironment(Map.of("KEY", "s3cret"));
        PostgresSpec postgres = PostgresSpec.named("any").withPassword("s3cret");

        List<Object> printed = List.of(KafkaSpec.named("any").withSecurity(security), connect, sandbox, postgres);

        assertThat(printed).noneMatch(each -> each.toString().contains("s3cret"));
    }

    @Test
    void quotesAndBackslashesInAPasswordStayPartOfIt() {
        Map<String, String> client = Security.saslPlain("admin", "a\"b\\c").clientProperties();

        assertThat(client.get("sasl.jaas.config")).contains("password=\"a\\\"b\\\\c\"");
    }
}
