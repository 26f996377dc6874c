package io.kmig.bench;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.adapter.kafka.KafkaCluster;
import io.kmig.adapter.kafka.MirrorTopics;
import io.kmig.bench.Report.Result;
import io.kmig.bench.Report.Result.Judged;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.sandbox.Sandbox;
import io.kmig.sandbox.SandboxSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * 10,000 exact positions: 100 groups spread over 100 partitions, on a log that a real mirror copied, and on one ten times as
 * long. Beside it two plain consumers that read both logs once, which is the least that a proof from nothing must do; and
 * what MirrorMaker's own checkpoints would have made the groups read again.
 */
final class OffsetsBench {
    private static final int GROUPS = 100;
    private static final int PARTITIONS = 100;
    private static final int BYTES = 100;
    private static final int HEAP_MB = 256;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration COPIED_WITHIN = Duration.ofMinutes(20);
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(5);
    private static final Duration UNCHANGED = Duration.ofSeconds(40);

    private final Path home;

    OffsetsBench(Path home) {
        this.home = home;
    }

    Report run(int runs, long records) throws IOException {
        Measured small = measure(runs, records, true);
        Measured large = measure(runs, 10 * records, false);
        String size = records / 1000 + " k records";
        String tenfold = records / 100 + " k records";
        return Report.of(
                "offsets",
                "two plain consumers in the same process read both logs once; for re-reads, MirrorMaker's checkpoints",
                List.of(
                        result(size + ", from nothing", small, "fromNothing", "<= 30 s", Judged.MEDIAN, 30_000),
                        result(size + ", after the stop", small, "again", "<= 30 s", Judged.MEDIAN, 30_000),
                        result(tenfold + ", from nothing", large, "fromNothing", "-", Judged.NOTHING, 0),
                        Result.of(
                                tenfold + ", after the stop",
                                "wall, -Xmx" + HEAP_MB + "m, against the shorter log",
                                "ms",
                                large.of("again"),
                                "the shorter log",
                                small.of("again"),
                                "<= 1.5 x",
                                Judged.RATIO,
                                1.5),
                        rereads("re-reads, MM2", small, "mm2Rereads"),
                        rereads("re-reads, MM2 tuned", small, "tunedRereads")));
    }

    /** Of all positions together; where MirrorMaker keeps no checkpoint, a group begins at the start of the log. */
    private static Result rereads(String name, Measured measured, String theirs) {
        return Result.of(
                name,
                "records read again, " + GROUPS * PARTITIONS + " positions",
                "records",
                measured.of("ourRereads"),
                "MM2's checkpoints",
                measured.of(theirs),
                "0",
                Judged.MAX,
                0);
    }

    private static Result result(
            String name, Measured measured, String what, String target, Judged judged, double limit) {
        return Result.of(
                name,
                "wall, -Xmx" + HEAP_MB + "m",
                "ms",
                measured.of(what),
                "plain consumers",
                measured.of("plain"),
                target,
                judged,
                limit);
    }

    private record Measured(List<Map<String, Double>> runs) {
        double[] of(String what) {
            return runs.stream()
                    .mapToDouble(r -> r.getOrDefault(what, Double.NaN))
                    .toArray();
        }
    }

    /** @param stock whether MirrorMaker's own checkpoints are looked at too */
    private Measured measure(int runs, long records, boolean stock) throws IOException {
        Path work = Files.createTempDirectory("kmig-bench-offsets");
        try (Sandbox sandbox = Sandbox.start(SandboxSpec.temporary(), line -> System.err.println(line))) {
            long each = records / PARTITIONS;
            Path description = describe(sandbox, work);
            Map<String, Object> blueAt =
                    Map.of("bootstrap.servers", sandbox.blue().bootstrap());
            try (KafkaCluster blue = new KafkaCluster(Colour.BLUE, blueAt)) {
                blue.createTopic("bench", PARTITIONS, 1, Map.of());
                System.err.println("writing " + records + " records of " + BYTES + " B on blue");
                produce(sandbox.blue().bootstrap(), each);
                Map<String, Map<Tp, GroupOffset>> positions = OffsetsProbe.positions(GROUPS, PARTITIONS, each, 0);
                positions.forEach(blue::commitOffsets);
            }
            kmig(work, description, "apply");
            awaitCopied(sandbox, "kmig.bench.mirror.app", each);
            if (stock) {
                TunedMirror tuned = new TunedMirror(sandbox);
                tuned.start();
                awaitCopied(sandbox, TunedMirror.SOURCE, each);
                awaitSettled(sandbox);
            }
            List<Map<String, Double>> measured = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                measured.add(probe(description, each, stock));
                System.err.println(measured.get(i));
            }
            return new Measured(measured);
        } finally {
            try (var left = Files.walk(work)) {
                left.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
            }
        }
    }

    private static Path describe(Sandbox sandbox, Path work) throws IOException {
        String groups = IntStream.range(0, GROUPS).mapToObj(g -> "g" + g).collect(Collectors.joining(", "));
        return Files.writeString(
                work.resolve("kmig.yaml"),
                String.format(
                        Locale.ROOT,
                        """
                version: 1
                migration: bench
                blue: {bootstrap: "%s"}
                green: {bootstrap: "%s"}
                connect: {green: {url: "%s", manager: rest}}
                replication: {topics: {include: ["bench"]}, groups: {include: [".*"]}}
                validation: {mode: off}
                clients:
                  - {name: app, groups: [%s], produces: [bench], stop: {exec: ["true"]}, start: {exec: ["true"]}}
                """,
                        sandbox.blue().bootstrap(),
                        sandbox.green().bootstrap(),
                        sandbox.connect().url(),
                        groups));
    }

    private void kmig(Path work, Path description, String verb) throws IOException {
        Timing.millis(List.of(home.resolve("kmig").toString(), verb, "-f", description.toString()), work, Map.of());
    }

    private static void produce(String bootstrap, long each) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("key.serializer", ByteArraySerializer.class);
        config.put("value.serializer", ByteArraySerializer.class);
        config.put("batch.size", 65_536);
        config.put("linger.ms", 20);
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            for (long i = 0; i < each; i++) {
                if (i == 1) {
                    // while a new partition has no leader yet, a second batch may overtake the first, which is then
                    // refused for ever: the broker takes any sequence number of a producer that it does not know
                    producer.flush();
                }
                for (int p = 0; p < PARTITIONS; p++) {
                    byte[] value = new byte[BYTES];
                    byte[] number = Long.toString(i * PARTITIONS + p).getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(number, 0, value, 0, number.length);
                    var unused = producer.send(new ProducerRecord<>("bench", p, number, value), (sent, failure) -> {
                        if (failure != null) {
                            refused.compareAndSet(null, failure);
                        }
                    });
                }
            }
        }
        if (refused.get() != null) {
            throw new IllegalStateException("blue refused a record: no result", refused.get());
        }
    }

    private static void awaitCopied(Sandbox sandbox, String mirror, long each) {
        System.err.println("waiting for " + mirror);
        ConnectRest connect = new ConnectRest(sandbox.connect().url());
        long deadline = System.nanoTime() + COPIED_WITHIN.toNanos();
        while (true) {
            Map<Tp, Long> copied = copied(connect, mirror);
            if (copied.size() == PARTITIONS && copied.values().stream().allMatch(o -> o == each - 1)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        mirror + " did not copy everything in " + COPIED_WITHIN.toMinutes() + " minutes: no result");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** A worker that is busy with a mirror may fail to say how far it is; the next look tells. */
    private static Map<Tp, Long> copied(ConnectRest connect, String mirror) {
        try {
            return connect.mirrorOffsets(mirror);
        } catch (KmigException e) {
            return Map.of();
        }
    }

    /** Until no checkpoint has changed for longer than both connectors take to look for groups and to emit. */
    private static void awaitSettled(Sandbox sandbox) {
        System.err.println("waiting for the checkpoints to settle");
        long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
        try (MirrorTopics topics = new MirrorTopics(
                Colour.GREEN, Map.of("bootstrap.servers", sandbox.green().bootstrap()))) {
            List<Map<Tp, Long>> last = List.of();
            long since = System.nanoTime();
            while (System.nanoTime() - since < UNCHANGED.toNanos()) {
                List<Map<Tp, Long>> now = new ArrayList<>();
                for (int g = 0; g < GROUPS; g++) {
                    now.add(topics.stockCheckpoint("blue", "g" + g));
                    now.add(topics.stockCheckpoint(TunedMirror.ALIAS, "g" + g));
                }
                if (!now.equals(last)) {
                    last = now;
                    since = System.nanoTime();
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the checkpoints did not settle: no result");
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
            for (int mirror : new int[] {0, 1}) {
                long checkpoints = 0;
                for (int g = 0; g < GROUPS; g++) {
                    checkpoints += last.get(2 * g + mirror).size();
                }
                System.err.println((mirror == 0 ? "default" : "tuned") + ": " + checkpoints + " checkpoints for "
                        + GROUPS * PARTITIONS + " positions");
                if (checkpoints == 0) {
                    throw new IllegalStateException("a mirror wrote no checkpoint: no result");
                }
            }
        }
    }

    private static Map<String, Double> probe(Path description, long each, boolean stock) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MB + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OffsetsProbe.class.getName(),
                        description.toString(),
                        Integer.toString(GROUPS),
                        Integer.toString(PARTITIONS),
                        Long.toString(each),
                        Boolean.toString(stock))
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
        return said;
    }
}
