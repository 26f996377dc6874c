package io.kmig.sandbox;

import io.kmig.sandbox.child.ProcessIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * A parent that is killed by a test: starts a three-node cluster and a database, pauses one broker, tells who is there,
 * and waits for its end.
 */
final class WorldForKilling {
    private WorldForKilling() {}

    public static void main(String[] args) throws InterruptedException {
        try (ProcessGuard guard = ProcessGuard.start();
                KafkaCluster cluster =
                        KafkaCluster.start(KafkaSpec.named("doomed").withNodes(3), guard);
                PostgresServer postgres = PostgresServer.start(PostgresSpec.named("doomed-db"), guard)) {
            cluster.pause(1);
            List<ProcessIdentity> all =
                    Processes.withDescendants(ProcessHandle.current().children());
            String directories = List.of(
                            cluster.processes().get(0), postgres.processes().get(0))
                    .stream()
                    .map(process ->
                            Path.of(process.log()).getParent().getParent().toString())
                    .collect(Collectors.joining(" "));
            System.out.println(directories);
            System.out.println(all.stream()
                    .map(process -> process.pid() + ":" + process.startMillis())
                    .collect(Collectors.joining(" ")));
            System.out.println("paused " + cluster.processes().get(1).pid());
            new CountDownLatch(1).await();
        }
    }
}
