package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
    private static final Map<String, String> CLUSTER = Map.of("bootstrap.servers", "here", "sasl.mechanism", "PLAIN");

    @Test
    void connectorsClientsGetTheClustersSecurityToo() {
        Map<String, String> worker = worker(ConnectSpec.named("any"));

        assertThat(worker)
                .containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("producer.sasl.mechanism", "PLAIN")
                .containsEntry("consumer.sasl.mechanism", "PLAIN")
                .containsEntry("admin.sasl.mechanism", "PLAIN")
                .doesNotContainKey("producer.bootstrap.servers");
    }

    @Test
    void internalTopicsFitTheNumberOfNodesAndTheFlushIntervalIsTheGivenOne() {
        Map<String, String> worker = worker(ConnectSpec.named("any").withOffsetFlushInterval(Duration.ofSeconds(7)));

        assertThat(worker)
                .containsEntry("offset.storage.replication.factor", "3")
                .containsEntry("config.storage.replication.factor", "3")
                .containsEntry("status.storage.replication.factor", "3")
                .containsEntry("offset.flush.interval.ms", "7000");
    }

    @Test
    void givenPropertiesWinOverTheDefaults() {
        ConnectSpec spec = ConnectSpec.named("any")
                .withWorkerProperties(Map.of("config.providers", "env", "exactly.once.source.support", "disabled"));

        assertThat(worker(spec))
                .containsEntry("config.providers", "env")
                .containsEntry("exactly.once.source.support", "disabled");
    }

    @Test
    void looksForPluginsInEveryGivenDirectoryInTheirOrder() {
        List<Path> plugins = List.of(Path.of("/mirror"), Path.of("/debezium"), Path.of("/kmig"));

        Map<String, String> worker = new WorkerSettings(ConnectSpec.named("any"), plugins, CLUSTER, 3).worker(8083);

        assertThat(worker).containsEntry("plugin.path", "/mirror,/debezium,/kmig");
    }

    private static Map<String, String> worker(ConnectSpec spec) {
        return new WorkerSettings(spec, List.of(Path.of("plugins")), CLUSTER, 3).worker(8083);
    }
}
