package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class KafkaDistTest {
    @Test
    void namesTheMissingFileAndTheCommandThatBuildsIt() {
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> KafkaDist.of("0.0.0"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.NOT_BUILT))
                .satisfies(failure -> assertThat(failure.remedy()).isEqualTo("./mvnw -DskipTests package"))
                .satisfies(failure -> assertThat(failure.unchanged()).isEqualTo("No process was started."))
                .withMessageContaining("sandbox/dist/kafka-0.0.0/target/classpath");
    }

    @Test
    void namesTheMissingPluginDirectory() {
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> KafkaDist.plugins("0.0.0"))
                .withMessageContaining("sandbox/dist/kafka-0.0.0/target/plugins");
    }
}
