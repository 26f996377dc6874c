package io.kmig.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks a ZooKeeper which ephemeral nodes live, by its {@code dump} command. */
final class ZooKeeperSessions {
    /** Lets the server answer; in its configuration file the same setting comes too late. */
    static final Jvm JVM = new Jvm(64, List.of("-Dzookeeper.4lw.commands.whitelist=dump"));

    private static final String HEADING = "Sessions with Ephemerals";
    private static final int TIMEOUT_MILLIS = 2_000;

    private ZooKeeperSessions() {}

    /**
     * Whether a broker's registration is still there. It outlives a killed broker until its session ends, and a broker
     * that starts meanwhile gives up ({@code NodeExistsException}).
     */
    static boolean registered(int port, int broker) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("dump".getBytes(StandardCharsets.US_ASCII));
            String dump = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!dump.contains(HEADING)) throw new IOException("no answer to dump: " + dump);
            return dump.lines().anyMatch(line -> line.strip().equals("/brokers/ids/" + broker));
        }
    }
}
