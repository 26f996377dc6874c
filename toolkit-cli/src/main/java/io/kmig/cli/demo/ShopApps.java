package io.kmig.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.ledger.Behind;
import io.kmig.ledger.ClusterAccess;
import io.kmig.ledger.Ledger;
import io.kmig.ledger.LedgerWaiter;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Question;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.AppSpecs;
import io.kmig.ledger.spec.StartAt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The shop's applications: one process that hosts a producer and two consumers, and dies with this one. kmig never talks
 * to it; the migration's hooks do, as an operator's would.
 */
final class ShopApps implements AutoCloseable {
    private static final String INVOICES = "shop.invoices";

    /** The one whose cleanup.policy is compact. */
    static final String CUSTOMERS = "shop.customers";

    /** Topics and their partitions. */
    static final Map<String, Integer> TOPICS =
            new TreeMap<>(Map.of("shop.orders", 4, "shop.payments", 2, "shop.receipts", 2, INVOICES, 4, CUSTOMERS, 2));

    private static final String PRODUCER = "shop";

    /** Writes receipts in transactions and aborts every twentieth on purpose. */
    private static final String TILL = "till";

    private static final int ABORT_EVERY = 20;

    /** Reads so slowly that it is far behind when it moves. */
    private static final String FAR_BEHIND = "audit";

    private static final List<String> CONSUMERS = List.of("billing", FAR_BEHIND);

    /** Reads orders and writes an invoice for each, position and invoice in one transaction. */
    private static final String PROCESSOR = "invoicer";

    /** Writes the compacted topic. */
    private static final String REGISTER = "register";

    private static final List<String> PRODUCERS = List.of(PRODUCER, TILL, REGISTER);
    private static final int KEYS = 500;
    private static final int VALUE_BYTES = 200;
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);
    private static final int ANSWER_MILLIS = 90_000;

    private final DemoWorld world;
    private final Process host;
    private final Path portFile;
    private final AppSpecs specs;
    private final ObjectMapper json = new ObjectMapper();

    private ShopApps(DemoWorld world, Process host, Path portFile, AppSpecs specs) {
        this.world = world;
        this.host = host;
        this.portFile = portFile;
        this.specs = specs;
    }

    static ShopApps start(DemoWorld world, DemoSpec spec) {
        try {
            String[] topics = TOPICS.keySet().toArray(new String[0]);
            AppSpecs specs = new AppSpecs(List.of(
                    AppSpec.producer(PRODUCER, "shop.orders", "shop.payments")
                            .rate(spec.rate())
                            .records(KEYS, VALUE_BYTES, spec.seed()),
                    AppSpec.producer(TILL, "shop.receipts")
                            .rate(Math.max(1, spec.rate() / 3))
                            .records(KEYS, VALUE_BYTES, spec.seed() + 1)
                            .inTransactions(ABORT_EVERY),
                    AppSpec.producer(REGISTER, CUSTOMERS)
                            .rate(Math.max(1, spec.rate() / 4))
                            .records(KEYS / 5, VALUE_BYTES, spec.seed() + 2),
                    AppSpec.processor(PROCESSOR, PROCESSOR, StartAt.EARLIEST, INVOICES, "shop.orders"),
                    AppSpec.consumer("billing", "billing", StartAt.EARLIEST, topics),
                    AppSpec.consumer(FAR_BEHIND, FAR_BEHIND, StartAt.EARLIEST, "shop.orders")
                            .rate(Math.max(1, spec.rate() / 12))));
            Path config = world.directory().resolve("apps.json");
            specs.write(config);
            Path portFile = world.directory().resolve("apps.port");
            writeDescription(world, portFile);
            Process host = new ProcessBuilder(
                            DemoWorld.java(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dkmig.log=" + world.directory().resolve("apps.log"),
                            "-cp",
                            DemoWorld.classPath(),
                            "io.kmig.ledger.apps.AppHost",
                            portFile.toString(),
                            world.directory().resolve("records").toString(),
                            config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(world.directory().resolve("apps.out").toFile())
                    .start();
            ShopApps apps = new ShopApps(world, host, portFile, specs);
            apps.awaitReady();
            return apps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The migration, as an operator would describe it; its hooks reach the applications over their control port. */
    private static void writeDescription(DemoWorld world, Path portFile) throws IOException {
        Path hook = world.directory().resolve("hook");
        Files.writeString(
                hook,
                String.join(
                        "\n",
                        "#!/bin/sh",
                        "exec '" + DemoWorld.java() + "' -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                                + DemoWorld.classPath() + "' io.kmig.ledger.apps.Control '" + portFile + "' \"$@\"",
                        ""));
        if (!hook.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + hook + " executable");
        }
        StringBuilder clients = new StringBuilder();
        for (String consumer : CONSUMERS) {
            clients.append(client(consumer, "groups: [" + consumer + "]"));
        }
        clients.append(client(PRODUCER, "produces: [shop.orders, shop.payments]"));
        clients.append(client(TILL, "produces: [shop.receipts], transactionalIds: [" + TILL + "]"));
        clients.append(client(REGISTER, "produces: [" + CUSTOMERS + "]"));
        clients.append(client(
                PROCESSOR,
                "groups: [" + PROCESSOR + "], produces: [" + INVOICES + "], transactionalIds: [" + PROCESSOR + "]"));
        Files.writeString(world.description(), """
                version: 1
                migration: demo
                blue: {bootstrap: "%s"}
                green: {bootstrap: "%s"}
                connect:
                  green: {url: "%s", manager: rest}
                replication: {topics: {include: ["shop\\\\..*"]}, groups: {include: [".*"]}, exactlyOnce: true}
                clients:
                %scutover: {mode: fenced, fence: [hook], maxWritePause: 30s, onFailure: pause, soak: 24h}
                """.formatted(
                        world.blueBootstrap(), world.greenBootstrap(), world.connectUrl(), clients));
    }

    private static String client(String name, String what) {
        return "  - {name: " + name + ", " + what + ", stop: {exec: [./hook, stop, " + name
                + "]}, start: {exec: [./hook, start, " + name + "]}, timeout: 60s}\n";
    }

    String describe() {
        return "producers shop -> shop.orders, shop.payments; till -> shop.receipts in transactions; register ->"
                + " shop.customers, compacted; invoicer shop.orders -> shop.invoices; consumers billing at the tail,"
                + " audit far behind";
    }

    void startAll(String label, String bootstrap) {
        for (AppSpec app : specs.clients()) {
            ask("start", app.name(), label, bootstrap);
        }
    }

    void stopProducers() {
        PRODUCERS.forEach(p -> ask("stop", p));
        ask("pace", FAR_BEHIND, "max");
    }

    void stopConsumers() {
        ask("stop", PROCESSOR);
        CONSUMERS.forEach(c -> ask("stop", c));
    }

    /** Records acknowledged so far. */
    long produced() {
        return sum("acked");
    }

    /** What the producer with the fewest has had acknowledged. */
    long leastProduced() {
        long least = Long.MAX_VALUE;
        for (JsonNode client : status()) {
            if (client.path("kind").asText().equals("producer")) {
                least = Math.min(least, client.path("acked").asLong());
            }
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    boolean allProcessed() {
        JsonNode clients = status();
        for (JsonNode client : clients) {
            String error = client.path("lastError").asText("");
            if (client.path("state").asText().equals("failed")) {
                throw broken("client " + client.path("name").asText() + " failed: " + error);
            }
        }
        return sum("processed") > 0;
    }

    private long sum(String figure) {
        long sum = 0;
        for (JsonNode client : status()) {
            sum += client.path(figure).asLong();
        }
        return sum;
    }

    private JsonNode status() {
        try {
            return json.readTree(ask("status")).path("clients");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until every group has read its side to the end. */
    void awaitDrained(Cluster home, Duration within) {
        try {
            String bootstrap = home == Cluster.GREEN ? world.greenBootstrap() : world.blueBootstrap();
            List<Behind> behind = new LedgerWaiter(ClusterAccess.plain(bootstrap))
                    .awaitCaughtUp(LedgerWaiter.readers(specs.clients()), within);
            if (!behind.isEmpty()) {
                throw broken("after " + within.toSeconds() + " s these have not read to the end: " + behind);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken("interrupted while the consumers read to the end");
        }
    }

    LedgerReport judge(Cluster home, Instant applyBegan) {
        return new Ledger(
                        world.directory().resolve("records"),
                        Map.of(
                                Cluster.BLUE, ClusterAccess.plain(world.blueBootstrap()),
                                Cluster.GREEN, ClusterAccess.plain(world.greenBootstrap())),
                        READ_WITHIN)
                .judge(Question.afterMigration()
                        .home(home)
                        .compacted(Set.of(CUSTOMERS))
                        .since(applyBegan.toEpochMilli()));
    }

    private String ask(String... command) {
        try (Socket socket = new Socket()) {
            List<String> where = Files.readAllLines(portFile);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(where.get(0))),
                    ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            String line = where.get(1) + "\t" + String.join("\t", command) + "\n";
            socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (answer == null || !answer.startsWith("ok")) {
                throw broken(String.join(" ", command) + ": " + (answer == null ? "no answer" : answer));
            }
            return answer.substring(2).strip();
        } catch (IOException e) {
            throw broken(String.join(" ", command) + ": " + e);
        }
    }

    private void awaitReady() {
        Instant until = Instant.now().plus(READY_WITHIN);
        while (!Files.exists(portFile)) {
            if (!host.isAlive() || Instant.now().isAfter(until)) {
                throw broken("they did not start within " + READY_WITHIN.toSeconds() + " s");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw broken("interrupted while they started");
            }
        }
    }

    private KmigException broken(String what) {
        return new KmigException(new Problem(
                ErrorCode.SANDBOX_PROCESS_DIED,
                "the demo's applications failed: " + what,
                "the sandbox is taken down",
                "run `kmig demo` again; with --keep the applications' log stays beside kmig.yaml"));
    }

    @Override
    public void close() {
        try {
            host.getOutputStream().close();
            if (!host.waitFor(20, TimeUnit.SECONDS)) {
                host.destroyForcibly();
            }
        } catch (IOException e) {
            host.destroyForcibly();
        } catch (InterruptedException e) {
            host.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
