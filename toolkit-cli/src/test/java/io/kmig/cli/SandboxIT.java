package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox as a person takes it up, uses it and takes it down. One start shows everything: starts are dear. */
class SandboxIT {
    @TempDir
    Path directory;

    private boolean up;

    @AfterEach
    void takeDown() {
        if (up) {
            KmigRun.in(directory, "sandbox", "down", "--dir", "box");
        }
    }

    @Test
    void upPrintsWhatAnswersStatusWhatRunsAndDownLeavesNothing() throws Exception {
        up = true;
        KmigRun started = KmigRun.in(directory, "sandbox", "up", "--dir", "box", "--nodes", "3", "--postgres");

        Map<String, String> printed = addresses(started.exits(0));
        assertThat(nodes(printed.get("blue"))).isEqualTo(3);
        assertThat(nodes(printed.get("green"))).isEqualTo(3);
        assertThat(get(printed.get("connect") + "/connector-plugins")).contains("MirrorSourceConnector", "debezium");
        assertThat(get(printed.get("capture") + "/connector-plugins")).contains("debezium");
        assertThat(walLevel(printed.get("postgres blue"))).isEqualTo("logical");
        assertThat(walLevel(printed.get("postgres green"))).isEqualTo("logical");
        assertThat(Path.of(printed.get("logs")).resolve("green-2.log")).isNotEmptyFile();
        started.says("blue is ready", "PostgreSQL is ready").prints("Stop it with: kmig sandbox down --dir box");

        KmigRun status = KmigRun.in(directory, "sandbox", "status", "--dir", "box");

        assertThat(addresses(status.exits(0))).containsAllEntriesOf(printed);
        List<ProcessHandle> processes = processes(status);
        assertThat(status.out().lines().filter(l -> l.contains(" pid ")).map(l -> l.split(" +", -1)[0]))
                .containsExactlyInAnyOrder(
                        "keeper",
                        "blue-0",
                        "blue-1",
                        "blue-2",
                        "green-0",
                        "green-1",
                        "green-2",
                        "connect-0",
                        "postgres",
                        "capture-0");
        assertThat(status.out().lines().filter(l -> l.contains(" pid ")))
                .as(status.toString())
                .allMatch(l -> l.matches("\\S+ +UP +pid \\d+"));
        KmigRun.in(directory, "sandbox", "up", "--dir", "box").refuses("KMIG-5006", 3);

        KmigRun.in(directory, "sandbox", "down", "--dir", "box").exits(0).prints("Stopped.", "box/logs");

        assertThat(processes).allMatch(KmigRun::gone);
        assertThat(filesOutsideLogs()).isEmpty();
        KmigRun.in(directory, "sandbox", "status", "--dir", "box").refuses("KMIG-5007", 3);
        up = false;
    }

    /** The lines of what to connect to: a name of one or two words, an address, perhaps a remark. */
    private static Map<String, String> addresses(KmigRun run) {
        return run.out()
                .lines()
                .takeWhile(l -> !l.isEmpty() && !l.startsWith("Stop it"))
                .map(l -> l.split(" {2,}|(?<=postgres green) ", -1))
                .collect(Collectors.toMap(l -> l[0], l -> l[1]));
    }

    private static int nodes(String bootstrap) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String walLevel(String url) throws IOException, SQLException {
        // not printed: a secret belongs to no terminal
        JsonNode state = new ObjectMapper()
                .readTree(directory.resolve("box/sandbox.json").toFile());
        try (Connection connection = DriverManager.getConnection(
                        url,
                        state.path("jdbcUser").asText(),
                        state.path("jdbcPassword").asText());
                ResultSet level = connection.createStatement().executeQuery("SHOW wal_level")) {
            level.next();
            return level.getString(1);
        }
    }

    private static List<ProcessHandle> processes(KmigRun status) {
        return status.out()
                .lines()
                .filter(l -> l.contains(" pid "))
                .map(l -> Long.parseLong(l.replaceFirst(".* pid ", "")))
                .map(pid -> ProcessHandle.of(pid).orElseThrow())
                .toList();
    }

    private List<Path> filesOutsideLogs() throws IOException {
        Path box = directory.resolve("box");
        try (Stream<Path> files = Files.walk(box)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith(box.resolve("logs")))
                    .filter(f -> !f.endsWith("keeper.lock"))
                    .toList();
        }
    }
}
