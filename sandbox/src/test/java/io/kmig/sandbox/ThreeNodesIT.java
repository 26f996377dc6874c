package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.sandbox.child.ProcessIdentity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreeNodesIT {
    @TempDir
    private Path directory;

    @Test
    void servesWithoutOneNodeAndTakesItBack() {
        KafkaSpec spec = KafkaSpec.named("three").withNodes(3).withDirectory(directory);
        Path data = directory.resolve("three/data/three-1");
        List<SandboxProcess> processes;
        try (KafkaCluster cluster = KafkaCluster.start(spec)) {
            Records.createTopic(cluster, "replicated", 3);
            Records.produce(cluster, "replicated", "with all");

            cluster.kill(1);
            Records.produce(cluster, "replicated", "without one");
            cluster.restart(1);

            assertThat(Records.readAll(cluster, "replicated", 2)).containsExactly("with all", "without one");
            processes = cluster.processes();
        }

        assertThat(processes).allMatch(process -> Processes.state(process) == ProcessIdentity.State.DOWN);
        assertThat(data.resolve("meta.properties")).exists();
    }
}
