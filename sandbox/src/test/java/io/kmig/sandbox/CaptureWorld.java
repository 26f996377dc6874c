package io.kmig.sandbox;

import java.util.List;

/** A broker, a worker that has Debezium, and a PostgreSQL; started by the first test that needs them, for all tests. */
final class CaptureWorld {
    private static final CaptureWorld SHARED = new CaptureWorld();

    final KafkaCluster cluster;
    final ConnectWorkers connect;
    final PostgresServer postgres;

    private CaptureWorld() {
        // everything under the guard is down when this JVM is
        ProcessGuard guard = ProcessGuard.start();
        postgres = SharedPostgres.server();
        cluster = KafkaCluster.start(KafkaSpec.named("capture"), guard);
        connect = ConnectWorkers.start(
                ConnectSpec.named("capturing")
                        .withPluginPath(List.of(ConnectPlugins.mirror(), ConnectPlugins.debezium())),
                cluster,
                guard);
    }

    static CaptureWorld shared() {
        return SHARED;
    }
}
