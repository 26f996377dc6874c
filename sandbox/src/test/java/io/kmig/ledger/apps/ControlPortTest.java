package io.kmig.ledger.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPortTest {
    @TempDir
    Path dir;

    private final AtomicBoolean quit = new AtomicBoolean();
    private Path portFile;
    private ControlPort port;

    @BeforeEach
    void open() throws IOException {
        portFile = dir.resolve("port");
        port = ControlPort.open(portFile, new Commands(Map.of(), () -> quit.set(true)));
    }

    @AfterEach
    void close() throws IOException {
        port.close();
    }

    @Test
    void onlyTheOwnerCanReadTheToken() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(portFile)))
                .isEqualTo("rw-------");
    }

    @Test
    void withoutTheTokenNothingIsDone() throws IOException {
        assertThat(ask("guess", "quit")).startsWith("error").contains("token");
        assertThat(ask("", "quit")).startsWith("error").contains("token");
        assertThat(quit).isFalse();

        assertThat(ask(token(), "quit")).isEqualTo("ok");
        assertThat(quit).isTrue();
    }

    @Test
    void whatItDoesNotUnderstandIsAnErrorWithAReason() throws IOException {
        assertThat(ask(token())).startsWith("error").contains("unknown command");
        assertThat(ask(token(), "start", "x", "red", "b:1")).startsWith("error").contains("blue or green");
        assertThat(ask(token(), "stop", "x")).startsWith("error").contains("no client is called 'x'");
        assertThat(ask(token(), "start", "x", "blue", "b:1", "/no/such/file"))
                .startsWith("error")
                .contains("properties file");
    }

    @Test
    void aCommandLongerThanAnyIsHungUpOnAndTheNextIsServed() throws IOException {
        String hugeToken = "x".repeat(20_000);

        assertThat(ask(hugeToken, "quit")).isEmpty();

        assertThat(ask(token(), "status")).isEqualTo("ok {\"clients\":[]}");
    }

    private String token() throws IOException {
        return Files.readAllLines(portFile).get(1);
    }

    private String ask(String token, String... words) throws IOException {
        int number = Integer.parseInt(Files.readAllLines(portFile).get(0));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), number)) {
            socket.setSoTimeout(10_000);
            String line = words.length == 0 ? token : token + "\t" + String.join("\t", List.of(words));
            try {
                socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
                return new String(socket.getInputStream().readAllBytes(), UTF_8).strip();
            } catch (SocketException hungUp) {
                return "";
            }
        }
    }
}
