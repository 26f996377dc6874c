package io.kmig.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Speaks as much of Kafka's protocol as a broker from before 2.1 needs to be recognised as one: it answers ApiVersions as
 * such brokers do, a newer version of it with UNSUPPORTED_VERSION and no list, and Metadata in version 2 at most.
 */
final class OldBroker implements AutoCloseable {
    private static final short METADATA = 3;
    private static final short API_VERSIONS = 18;
    private static final short UNSUPPORTED_VERSION = 35;
    /** Produce, Fetch, ListOffsets, Metadata, ApiVersions: key, lowest and highest version. */
    private static final short[][] APIS = {{0, 0, 2}, {1, 0, 3}, {2, 0, 1}, {METADATA, 0, 2}, {API_VERSIONS, 0, 0}};

    private final ServerSocket server;

    private OldBroker(ServerSocket server) {
        this.server = server;
    }

    static OldBroker start() throws IOException {
        OldBroker broker = new OldBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon(broker::accept);
        return broker;
    }

    String bootstrap() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                daemon(() -> serve(client));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void serve(Socket client) {
        try (client;
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
            while (true) {
                ByteBuffer request = ByteBuffer.wrap(in.readNBytes(in.readInt()));
                short api = request.getShort();
                short version = request.getShort();
                ByteBuffer answer = ByteBuffer.allocate(512).putInt(request.getInt());
                if (api == API_VERSIONS) {
                    versions(answer, version);
                } else if (api == METADATA) {
                    metadata(answer);
                } else {
                    return;
                }
                out.writeInt(answer.position());
                out.write(answer.array(), 0, answer.position());
                out.flush();
            }
        } catch (IOException gone) {
            // so is the conversation
        }
    }

    private static void versions(ByteBuffer answer, short asked) {
        if (asked > 0) {
            answer.putShort(UNSUPPORTED_VERSION).putInt(0);
            return;
        }
        answer.putShort((short) 0).putInt(APIS.length);
        for (short[] api : APIS) {
            answer.putShort(api[0]).putShort(api[1]).putShort(api[2]);
        }
    }

    private void metadata(ByteBuffer answer) {
        answer.putInt(1).putInt(0);
        text(answer, "127.0.0.1");
        answer.putInt(server.getLocalPort()).putShort((short) -1);
        text(answer, "old-cluster");
        answer.putInt(0).putInt(0);
    }

    private static void text(ByteBuffer answer, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        answer.putShort((short) bytes.length).put(bytes);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "old-broker");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
