package io.kmig.bench;

import io.kmig.bench.Report.Result;
import io.kmig.sandbox.ProgressListener;
import io.kmig.sandbox.Sandbox;
import io.kmig.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * {@code kmig plan} of many topics on a real cluster, the whole process with a heap of 256 MB, beside the least that any
 * planner must do: one plain Admin client that describes the same topics and their configs.
 */
final class PlanBench {
    private static final int PARTITIONS = 10;
    private static final int HEAP_MB = 256;

    private final Path home;

    PlanBench(Path home) {
        this.home = home;
    }

    Report run(int runs, int topics) throws IOException {
        ProgressListener progress = line -> System.err.println(line);
        Path work = Files.createTempDirectory("kmig-bench-plan");
        try (Sandbox sandbox = Sandbox.start(SandboxSpec.temporary(), progress)) {
            System.err.println("creating " + topics + " topics with " + PARTITIONS + " partitions on blue");
            create(sandbox.blue().bootstrap(), topics);
            Path description = work.resolve("kmig.yaml");
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
                    replication: {topics: {include: ["bench-.*"]}, groups: {include: [".*"]}}
                    """,
                            sandbox.blue().bootstrap(),
                            sandbox.green().bootstrap(),
                            sandbox.connect().url()));
            List<String> ours =
                    List.of(home.resolve("kmig").toString(), "plan", "-f", description.toString(), "-o", "json");
            Map<String, String> heap = Map.of("KMIG_JAVA_OPTS", "-Xmx" + HEAP_MB + "m");
            Timing.millis(ours, work, heap);
            plain(sandbox.blue().bootstrap(), topics);
            double[] our = new double[runs];
            double[] their = new double[runs];
            for (int i = 0; i < runs; i++) {
                our[i] = Timing.millis(ours, work, heap);
                their[i] = plain(sandbox.blue().bootstrap(), topics);
            }
            return Report.of(
                    "plan",
                    "a warm Admin client in the bench's own JVM: describeTopics and describeConfigs of the same topics on blue",
                    List.of(Result.of(
                            topics + " topics x " + PARTITIONS,
                            "wall, whole process, -Xmx" + HEAP_MB + "m",
                            "ms",
                            our,
                            "plain Admin client",
                            their,
                            "<= 5 s, <= 256 MB heap",
                            Result.Judged.MEDIAN,
                            5000)));
        } finally {
            Files.deleteIfExists(work.resolve("kmig.yaml"));
            try (var left = Files.walk(work)) {
                left.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
            }
        }
    }

    private static void create(String bootstrap, int topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            for (int from = 0; from < topics; from += 100) {
                List<NewTopic> batch = new ArrayList<>();
                for (int i = from; i < Math.min(topics, from + 100); i++) {
                    batch.add(new NewTopic("bench-" + i, Optional.of(PARTITIONS), Optional.empty())
                            .configs(Map.of("retention.ms", Long.toString(3_600_000L + i))));
                }
                admin.createTopics(batch).all().get();
            }
            awaitKnown(admin, topics);
        } catch (ExecutionException e) {
            throw new IllegalStateException("blue refused the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A broker answers for a topic a moment after the controller accepted it. */
    private static void awaitKnown(Admin admin, int topics) throws InterruptedException, ExecutionException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < topics; i++) {
            names.add("bench-" + i);
        }
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (true) {
            try {
                admin.describeTopics(names).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    private static double plain(String bootstrap, int topics) {
        long began = System.nanoTime();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<String> names = new ArrayList<>();
            List<ConfigResource> resources = new ArrayList<>();
            for (int i = 0; i < topics; i++) {
                names.add("bench-" + i);
                resources.add(new ConfigResource(ConfigResource.Type.TOPIC, "bench-" + i));
            }
            Map<Object, Object> seen = new HashMap<>();
            seen.putAll(admin.describeTopics(names).allTopicNames().get());
            seen.putAll(admin.describeConfigs(resources).all().get());
            if (seen.size() != 2 * topics) {
                throw new IllegalStateException("the Admin client saw " + seen.size() + " of " + 2 * topics);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("blue refused to describe", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return (System.nanoTime() - began) / 1e6;
    }
}
