package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.sandbox.child.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One node of the new version with a Connect worker, shared by all tests here. */
class KafkaClusterIT {
    private static ProcessGuard guard;
    private static KafkaCluster cluster;
    private static ConnectWorkers connect;

    @BeforeAll
    static void start() {
        guard = ProcessGuard.start();
        cluster = KafkaCluster.start(KafkaSpec.named("single"), guard);
        connect = ConnectWorkers.start(ConnectSpec.named("workers"), cluster, guard);
    }

    @AfterAll
    static void stop() {
        guard.close();
    }

    @Test
    void isReadyForRecordsWhenStartReturns() {
        String topic = "ready";

        Records.createTopic(cluster, topic, 1);
        Records.produce(cluster, topic, "a", "b");

        assertThat(Records.readAll(cluster, topic, 2)).containsExactly("a", "b");
    }

    @Test
    void keepsDataAndPortsThroughKillAndRestart() {
        Records.createTopic(cluster, "kept", 1);
        Records.produce(cluster, "kept", "before");
        String bootstrap = cluster.bootstrap();
        SandboxProcess before = cluster.processes().get(0);

        cluster.kill(0);
        ProcessIdentity.State killed = Processes.state(before);
        cluster.restart(0);

        assertThat(killed).isEqualTo(ProcessIdentity.State.DOWN);
        assertThat(cluster.bootstrap()).isEqualTo(bootstrap);
        assertThat(cluster.processes().get(0).pid()).isNotEqualTo(before.pid());
        assertThat(Records.readAll(cluster, "kept", 1)).containsExactly("before");
    }

    @Test
    void answersNothingWhilePausedAndEverythingAfterResume() {
        Records.createTopic(cluster, "paused", 1);

        cluster.pause(0);
        boolean answersPaused = Records.answers(cluster);
        ProcessIdentity.State paused = Processes.state(cluster.processes().get(0));
        cluster.resume(0);

        assertThat(paused).isEqualTo(ProcessIdentity.State.PAUSED);
        assertThat(answersPaused).isFalse();
        Records.produce(cluster, "paused", "after");
        assertThat(Records.readAll(cluster, "paused", 1)).containsExactly("after");
    }

    @Test
    void findsMirrorMakerOnARealPluginPath() throws Exception {
        String plugins = Records.get(connect.url() + "/connector-plugins");

        assertThat(plugins).contains("org.apache.kafka.connect.mirror.MirrorSourceConnector");
        assertThat(KafkaDist.of(KafkaSpec.V4_3_1).classPath()).doesNotContain("connect-mirror");
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        assertThat(Records.listeningAddresses(cluster.processes().get(0).pid())).containsOnly("127.0.0.1");
        assertThat(Records.listeningAddresses(connect.processes().get(0).pid())).containsOnly("127.0.0.1");
    }

    @Test
    void writesLogsBelowItsDirectory() {
        Path log = Path.of(cluster.processes().get(0).log());

        assertThat(log).isRegularFile().isNotEmptyFile();
        assertThat(Files.exists(log.getParent().resolveSibling("conf"))).isTrue();
    }

    @Test
    void workerComesBackOnItsPortAfterKill() throws Exception {
        String url = connect.url();

        connect.kill(0);
        ProcessIdentity.State killed = Processes.state(connect.processes().get(0));
        connect.restart(0);

        assertThat(killed).isEqualTo(ProcessIdentity.State.DOWN);
        assertThat(connect.urls()).containsExactly(url);
        assertThat(Records.get(url + "/connectors")).isEqualTo("[]");
    }
}
