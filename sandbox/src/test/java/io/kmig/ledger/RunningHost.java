package io.kmig.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.ledger.spec.AppSpecs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A real host of applications, and the real control client, as processes. */
final class RunningHost implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Path dir;
    final Process process;

    record Outcome(int exit, String out, String err) {}

    private RunningHost(Path dir, Process process) {
        this.dir = dir;
        this.process = process;
    }

    static RunningHost start(Path dir, AppSpecs specs) throws IOException {
        Files.createDirectories(dir);
        specs.write(dir.resolve("clients.json"));
        Process process = new ProcessBuilder(java(
                        "-Xmx256m",
                        "io.kmig.ledger.apps.AppHost",
                        dir.resolve("port").toString(),
                        dir.resolve("records").toString(),
                        dir.resolve("clients.json").toString()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(dir.resolve("out.log").toFile()))
                .start();
        Awaitility.await("control port")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(dir.resolve("port")) || !process.isAlive());
        return new RunningHost(dir, process);
    }

    Path records() {
        return dir.resolve("records");
    }

    Outcome control(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        List<String> line = java(
                "-Xshare:auto",
                "io.kmig.ledger.apps.Control",
                dir.resolve("port").toString());
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        Process control = builder.start();
        String out = new String(control.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(control.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!control.waitFor(100, TimeUnit.SECONDS)) throw new IOException("the control client hangs");
        return new Outcome(control.exitValue(), out.strip(), err.strip());
    }

    void ok(String... command) throws IOException, InterruptedException {
        Outcome outcome = control(Map.of(), command);
        if (outcome.exit() != 0)
            throw new IOException(
                    String.join(" ", command) + ": " + outcome + "\n" + Files.readString(dir.resolve("out.log")));
    }

    JsonNode status(String client) throws IOException, InterruptedException {
        for (JsonNode one : JSON.readTree(control(Map.of(), "status").out()).get("clients"))
            if (one.get("name").asText().equals(client)) return one;
        throw new IOException("no client " + client);
    }

    void await(String client, Predicate<JsonNode> condition) {
        Awaitility.await(client)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> status(client), condition);
    }

    private static List<String> java(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(args));
        return command;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
