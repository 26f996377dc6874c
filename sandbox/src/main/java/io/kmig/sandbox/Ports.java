package io.kmig.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Picks free loopback ports, each once.
 *
 * <p>They lie below the range the kernel hands out for outgoing connections (32768 and up on Linux). A client that
 * keeps trying a dead broker's port could otherwise be given that very port as its own end, connect to itself, and
 * keep the broker from coming back.
 */
final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private final RandomGenerator random;
    private final Set<Integer> given = new HashSet<>();

    Ports(RandomGenerator random) {
        this.random = random;
    }

    /** A port nothing listens on right now; another process may still take it, which its user must expect. */
    synchronized int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (given.add(port) && free(port)) return port;
        }
        throw SandboxException.portInUse("a sandbox process", HIGHEST);
    }

    /** @throws SandboxException {@code KMIG-5002} when something listens on this port */
    static void requireFree(String process, int port) {
        if (!free(port)) throw SandboxException.portInUse(process, port);
    }

    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            // taken, which is the answer
            return false;
        }
    }

    /** Whether something accepts connections there: cheaper, and quieter, than a client that keeps trying. */
    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), 500);
            return true;
        } catch (IOException e) {
            // not yet, which is the answer
            return false;
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }
}
