package io.kmig.cli;

import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * A migration between the shared clusters, described by a kmig.yaml in a directory of its own. Its topics are called
 * {@code <name>.…}. Closing it removes its connectors, so that the shared worker does not carry those of every test.
 */
record Migration(TwoClusters clusters, String name, Path directory) implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Migration fresh(TwoClusters clusters, Path directory, String prefix) {
        clusters.connect();
        return new Migration(clusters, clusters.fresh(prefix), directory);
    }

    String topic(String suffix) {
        return name + "." + suffix;
    }

    /** @param clients the list below {@code clients:}, in flow style; empty for none */
    Migration describe(String... clients) {
        return describe(Map.of(), clients);
    }

    /** @param replaced sides and workers to name instead of the shared ones: blue, green, connect */
    Migration describe(Map<String, String> replaced, String... clients) {
        write("kmig.yaml", """
                version: 1
                migration: %s
                blue: %s
                green: %s
                connect: {green: {url: "%s"}}
                replication: {topics: {include: ["%s\\\\..*"]}, groups: {include: ["%s.*"]}}
                clients: [%s]
                cutover: {maxWritePause: 90s}
                """.formatted(
                        name,
                        replaced.getOrDefault("blue", side(Colour.BLUE)),
                        replaced.getOrDefault("green", side(Colour.GREEN)),
                        replaced.containsKey("connect")
                                ? replaced.get("connect")
                                : clusters.connect().url(),
                        name,
                        name,
                        String.join(", ", clients)));
        return this;
    }

    private String side(Colour colour) {
        return side(clusters.cluster(colour).bootstrap());
    }

    static String side(String bootstrap) {
        return "{bootstrap: \"" + bootstrap + "\"}";
    }

    Path write(String file, String text) {
        try {
            return Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KmigRun kmig(String... arguments) {
        return KmigRun.in(directory, arguments);
    }

    KmigRun.Live start(String... arguments) {
        return KmigRun.start(directory, Map.of(), arguments);
    }

    Migration onBlue(String suffix, int partitions, Map<String, String> configs) {
        return onBlue(List.of(suffix), partitions, configs);
    }

    Migration onBlue(Collection<String> suffixes, int partitions, Map<String, String> configs) {
        try (Admin admin = clusters.admin(Colour.BLUE)) {
            admin.createTopics(suffixes.stream()
                            .map(s -> new NewTopic(topic(s), partitions, (short) 1).configs(configs))
                            .toList())
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** A group that has read up to an offset of partition 0, on either side. */
    Migration group(Colour colour, String group, String suffix, long offset) {
        try (Admin admin = clusters.admin(colour)) {
            admin.alterConsumerGroupOffsets(
                            topic(group), Map.of(new TopicPartition(topic(suffix), 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Values {@code prefix-0 …} in partition 0. */
    void append(String suffix, int count, String prefix) {
        for (int i = 0; i < count; i++) {
            clusters.append(Colour.BLUE, new Tp(topic(suffix), 0), prefix + "-" + i);
        }
    }

    /** This migration's topics on a side. */
    List<String> topics(Colour colour) {
        try (Admin admin = clusters.admin(colour)) {
            return admin.listTopics().names().get().stream()
                    .filter(t -> t.startsWith(name + "."))
                    .sorted()
                    .toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void setOnGreen(String suffix, String key, String value) {
        try (Admin admin = clusters.admin(Colour.GREEN)) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic(suffix)),
                            List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until the mirrors have copied everything. */
    void awaitMirrored() {
        await("mirrors of " + name)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    var mirrors = kmig("status", "-o", "json").exits(0).json().path("mirrors");
                    return !mirrors.isEmpty()
                            && StreamSupport.stream(mirrors.spliterator(), false)
                                    .allMatch(m -> m.path("remaining").asLong() == 0);
                });
    }

    /** The names of this migration's connectors. */
    List<String> connectors() {
        String listed = rest("GET", "/connectors");
        return Arrays.stream(listed.replaceAll("[\\[\\]\"]", "").split(","))
                .filter(c -> c.startsWith("kmig." + name + "."))
                .collect(Collectors.toList());
    }

    /** Connect's answer, whatever it says. */
    String rest(String method, String path) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(clusters.connect().url() + path))
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connectors().forEach(c -> rest("DELETE", "/connectors/" + c));
    }
}
