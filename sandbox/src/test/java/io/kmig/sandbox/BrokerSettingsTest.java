package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerSettingsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2"})
    void internalTopicsFitTheNumberOfNodes(int nodes, String minIsr) {
        KafkaSpec spec = KafkaSpec.named("any").withNodes(nodes);

        Map<String, String> node = node(spec);

        assertThat(node)
                .containsEntry("offsets.topic.replication.factor", Integer.toString(nodes))
                .containsEntry("transaction.state.log.replication.factor", Integer.toString(nodes))
                .containsEntry("transaction.state.log.min.isr", minIsr);
    }

    @ParameterizedTest
    @ValueSource(strings = {KafkaSpec.V4_3_1, KafkaSpec.V2_8_2})
    void everyAddressIsOnLoopback(String version) {
        Map<String, String> node = node(KafkaSpec.named("any").withNodes(3).withVersion(version));

        assertThat(node.get("listeners")).startsWith("CLIENT://127.0.0.1:1").doesNotContain("0.0.0.0", "//:");
        assertThat(node.get("advertised.listeners")).isEqualTo("CLIENT://127.0.0.1:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {KafkaSpec.V4_3_1, KafkaSpec.V2_8_2})
    void givenPropertiesWinOverTheDefaults(String version) {
        KafkaSpec spec = KafkaSpec.named("any")
                .withVersion(version)
                .withBrokerProperties(Map.of("num.io.threads", "9", "auto.create.topics.enable", "true"));

        assertThat(node(spec)).containsEntry("num.io.threads", "9").containsEntry("auto.create.topics.enable", "true");
    }

    private static Map<String, String> node(KafkaSpec spec) {
        return new BrokerSettings(spec, List.of(1, 2, 3), List.of(4, 5, 6)).node(0, Path.of("data"));
    }
}
