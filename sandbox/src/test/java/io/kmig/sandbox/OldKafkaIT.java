package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OldKafkaIT {
    @Test
    void version282WithZooKeeperServesTodaysClientsAndComesBackWithItsDataAfterKill() {
        try (KafkaCluster cluster = KafkaCluster.start(KafkaSpec.named("old").withVersion(KafkaSpec.V2_8_2))) {
            Records.createTopic(cluster, "kept", 1);
            Records.produce(cluster, "kept", "before");

            cluster.kill(0);
            cluster.restart(0);

            assertThat(Records.readAll(cluster, "kept", 1)).containsExactly("before");
            assertThat(cluster.processes()).extracting(SandboxProcess::name).containsExactly("old-0", "old-zookeeper");
        }
    }
}
