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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The shop's applications: one process that hosts them all, and ends with this one or with a kept world's keeper. kmig
 * never talks to it; the migration's hooks do, as an operator's would.
 */
final class ShopApps implements AutoCloseable {
    static final String ORDERS = "shop.orders";
    static final String PAYMENTS = "shop.payments";
    static final String RECEIPTS = "shop.receipts";
    static final String INVOICES = "shop.invoices";

    /** The one whose cleanup.policy is compact. */
    static final String CUSTOMERS = "shop.customers";

    /** Topics and their partitions. */
    static final Map<String, Integer> TOPICS =
            new TreeMap<>(Map.of(ORDERS, 4, PAYMENTS, 2, RECEIPTS, 2, INVOICES, 4, CUSTOMERS, 2));

    static final String PRODUCER = "shop";

    /** Writes receipts in transactions and aborts every twentieth on purpose. */
    static final String TILL = "till";

    private static final int ABORT_EVERY = 20;

    /** Reads so slowly that it is far behind when it moves. */
    private static final String FAR_BEHIND = "audit";

    static final List<String> CONSUMERS = List.of("billing", FAR_BEHIND);

    /** Reads orders and writes an invoice for each, position and invoice in one transaction. */
    static final String PROCESSOR = "invoicer";

    /** Each reads as the group of its name. */
    static final List<String> GROUPS =
            Stream.concat(CONSUMERS.stream(), Stream.of(PROCESSOR)).toList();

    /** Writes the compacted topic. */
    static final String REGISTER = "register";

    /** Changes rows of the database, in transactions. */
    static final String WRITER = "office";

    private static final int TRANSACTIONS_PER_SECOND = 60;

    private static final List<String> WRITERS = List.of(PRODUCER, TILL, REGISTER, WRITER);
    /** Each must have had this much acknowledged on both sides; on the last one since it moved there. */
    static final long ENOUGH_RECORDS = 500;

    private static final long ENOUGH_TRANSACTIONS = 120;

    private static final int KEYS = 500;
    private static final int VALUE_BYTES = 200;
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);
    private static final int ANSWER_MILLIS = 90_000;
    private static final String OUTPUT = "apps.out";
    private static final int LAST_WORDS = 5;

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

    static ShopApps start(DemoWorld world, DemoSpec spec, ShopDatabase database) {
        try {
            String[] topics = TOPICS.keySet().toArray(new String[0]);
            AppSpecs specs = new AppSpecs(List.of(
                    AppSpec.producer(PRODUCER, ORDERS, PAYMENTS)
                            .rate(spec.rate())
                            .records(KEYS, VALUE_BYTES, spec.seed()),
                    AppSpec.producer(TILL, RECEIPTS)
                            .rate(Math.max(1, spec.rate() / 2))
                            .records(KEYS, VALUE_BYTES, spec.seed() + 1)
                            .inTransactions(ABORT_EVERY),
                    AppSpec.producer(REGISTER, CUSTOMERS)
                            .rate(Math.max(1, spec.rate() / 2))
                            .records(KEYS / 5, VALUE_BYTES, spec.seed() + 2),
                    database.writer(WRITER).rate(TRANSACTIONS_PER_SECOND).seed(spec.seed() + 3),
                    AppSpec.processor(PROCESSOR, PROCESSOR, StartAt.EARLIEST, INVOICES, ORDERS),
                    AppSpec.consumer("billing", "billing", StartAt.EARLIEST, topics),
                    AppSpec.consumer(FAR_BEHIND, FAR_BEHIND, StartAt.EARLIEST, ORDERS)
                            .rate(Math.max(1, spec.rate() / 12))));
            // with the password of the databases
            Path config = DemoWorld.ownersOnly(world.directory().resolve("apps.json"));
            specs.write(config);
            Path portFile = world.directory().resolve("apps.port");
            new ShopDescription(world, portFile).write(database);
            List<String> line = new ArrayList<>(List.of(
                    DemoWorld.java(),
                    "-Xmx192m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dkmig.log=" + world.directory().resolve("apps.log"),
                    "-cp",
                    DemoWorld.classPath(),
                    "io.kmig.ledger.apps.AppHost",
                    portFile.toString(),
                    world.records().toString(),
                    config.toString()));
            world.keeper().ifPresent(keeper -> line.add(Long.toString(keeper.pid())));
            Process host = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(world.directory().resolve(OUTPUT).toFile())
                    .start();
            ShopApps apps = new ShopApps(world, host, portFile, specs);
            apps.awaitReady();
            return apps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String describe() {
        return "office -> the database; producers shop -> shop.orders, shop.payments; till -> shop.receipts in transactions; register ->"
                + " shop.customers, compacted; invoicer shop.orders -> shop.invoices; consumers billing at the tail,"
                + " audit far behind";
    }

    void startAll(Cluster side) {
        for (AppSpec app : specs.clients()) {
            ask("start", app.name(), side.label(), world.bootstrap(side));
        }
    }

    void stopWriters() {
        WRITERS.forEach(p -> ask("stop", p));
        ask("pace", FAR_BEHIND, "max");
    }

    void stopConsumers() {
        ask("stop", PROCESSOR);
        CONSUMERS.forEach(c -> ask("stop", c));
    }

    /** Records acknowledged so far. */
    long produced() {
        return acked() - written().transactions();
    }

    /**
     * How far the writers are.
     *
     * @param records of the producer with the fewest acknowledged
     * @param transactions of the database's writer
     */
    record Written(long records, long transactions) {
        /** As much more as the ledger's verdict needs on a side to mean anything. */
        boolean enoughSince(Written before) {
            return records >= before.records + ENOUGH_RECORDS
                    && transactions >= before.transactions + ENOUGH_TRANSACTIONS;
        }
    }

    Written written() {
        long records = Long.MAX_VALUE;
        long transactions = 0;
        for (JsonNode client : status()) {
            long acked = client.path("acked").asLong();
            switch (client.path("kind").asText()) {
                case "producer", "processor" -> records = Math.min(records, acked);
                case "database-writer" -> transactions = acked;
                default -> {
                    // reads
                }
            }
        }
        return new Written(records == Long.MAX_VALUE ? 0 : records, transactions);
    }

    void requireNoneFailed() {
        for (JsonNode client : status()) {
            String error = client.path("lastError").asText("");
            if (client.path("state").asText().equals("failed")) {
                throw broken("client " + client.path("name").asText() + " failed: " + error);
            }
        }
    }

    /** The side each writer was started on last. */
    Map<String, Cluster> writersOn() {
        Map<String, Cluster> on = new TreeMap<>();
        for (JsonNode client : status()) {
            String name = client.path("name").asText();
            if (WRITERS.contains(name)) {
                on.put(name, Cluster.of(client.path("cluster").asText().toLowerCase(Locale.ROOT)));
            }
        }
        return on;
    }

    private long acked() {
        long sum = 0;
        for (JsonNode client : status()) {
            sum += client.path("acked").asLong();
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
            List<Behind> behind = new LedgerWaiter(ClusterAccess.plain(world.bootstrap(home)))
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
                        world.records(),
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
                "the demo's applications failed: " + what + (host.isAlive() ? "" : lastWords()),
                "the sandbox is taken down",
                "run `kmig demo` again; with --keep the applications' log stays beside kmig.yaml"));
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(world.directory().resolve(OUTPUT));
            return "; they ended with exit code " + host.exitValue() + ", and their last lines are: "
                    + String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
        } catch (IOException e) {
            return "; they ended with exit code " + host.exitValue();
        }
    }

    /** Of a kept world they stay, for the hooks of whatever a person runs next. */
    @Override
    public void close() {
        if (world.keeper().isPresent()) {
            return;
        }
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
