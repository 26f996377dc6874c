package io.kmig.cli.wiring;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.adapter.journal.JournalSettings;
import io.kmig.adapter.journal.TwoPlaceJournal;
import io.kmig.adapter.journal.UninterruptedJournal;
import io.kmig.adapter.kafka.KafkaCluster;
import io.kmig.adapter.kafka.KafkaRecordLog;
import io.kmig.adapter.kafka.MirrorTopics;
import io.kmig.adapter.process.ProcessHooks;
import io.kmig.adapter.secret.Redactor;
import io.kmig.adapter.secret.SecretResolver;
import io.kmig.adapter.sql.SqlDatabases;
import io.kmig.adapter.time.SystemPacer;
import io.kmig.cli.config.ConfigReader;
import io.kmig.cli.config.Overrides;
import io.kmig.cli.config.StarterCheck;
import io.kmig.cli.session.Session;
import io.kmig.cli.session.Sessions;
import io.kmig.cli.session.Starter;
import io.kmig.cli.starter.StarterFile;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Estate;
import io.kmig.core.journal.Entry;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.MirrorRecords;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.RecordLog;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClusterSpec;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Opens migrations with real clients. */
final class LiveSessions implements Sessions {
    private final Terminal terminal;
    private final Redactor redactor;

    LiveSessions(Terminal terminal, Redactor redactor) {
        this.terminal = terminal;
        this.redactor = redactor;
    }

    @Override
    public Session open(Path description, Map<String, String> overrides) {
        MigrationSpec spec = new ConfigReader().read(description, new Overrides(overrides));
        Path base = parent(description.toAbsolutePath().normalize());
        Path state = logTo(base.resolve(".kmig").resolve(spec.name()));
        Map<String, Object> blue = client(spec.blue());
        Map<String, Object> green = client(spec.green());

        // reached at the same time, so that whoever is down is named in one go
        CompletableFuture<KafkaCluster> blueSide = later(() -> new KafkaCluster(Colour.BLUE, blue));
        CompletableFuture<KafkaCluster> greenSide = later(() -> new KafkaCluster(Colour.GREEN, green));
        CompletableFuture<ConnectRest> workers = later(() -> {
            ConnectRest connect = new ConnectRest(spec.connectGreen().url());
            connect.worker();
            return connect;
        });
        List<Problem> problems = new ArrayList<>();
        for (CompletableFuture<?> part : List.of(blueSide, greenSide, workers)) {
            collect(part, problems);
        }
        if (!problems.isEmpty()) {
            close(blueSide, greenSide);
            throw new KmigException(problems, null);
        }
        KafkaRecordLog blueLog = new KafkaRecordLog(Colour.BLUE, blue);
        KafkaRecordLog greenLog = new KafkaRecordLog(Colour.GREEN, green);
        MirrorTopics mirrorTopics = new MirrorTopics(Colour.GREEN, green);
        JournalSettings journal = new JournalSettings(
                spec.name(), state, green, Clock.systemUTC(), note -> terminal.say("note: " + note));
        SqlDatabases databases = new SqlDatabases(new SecretResolver(System.getenv(), redactor)::resolve);
        ProcessHooks hooks = new ProcessHooks(base, this::confirmed, redactor::redact);
        return new LiveSession(
                spec,
                new Estates(
                        ReportedInterrupts.of(ClusterPort.class, blueSide.join()),
                        ReportedInterrupts.of(ClusterPort.class, greenSide.join()),
                        ReportedInterrupts.of(RecordLog.class, blueLog),
                        ReportedInterrupts.of(RecordLog.class, greenLog),
                        ReportedInterrupts.of(ConnectPort.class, workers.join()),
                        ReportedInterrupts.of(MirrorRecords.class, mirrorTopics),
                        ReportedInterrupts.of(DatabasePort.class, databases)),
                ReportedInterrupts.of(HookPort.class, hooks),
                ReportedInterrupts.of(Pacer.class, new SystemPacer()),
                state,
                () -> history(journal),
                () -> new UninterruptedJournal(TwoPlaceJournal.open(journal, operator())),
                (survey, history) -> new Provers(spec, blue, green, state, workers.join()).open(survey, history),
                () -> {
                    databases.close();
                    mirrorTopics.close();
                    blueLog.close();
                    greenLog.close();
                    close(blueSide, greenSide);
                });
    }

    @Override
    public String starter(Starter starter) {
        StarterCheck.check(told(starter));
        ClusterSpec blue = new ClusterSpec(starter.blueBootstrap(), properties(starter), null);
        try (KafkaCluster cluster = new KafkaCluster(Colour.BLUE, client(blue))) {
            Estate estate = new Estate(cluster.identity(), cluster.topics(), cluster.groups());
            Path properties = starter.blueProperties();
            return StarterFile.text(new StarterFile.Known(
                    starter.migration(),
                    new StarterFile.Side(starter.blueBootstrap(), properties == null ? null : properties.toString()),
                    Optional.ofNullable(starter.greenBootstrap()).map(g -> new StarterFile.Side(g, null)),
                    Optional.ofNullable(starter.connectUrl()),
                    estate));
        }
    }

    private static Map<String, String> told(Starter starter) {
        Map<String, String> told = new HashMap<>();
        told.put("--name", starter.migration());
        told.put("--blue", starter.blueBootstrap());
        Optional.ofNullable(starter.greenBootstrap()).ifPresent(g -> told.put("--green", g));
        Optional.ofNullable(starter.connectUrl()).ifPresent(c -> told.put("--connect", c));
        return told;
    }

    private static Map<String, String> properties(Starter starter) {
        Path file = starter.blueProperties();
        if (file == null) {
            return Map.of();
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new KmigException(
                    new Problem(
                            ErrorCode.CONFIG_NOT_FOUND,
                            "cannot read the client properties " + file + ": " + e.getMessage(),
                            "nothing was changed",
                            "name a readable properties file with --blue-properties"),
                    e);
        }
        Map<String, String> properties = new HashMap<>();
        read.stringPropertyNames().forEach(k -> properties.put(k, read.getProperty(k)));
        return properties;
    }

    private static List<Entry> history(JournalSettings journal) {
        try (JournalPort view = TwoPlaceJournal.readOnly(journal)) {
            return view.entries();
        }
    }

    /** Host, pid and start time: together they name one process for good. */
    private static String operator() {
        ProcessHandle self = ProcessHandle.current();
        String host = System.getenv().getOrDefault("HOSTNAME", "localhost");
        String since = self.info().startInstant().map(Object::toString).orElse("unknown");
        return host + " pid " + self.pid() + " since " + since;
    }

    private boolean confirmed(String instruction) {
        String answer = terminal.ask(instruction + "\nType yes when it is done: ");
        return answer != null && (answer.equalsIgnoreCase("yes") || answer.equalsIgnoreCase("y"));
    }

    private Map<String, Object> client(ClusterSpec cluster) {
        Map<String, Object> properties =
                new HashMap<>(new SecretResolver(System.getenv(), redactor).resolve(cluster.properties()));
        properties.put("bootstrap.servers", cluster.bootstrap());
        return properties;
    }

    /** From here on the process has a log file; nothing of it goes to the terminal. */
    private static Path logTo(Path state) {
        try {
            Files.createDirectories(state);
        } catch (IOException e) {
            // before anybody is reached: without it there is no journal, and without a journal no act
            throw new KmigException(
                    new Problem(
                            ErrorCode.JOURNAL_UNWRITABLE,
                            "cannot make the state directory " + state + ", where the journal is kept: " + e,
                            "nothing was changed",
                            "make it a directory that you can write to, then run the same command again"),
                    e);
        }
        if (System.getProperty("kmig.log") == null) {
            System.setProperty("kmig.log", state.resolve("kmig.log").toString());
        }
        return state;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static <T> CompletableFuture<T> later(Supplier<T> part) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(part.get());
                    } catch (RuntimeException | Error e) {
                        future.completeExceptionally(e);
                    }
                },
                "reach");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    private static void collect(CompletableFuture<?> part, List<Problem> problems) {
        try {
            part.get();
        } catch (InterruptedException e) {
            // a side that may never answer is not waited for: it ends with the process
            throw new KmigException(
                    new Problem(
                            ErrorCode.INTERRUPTED,
                            "interrupted while reaching blue, green and the workers",
                            "nothing was changed",
                            "run the same command again"),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KmigException failure) {
                problems.addAll(failure.problems());
            } else {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static void close(CompletableFuture<KafkaCluster> blue, CompletableFuture<KafkaCluster> green) {
        for (CompletableFuture<KafkaCluster> side : List.of(blue, green)) {
            if (!side.isCompletedExceptionally()) {
                side.join().close();
            }
        }
    }
}
