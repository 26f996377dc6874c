package io.kmig.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.ClusterAccess;
import io.kmig.ledger.Ledger;
import io.kmig.ledger.LedgerWaiter;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Question;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.AppSpecs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Real applications of a migration in a process of their own, and a program {@code hook} beside kmig.yaml by which kmig
 * stops and starts them. A test makes the hook misbehave with files of a name such as {@code fail-stop-billing}:
 *
 * <ul>
 *   <li>{@code fail}: it ends with exit code 7 and does nothing
 *   <li>{@code hold}: it waits before it does its work, as long as the file is there
 *   <li>{@code linger}: the same after its work
 * </ul>
 *
 * It writes a line into {@code calls} each time.
 */
final class Applications implements AutoCloseable {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private final Migration migration;
    private final Process host;
    private final List<AppSpec> specs;
    private final ObjectMapper json = new ObjectMapper();

    private Applications(Migration migration, Process host, List<AppSpec> specs) {
        this.migration = migration;
        this.host = host;
        this.specs = specs;
    }

    /** Starts all of them on blue and waits until each has done something there. */
    static Applications startOnBlue(Migration migration, AppSpec... specs) {
        try {
            new AppSpecs(List.of(specs)).write(migration.directory().resolve("apps.json"));
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Path hook = migration.write("hook", """
                    #!/bin/sh
                    echo "$1 $2 $KMIG_TARGET" >>calls
                    while [ -e "hold-$1-$2" ]; do sleep 0.1; done
                    if [ -e "fail-$1-$2" ]; then echo "no luck with $2"; exit 7; fi
                    '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' io.kmig.ledger.apps.Control port "$@" || exit 1
                    while [ -e "linger-$1-$2" ]; do sleep 0.1; done
                    """.formatted(java, System.getProperty("java.class.path")));
            hook.toFile().setExecutable(true);
            migration.write("calls", "");
            Process host = new ProcessBuilder(
                            java,
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.kmig.ledger.apps.AppHost",
                            "port",
                            "records",
                            "apps.json")
                    .directory(migration.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(migration.directory().resolve("apps.out").toFile())
                    .start();
            Applications apps = new Applications(migration, host, List.of(specs));
            await("control port")
                    .atMost(AT_MOST)
                    .until(() -> Files.exists(migration.directory().resolve("port")));
            for (AppSpec app : specs) {
                apps.ask(
                        "start",
                        app.name(),
                        "blue",
                        migration.clusters().cluster(Colour.BLUE).bootstrap());
            }
            for (AppSpec app : specs) {
                apps.awaitStatus(
                        app.name(),
                        s -> s.path("acked").asLong() + s.path("processed").asLong() > 0);
            }
            return apps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The client as kmig.yaml describes it. */
    String client(String app, String more) {
        AppSpec spec =
                specs.stream().filter(s -> s.name().equals(app)).findFirst().orElseThrow();
        return "{name: " + app
                + (spec.group() == null ? "" : ", groups: [" + spec.group() + "]")
                + (spec.writes().isEmpty() ? "" : ", produces: [" + String.join(", ", spec.writes()) + "]")
                + ", stop: {exec: [./hook, stop, " + app + "]}, start: {exec: [./hook, start, " + app + "]}" + more
                + "}";
    }

    void set(String misbehaviour) {
        migration.write(misbehaviour, "");
    }

    void unset(String misbehaviour) {
        migration.directory().resolve(misbehaviour).toFile().delete();
    }

    /** Lines {@code verb client target}, one for each call of a hook. */
    List<String> calls() {
        try {
            return Files.readAllLines(migration.directory().resolve("calls"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitCall(String line) {
        awaitCall(line, 1);
    }

    /** @param times counted from the start of the applications */
    void awaitCall(String line, int times) {
        await("call " + line).atMost(AT_MOST).until(() -> Collections.frequency(calls(), line) >= times);
    }

    JsonNode status(String app) {
        try {
            for (JsonNode client : json.readTree(ask("status")).path("clients")) {
                if (client.path("name").asText().equals(app)) {
                    return client;
                }
            }
            throw new IllegalArgumentException(app);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode awaitStatus(String app, Predicate<JsonNode> condition) {
        return await(app).atMost(AT_MOST).pollInterval(Duration.ofMillis(50)).until(() -> status(app), condition);
    }

    boolean runsOn(String app, Colour colour) {
        JsonNode status = status(app);
        return status.path("state").asText().equals("running")
                && status.path("cluster").asText().equalsIgnoreCase(colour.label());
    }

    /** As {@link #judgeOnGreen()}, once the reverse mirrors have brought to blue what was born on green. */
    LedgerReport judgeOnGreenAndTheWayBack() throws InterruptedException {
        return judgeOnBothSides(Colour.GREEN);
    }

    /** Ends the writing, lets everybody read green to the end, and judges every record. */
    LedgerReport judgeOnGreen() throws InterruptedException {
        return judgeOn(Colour.GREEN);
    }

    /** The same on either side, once the mirrors have brought the other one as many records. */
    LedgerReport judgeOnBothSides(Colour home) throws InterruptedException {
        LedgerReport atHome = judgeOn(home);
        Long expected = home == Colour.GREEN ? atHome.visibleOnGreen() : atHome.visibleOnBlue();
        return await("both sides show as many records: " + expected)
                .atMost(AT_MOST)
                .until(
                        () -> ledger(home),
                        l -> l.visibleOnBlue() != null && l.visibleOnBlue().equals(l.visibleOnGreen()));
    }

    private LedgerReport judgeOn(Colour home) throws InterruptedException {
        specs.stream().filter(s -> !s.writes().isEmpty()).forEach(s -> ask("stop", s.name()));
        var behind = new LedgerWaiter(access(home)).awaitCaughtUp(LedgerWaiter.readers(specs), AT_MOST);
        if (!behind.isEmpty()) {
            throw new AssertionError("not read to the end: " + behind);
        }
        specs.forEach(s -> ask("stop", s.name()));
        return ledger(home);
    }

    private LedgerReport ledger(Colour home) {
        return new Ledger(
                        migration.directory().resolve("records"),
                        Map.of(Cluster.BLUE, access(Colour.BLUE), Cluster.GREEN, access(Colour.GREEN)),
                        AT_MOST)
                .judge(Question.afterMigration().home(home == Colour.GREEN ? Cluster.GREEN : Cluster.BLUE));
    }

    private ClusterAccess access(Colour side) {
        return ClusterAccess.plain(migration.clusters().cluster(side).bootstrap());
    }

    String ask(String... command) {
        try {
            List<String> where = Files.readAllLines(migration.directory().resolve("port"));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(where.get(0)))) {
                socket.getOutputStream()
                        .write((where.get(1) + "\t" + String.join("\t", command) + "\n")
                                .getBytes(StandardCharsets.UTF_8));
                String answer = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                if (answer == null || !answer.startsWith("ok")) {
                    throw new IllegalStateException(String.join(" ", command) + ": " + answer);
                }
                return answer.substring(2).strip();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            host.getOutputStream().close();
            if (!host.waitFor(30, TimeUnit.SECONDS)) {
                host.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            host.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
