package io.kmig.bench;

import io.kmig.adapter.kafka.KafkaCluster;
import io.kmig.core.estate.Colour;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.sandbox.Sandbox;
import io.kmig.sandbox.SandboxSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Two clusters, a topic on blue with groups spread over it, and kmig's mirror that has copied it to green. */
final class CopiedLog implements AutoCloseable {
    static final String TOPIC = "bench";
    static final String MIRROR = "kmig.bench.mirror.app";
    static final int GROUPS = 100;
    static final int PARTITIONS = 100;
    static final int HEAP_MB = 256;
    private static final Duration COPIED_WITHIN = Duration.ofMinutes(30);

    private final Path work;
    private final Sandbox sandbox;
    private final Path description;
    private final long spread;
    private long now;

    private CopiedLog(Path work, Sandbox sandbox, Path description, long each) {
        this.work = work;
        this.sandbox = sandbox;
        this.description = description;
        this.spread = each;
        this.now = each;
    }

    static CopiedLog make(Path home, long records) {
        Path work;
        try {
            work = Files.createTempDirectory("kmig-bench-offsets");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Sandbox sandbox = Sandbox.start(SandboxSpec.temporary(), line -> System.err.println(line));
        CopiedLog log = new CopiedLog(work, sandbox, work.resolve("kmig.yaml"), records / PARTITIONS);
        try {
            log.fill(home);
            return log;
        } catch (IOException e) {
            log.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private void fill(Path home) throws IOException {
        describe();
        try (KafkaCluster blue = new KafkaCluster(Colour.BLUE, blueAt())) {
            blue.createTopic(TOPIC, PARTITIONS, 1, Map.of());
            System.err.println("writing " + spread * PARTITIONS + " records of " + Writing.BYTES + " B on blue");
            Writing.write(sandbox.blue().bootstrap(), TOPIC, PARTITIONS, 0, spread);
            Positions.spread(TOPIC, GROUPS, PARTITIONS, spread).forEach(blue::commitOffsets);
        }
        Timing.millis(List.of(home.resolve("kmig").toString(), "apply", "-f", description.toString()), work, Map.of());
        awaitCopied(sandbox.connect(), MIRROR);
        requireCopy(TOPIC);
    }

    private void describe() throws IOException {
        String groups = IntStream.range(0, GROUPS).mapToObj(g -> "g" + g).collect(Collectors.joining(", "));
        Files.writeString(
                description,
                String.format(
                        Locale.ROOT,
                        """
                version: 1
                migration: bench
                blue: {bootstrap: "%s"}
                green: {bootstrap: "%s"}
                connect: {green: {url: "%s", manager: rest}}
                replication: {topics: {include: ["%s"]}, groups: {include: [".*"]}}
                validation: {mode: off}
                clients:
                  - {name: app, groups: [%s], produces: [%s], stop: {exec: ["true"]}, start: {exec: ["true"]}}
                """,
                        sandbox.blue().bootstrap(),
                        sandbox.green().bootstrap(),
                        sandbox.connect().url(),
                        TOPIC,
                        groups,
                        TOPIC));
    }

    Sandbox sandbox() {
        return sandbox;
    }

    void awaitCopied(ConnectWorkers workers, String mirror) {
        System.err.println("waiting for " + mirror);
        CopyWait.await(workers.url(), mirror, PARTITIONS, now, COPIED_WITHIN, workers::requireAlive);
    }

    /** Ends the bench unless a topic of green holds what blue's does: figures of different contents say nothing. */
    String requireCopy(String copy) {
        String ours = Contents.checksum(blueAt(), TOPIC, PARTITIONS);
        String theirs = Contents.checksum(greenAt(), copy, PARTITIONS);
        if (!ours.equals(theirs)) {
            throw new IllegalStateException(copy + " on green does not hold what blue does: no result");
        }
        return theirs;
    }

    Map<String, Object> greenAt() {
        return Map.of("bootstrap.servers", sandbox.green().bootstrap());
    }

    private Map<String, Object> blueAt() {
        return Map.of("bootstrap.servers", sandbox.blue().bootstrap());
    }

    /**
     * One run, in a process of its own, which writes some records too.
     *
     * @param most by which each group reads on before it is asked for again
     * @param aliases of the mirrors whose re-reads are wanted
     */
    Map<String, Double> probe(long most, List<String> aliases) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MB + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                OffsetsProbe.class.getName(),
                description.toString(),
                Integer.toString(GROUPS),
                Integer.toString(PARTITIONS),
                Long.toString(spread),
                Long.toString(now),
                Long.toString(most)));
        command.addAll(aliases);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Double> said = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("=", 2);
                if (parts.length == 2 && parts[1].matches("\\d+")) {
                    said.put(parts[0], Double.valueOf(parts[1]));
                }
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException("the probe ended with exit code " + exit + ": no result");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        if (said.getOrDefault("heapLimit", Double.NaN) > HEAP_MB) {
            throw new IllegalStateException("the probe had more heap than " + HEAP_MB + " MB: no result");
        }
        now += OffsetsProbe.WRITTEN;
        return said;
    }

    @Override
    public void close() {
        sandbox.close();
        try (var left = Files.walk(work)) {
            left.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
