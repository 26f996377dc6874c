package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailuresIT {
    @TempDir
    private Path directory;

    @Test
    void namesTheRequestedPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaSpec spec = KafkaSpec.named("fixed").withPorts(List.of(taken.getLocalPort()));

            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> KafkaCluster.start(spec))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.PORT_IN_USE))
                    .satisfies(failure -> assertThat(failure.remedy()).contains("" + taken.getLocalPort()))
                    .withMessageContaining("fixed-0")
                    .withMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void takesAnotherPortWhenOneIsLostBetweenPickAndBind() {
        try (ProcessGuard guard = ProcessGuard.start();
                PortThief thief = new PortThief();
                KafkaCluster cluster =
                        KafkaCluster.start(KafkaSpec.named("robbed"), guard, () -> {}, new Ports(thief))) {
            assertThat(thief.stolen()).isPositive();
            assertThat(cluster.bootstrap()).doesNotContain(Integer.toString(thief.stolen()));
            assertThat(Records.answers(cluster)).isTrue();
        }
    }

    @Test
    void quotesTheLogOfAProcessThatEndsAndDoesNotWaitForTheTimeout() {
        KafkaSpec spec = KafkaSpec.named("broken")
                .withBrokerProperties(Map.of("num.io.threads", "-1"))
                .withReadyTimeout(Duration.ofHours(1))
                .withDirectory(directory);

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> KafkaCluster.start(spec))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.PROCESS_FAILED))
                .withMessageContaining("broken-0 ended with exit code 1")
                .withMessageContaining("Invalid value -1 for configuration num.io.threads");
    }

    @Test
    void tellsWhatWasLastSeenOfAProcessThatDoesNotGetReadyInTime() {
        KafkaSpec spec = KafkaSpec.named("slow").withReadyTimeout(Duration.ofMillis(1));

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> KafkaCluster.start(spec))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.NOT_READY))
                .withMessageContaining("accept connections")
                .withMessageContaining("slow-0.log");
    }

    @Test
    void tellsOfAProcessThatDiedByItselfLater() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(KafkaSpec.named("dying"))) {
            cluster.requireAlive();
            ProcessHandle broker =
                    ProcessHandle.of(cluster.processes().get(0).pid()).orElseThrow();

            broker.destroyForcibly();
            broker.onExit().join();

            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(cluster::requireAlive)
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.PROCESS_FAILED))
                    .withMessageContaining("dying-0 ended with exit code 137");
        }
    }

    /** Takes the first port that was picked as soon as the second is asked for: the race, made certain. */
    private static final class PortThief implements RandomGenerator, AutoCloseable {
        private final RandomGenerator random = new Random();
        private int first;
        private ServerSocket socket;

        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public int nextInt(int origin, int bound) {
            int port = random.nextInt(origin, bound);
            if (first == 0) {
                first = port;
            } else if (socket == null) {
                try {
                    socket = new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
                } catch (IOException e) {
                    // it was taken by somebody else before: then the next pick is the first
                    first = port;
                }
            }
            return port;
        }

        int stolen() {
            return socket == null ? 0 : socket.getLocalPort();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
