package io.kmig.ledger.apps;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives one command to an {@link AppHost}; meant for migration hooks, so it has to start fast: the JDK only, no lambdas,
 * no formatting, and text put together without the machinery behind {@code +}.
 *
 * <pre>
 * Control [--timeout SECONDS] PORT-FILE start NAME [blue|green [BOOTSTRAP [PROPERTIES-FILE]]]
 * Control [--timeout SECONDS] PORT-FILE stop NAME
 * Control [--timeout SECONDS] PORT-FILE pace NAME RECORDS-PER-SECOND|max
 * Control [--timeout SECONDS] PORT-FILE status
 * Control [--timeout SECONDS] PORT-FILE quit
 * </pre>
 *
 * <p>Where to start is taken from {@code KMIG_TARGET} and {@code KMIG_TARGET_BOOTSTRAP} when not given; a database writer
 * knows its databases and needs no bootstrap servers. Exit code 0 when
 * done, 1 when not, with the reason on standard error, 2 for a wrong command line.
 */
public final class Control {
    private static final int DEFAULT_TIMEOUT_SECONDS = 90;
    private static final int CONNECT_WITHIN_MS = 5_000;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private Control() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        int at = 0;
        int timeout = DEFAULT_TIMEOUT_SECONDS;
        if (args.length > 1 && args[0].equals("--timeout")) {
            try {
                timeout = Integer.parseInt(args[1]);
            } catch (NumberFormatException e) {
                return usage("--timeout needs a number of seconds");
            }
            if (timeout < 1) return usage("--timeout needs at least one second");
            at = 2;
        }
        if (args.length - at < 2) return usage("the port file and a command are needed");
        String portFile = args[at];
        List<String> command = new ArrayList<>();
        for (int i = at + 1; i < args.length; i++) command.add(args[i]);
        if (command.get(0).equals("start") && command.size() == 2) {
            String cluster = System.getenv("KMIG_TARGET");
            String bootstrap = System.getenv("KMIG_TARGET_BOOTSTRAP");
            if (cluster == null)
                return usage("start needs a cluster and its bootstrap servers, "
                        .concat("as arguments or in KMIG_TARGET and KMIG_TARGET_BOOTSTRAP"));
            command.add(cluster);
            if (bootstrap != null) command.add(bootstrap);
        }
        return give(portFile, command, timeout);
    }

    private static int give(String portFile, List<String> command, int timeoutSeconds) {
        List<String> where;
        try {
            where = Files.readAllLines(Path.of(portFile));
        } catch (IOException e) {
            return failed("no host of applications is running: its port file can't be read: ".concat(portFile));
        }
        if (where.size() < 2) return failed("not a port file: ".concat(portFile));
        StringBuilder line = new StringBuilder(where.get(1));
        for (String word : command) {
            if (word.indexOf('\t') >= 0 || word.indexOf('\n') >= 0) return usage("no tabs or line ends in a command");
            line.append('\t').append(word);
        }
        line.append('\n');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), Integer.parseInt(where.get(0))),
                    CONNECT_WITHIN_MS);
            socket.setSoTimeout(Math.multiplyExact(timeoutSeconds, 1000));
            socket.getOutputStream().write(line.toString().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return report(answer(socket.getInputStream()));
        } catch (SocketTimeoutException e) {
            return failed("no answer within "
                    .concat(Integer.toString(timeoutSeconds))
                    .concat(" s; the command may still be carried out"));
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return failed("no answer from the host of applications: ".concat(String.valueOf(e.getMessage())));
        }
    }

    private static int report(@Nullable String answer) {
        if (answer == null) return failed("the host of applications hung up without an answer");
        if (answer.startsWith("error"))
            return failed(answer.substring("error".length()).trim());
        String text = answer.substring("ok".length()).trim();
        if (!text.isEmpty()) System.out.println(text);
        return 0;
    }

    private static @Nullable String answer(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') return line.toString(StandardCharsets.UTF_8);
            line.write(b);
        }
        return null;
    }

    private static int failed(String why) {
        System.err.println(why);
        return 1;
    }

    private static int usage(String why) {
        System.err.println(why);
        System.err.println("usage: Control [--timeout SECONDS] PORT-FILE start|stop|pace|status|quit ...");
        return 2;
    }
}
