package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
    /** Linux gives outgoing connections ports from here on. */
    private static final int FIRST_EPHEMERAL = 32_768;

    @Test
    void givesEachPortOnceAndNoneThatAnOutgoingConnectionCouldHave() {
        Ports ports = new Ports(new Random(1));

        List<Integer> given = IntStream.range(0, 50).mapToObj(i -> ports.next()).toList();

        assertThat(given).doesNotHaveDuplicates().allMatch(port -> port < FIRST_EPHEMERAL && port > 1024);
    }

    @Test
    void seesThatAPortIsTakenAndThatItAnswers() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();

            assertThat(Ports.free(port)).isFalse();
            assertThat(Ports.answers(port)).isTrue();
            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> Ports.requireFree("blue-0", port))
                    .withMessageContaining("blue-0 was to listen on 127.0.0.1:" + port);
        }
        assertThat(Ports.free(port)).isTrue();
        assertThat(Ports.answers(port)).isFalse();
    }
}
