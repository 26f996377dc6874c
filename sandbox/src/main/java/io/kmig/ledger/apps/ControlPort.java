package io.kmig.ledger.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Takes commands on a loopback port: one line per connection, the token and the command's words with tabs between them;
 * answered by one line, {@code ok} or {@code error} with a text. Where the port is, and the token, is in a file only its
 * owner can read.
 */
final class ControlPort implements Closeable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int LONGEST_COMMAND = 16 * 1024;
    private static final int COMMAND_WITHIN_MS = 10_000;
    private static final int AT_A_TIME = 32;

    private final Commands commands;
    private final ServerSocket server;
    private final String token;
    private final ExecutorService workers =
            new ThreadPoolExecutor(0, AT_A_TIME, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), ControlPort::daemon);

    private ControlPort(Commands commands, ServerSocket server, String token) {
        this.commands = commands;
        this.server = server;
        this.token = token;
    }

    /** Listens, and only then writes the file: who sees the file can connect. */
    static ControlPort open(Path file, Commands commands) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        ServerSocket server = new ServerSocket(0, 64, InetAddress.getByAddress(LOOPBACK));
        ControlPort port = new ControlPort(commands, server, HexFormat.of().formatHex(random));
        try {
            port.announce(file);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        daemon(port::accept).start();
        return port;
    }

    private void announce(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, server.getLocalPort() + "\n" + token + "\n");
        Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                try {
                    workers.execute(() -> serve(socket));
                } catch (RejectedExecutionException tooMany) {
                    socket.close();
                }
            } catch (IOException e) {
                if (server.isClosed()) return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(COMMAND_WITHIN_MS);
            String answer = answer(line(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            out.write((answer.replace('\n', ' ') + '\n').getBytes(UTF_8));
            out.flush();
        } catch (IOException gone) {
            // whoever asked isn't there any more to be told
        }
    }

    private String answer(String line) {
        List<String> words = List.of(line.split("\t", -1));
        if (!MessageDigest.isEqual(words.get(0).getBytes(UTF_8), token.getBytes(UTF_8)))
            return "error the token is not this host's";
        try {
            return ("ok " + commands.run(words.subList(1, words.size()))).strip();
        } catch (Refusal e) {
            return "error " + e.getMessage();
        } catch (RuntimeException e) {
            return "error " + Failure.of(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() == LONGEST_COMMAND) throw new IOException("a command is longer than any is");
            line.write(b);
        }
        return line.toString(UTF_8);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "control");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        server.close();
        workers.shutdown();
    }
}
