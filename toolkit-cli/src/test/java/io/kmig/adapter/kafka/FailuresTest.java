package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private static final String JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"kmig\" password=\"hunter2\";";

    private final Failures failures = new Failures(new Connection(
            Colour.GREEN,
            Map.of("bootstrap.servers", "g1:9092,g2:9092", "sasl.jaas.config", JAAS, "ssl.key.password", "k3yp4ss")));

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(new TimeoutException("timed out"), ErrorCode.CLUSTER_UNREACHABLE),
                Arguments.of(new DisconnectException(), ErrorCode.CLUSTER_UNREACHABLE),
                Arguments.of(new java.util.concurrent.TimeoutException(), ErrorCode.CLUSTER_UNREACHABLE),
                Arguments.of(new SaslAuthenticationException("bad"), ErrorCode.CREDENTIALS_REFUSED),
                Arguments.of(new SslAuthenticationException("bad"), ErrorCode.CREDENTIALS_REFUSED),
                Arguments.of(
                        new TimeoutException("timed out", new SaslAuthenticationException("bad")),
                        ErrorCode.CREDENTIALS_REFUSED),
                Arguments.of(new UnsupportedVersionException("no such request"), ErrorCode.BROKER_TOO_OLD),
                Arguments.of(new TopicAuthorizationException("orders"), ErrorCode.PERMISSION_DENIED),
                Arguments.of(
                        new TimeoutException("timed out", new UnknownTopicOrPartitionException()),
                        ErrorCode.CLUSTER_REQUEST_FAILED),
                Arguments.of(new InvalidConfigurationException("no such key"), ErrorCode.CLUSTER_REQUEST_FAILED),
                Arguments.of(new ExecutionException(new InterruptedException()), ErrorCode.INTERRUPTED));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void theInnermostCauseDecidesTheCode(Exception cause, ErrorCode code) {
        Problem problem =
                failures.of(cause, "list topics", "nothing").problems().get(0);

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.observed()).contains("green (g1:9092,g2:9092)");
        assertThat(Thread.interrupted()).isEqualTo(code == ErrorCode.INTERRUPTED);
    }

    @Test
    void whatIsNotPermittedIsNamed() {
        assertThat(observed(new TopicAuthorizationException(Set.of("orders"))))
                .contains("on topics orders")
                .contains("g1:9092,g2:9092");
        assertThat(observed(GroupAuthorizationException.forGroupId("billing"))).contains("on group billing");
    }

    @Test
    void secretsNeverGetIntoMessages() {
        String text = observed(new SaslAuthenticationException("no such user kmig with hunter2 and k3yp4ss, " + JAAS));

        assertThat(text).contains("***").doesNotContain("hunter2", "k3yp4ss");
    }

    @Test
    void aMalformedPropertyIsNamedWithoutItsValue() {
        Problem problem = failures.unusable(new ConfigException("sasl.mechanism", "hunter3", "must be a mechanism"))
                .problems()
                .get(0);

        assertThat(problem.observed()).contains("sasl.mechanism").doesNotContain("hunter3");
    }

    @Test
    void aLongMessageIsCutAfterItsFirstLine() {
        assertThat(observed(new InvalidConfigurationException("x".repeat(5_000) + "\nsecond line")))
                .hasSizeLessThan(500)
                .doesNotContain("second line");
    }

    private String observed(Exception cause) {
        return failures.of(cause, "list topics", "nothing").problems().get(0).observed();
    }
}
