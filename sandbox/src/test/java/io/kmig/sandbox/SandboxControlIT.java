package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kmig.sandbox.child.Guard;
import io.kmig.sandbox.child.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxControlIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final SandboxControl control = new SandboxControl();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        if (!(control.status(directory) instanceof SandboxStatus.NotRunning)) control.down(directory, TIMEOUT);
    }

    @Test
    void keepsAWholeSandboxUntilDown() throws Exception {
        List<String> sentences = new ArrayList<>();
        SandboxSpec spec =
                SandboxSpec.in(directory).withPostgres(true).withEnvironment(Map.of("SECRET", "s3cret-word"));

        SandboxAddresses up = control.up(spec, sentences::add);
        SandboxStatus.Running running = (SandboxStatus.Running) control.status(directory);
        List<ProcessIdentity> all = everyProcess(up);

        assertThat(sentences).anyMatch(line -> line.startsWith("blue is ready at " + up.blueBootstrap()));
        assertThat(running.addresses()).isEqualTo(up);
        assertThat(running.healthy()).isTrue();
        assertThat(running.processes())
                .extracting(process -> process.process().name())
                .containsExactly("keeper", "blue-0", "green-0", "connect-0", "postgres", "capture-0");
        assertThat(clusterId(up.blueBootstrap())).isNotEqualTo(clusterId(up.greenBootstrap()));
        assertThat(Records.get(up.connectUrl() + "/connectors")).isEqualTo("[]");
        assertThat(Records.get(up.connectUrl() + "/connector-plugins"))
                .contains("io.debezium.connector.postgresql.PostgresConnector", "MirrorSourceConnector");
        assertThat(up.captureUrls()).hasSize(1).doesNotContainAnyElementsOf(up.connectUrls());
        assertThat(Records.get(up.captureUrls().get(0) + "/connector-plugins"))
                .contains("io.debezium.connector.postgresql.PostgresConnector");
        assertThat(up.jdbcUrls()).containsOnlyKeys("blue", "green");
        for (String url : up.jdbcUrls().values()) {
            DriverManager.getConnection(url, up.jdbcUser(), up.jdbcPassword()).close();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("sandbox.json"))))
                .isEqualTo("rw-------");
        assertThat(Processes.environment(pidOf(up, "connect-0"))).contains("SECRET=s3cret-word");
        for (ProcessIdentity process : all) {
            assertThat(Processes.commandLine(process.pid())).doesNotContain("s3cret-word", up.jdbcPassword());
        }

        control.down(directory, TIMEOUT);

        assertThat(control.status(directory)).isInstanceOf(SandboxStatus.NotRunning.class);
        Processes.awaitGone(all);
        assertThat(filesBelow(directory)).allMatch(name -> name.startsWith("logs/") || name.equals("keeper.lock"));
        assertThat(directory.resolve("logs/blue-0.log")).isNotEmptyFile();
    }

    @Test
    void tellsWhichProcessIsPausedOrDownAndRefusesASecondSandboxAndDiesWhole() throws Exception {
        SandboxAddresses up = control.up(SandboxSpec.in(directory), ProgressListener.silent());
        List<ProcessIdentity> all = everyProcess(up);
        long keeper = pidOf(up, "keeper");
        control.requireAlive(directory);

        signal("KILL", pidOf(up, "blue-0"));
        signal("STOP", pidOf(up, "green-0"));

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(((SandboxStatus.Running) control.status(directory)).processes())
                        .extracting(SandboxStatus.ProcessStatus::state)
                        .containsExactly(
                                SandboxStatus.ProcessState.UP,
                                SandboxStatus.ProcessState.DOWN,
                                SandboxStatus.ProcessState.PAUSED,
                                SandboxStatus.ProcessState.UP));
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> control.requireAlive(directory))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.PROCESS_FAILED))
                .withMessageContaining("blue-0")
                .withMessageContaining("the end of its log");
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> control.up(SandboxSpec.in(directory), ProgressListener.silent()))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.ALREADY_RUNNING))
                .withMessageContaining(Long.toString(keeper))
                .withMessageContaining(directory.toString());

        signal("KILL", keeper);

        Processes.awaitGone(all);
        await().atMost(TIMEOUT).until(() -> !Files.exists(directory.resolve("keeper.json")));
        assertThat(directory.resolve("sandbox.json")).doesNotExist();
        assertThat(directory.resolve("run")).doesNotExist();
        assertThat(control.status(directory)).isInstanceOf(SandboxStatus.NotRunning.class);
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> control.requireAlive(directory))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.NOT_RUNNING));
    }

    @Test
    void stopsASandboxThatIsStillStarting() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<ProcessIdentity> all = new ArrayList<>();

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> control.up(SandboxSpec.in(directory), sentence -> {
                    if (!threads.isEmpty()) return;
                    SandboxStatus starting = control.status(directory);
                    assertThat(starting).isInstanceOf(SandboxStatus.NotReady.class);
                    long keeper = ((SandboxStatus.NotReady) starting).keeperPid();
                    all.addAll(Processes.withDescendants(
                            Stream.of(ProcessHandle.of(keeper).orElseThrow())));
                    Thread down = new Thread(() -> control.down(directory, TIMEOUT));
                    down.start();
                    threads.add(down);
                }))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.PROCESS_FAILED));

        threads.get(0).join();
        assertThat(all).isNotEmpty();
        Processes.awaitGone(all);
        assertThat(directory.resolve("run")).doesNotExist();
    }

    @Test
    void sweepsWhatIsLeftWhenKeeperAndGuardWereBothKilled() throws Exception {
        SandboxAddresses up = control.up(SandboxSpec.in(directory).withPostgres(true), ProgressListener.silent());
        List<ProcessIdentity> all = everyProcess(up);
        long keeper = pidOf(up, "keeper");
        for (ProcessHandle child :
                ProcessHandle.of(keeper).orElseThrow().children().toList()) {
            if (Processes.commandLine(child.pid()).contains(Guard.class.getName())) signal("KILL", child.pid());
        }

        signal("KILL", keeper);

        // the JVMs notice by themselves; the database can't
        Processes.awaitGone(List.of(identity(up, "blue-0"), identity(up, "green-0"), identity(up, "connect-0")));
        assertThat(identity(up, "postgres").state()).isEqualTo(ProcessIdentity.State.UP);
        assertThat(control.status(directory)).isInstanceOf(SandboxStatus.NotRunning.class);

        control.down(directory, TIMEOUT);

        Processes.awaitGone(all);
        assertThat(directory.resolve("sandbox.json")).doesNotExist();
        assertThat(directory.resolve("run")).doesNotExist();
    }

    @Test
    void passesOnWhatTheKeeperFailedWithAndLeavesNothing() {
        SandboxSpec broken = SandboxSpec.in(directory).withWorkerProperties(Map.of("plugin.discovery", "by-magic"));

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> control.up(broken, ProgressListener.silent()))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.PROCESS_FAILED))
                .withMessageContaining("connect-0 ended with exit code")
                .withMessageContaining("Invalid plugin.discovery value");

        assertThat(control.status(directory)).isInstanceOf(SandboxStatus.NotRunning.class);
        assertThat(directory.resolve("run")).doesNotExist();
    }

    @Test
    void refusesDownWhereNothingRuns() {
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> control.down(directory, TIMEOUT))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.NOT_RUNNING))
                .withMessageContaining(directory.toString());
    }

    @Test
    void refusesToStartWithTooLittleSpaceAndSaysHowMuchThereIs() {
        SandboxSpec greedy = SandboxSpec.in(directory.resolve("new")).withMinimumFreeBytes(Long.MAX_VALUE);

        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(() -> control.up(greedy, ProgressListener.silent()))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(SandboxException.DISK))
                .withMessageContaining(Long.toString(Long.MAX_VALUE));

        assertThat(directory.resolve("new")).doesNotExist();
    }

    private static long pidOf(SandboxAddresses addresses, String name) {
        return identity(addresses, name).pid();
    }

    private static ProcessIdentity identity(SandboxAddresses addresses, String name) {
        return addresses.processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .map(Processes::identity)
                .orElseThrow();
    }

    /** The keeper with its guard, and what it started with their descendants. */
    private static List<ProcessIdentity> everyProcess(SandboxAddresses addresses) {
        return Processes.withDescendants(
                Stream.of(ProcessHandle.of(pidOf(addresses, "keeper")).orElseThrow()));
    }

    private static void signal(String signal, long pid) throws IOException {
        new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(signal, pid))
                .start()
                .onExit()
                .join();
    }

    private static String clusterId(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static List<String> filesBelow(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }
}
