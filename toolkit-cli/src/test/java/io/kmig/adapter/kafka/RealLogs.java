package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.migration.PinOffsets;
import io.kmig.core.offsets.Translation;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
import io.kmig.testkit.MirrorConfigs;
import io.kmig.testkit.Specs;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What the tests on ugly logs do to two real clusters and a real mirror between them, and how they judge an answer. */
final class RealLogs implements AutoCloseable {
    static final long NOW = System.currentTimeMillis();

    final TwoClusters clusters;
    final KafkaCluster blue;
    final KafkaCluster green;
    final ConnectRest connect;
    private final KafkaRecordLog blueLog;
    private final KafkaRecordLog greenLog;
    private final MirrorTopics mirrorTopics;
    private final MirrorLayout layout;
    private final List<String> mirrors = new ArrayList<>();

    RealLogs(TwoClusters clusters) {
        this(clusters, clusters.connect().url(), true);
    }

    /**
     * @param workers that copy, where it is not the shared ones
     * @param exactlyOnce as kmig.yaml says of the mirrors
     */
    RealLogs(TwoClusters clusters, String workers, boolean exactlyOnce) {
        Specs specs = exactlyOnce ? Specs.plain() : Specs.plain().copiedAtLeastOnce();
        layout = new MirrorLayout(specs.spec(), 1, 1);
        this.clusters = clusters;
        blue = new KafkaCluster(Colour.BLUE, clusters.properties(Colour.BLUE));
        green = new KafkaCluster(Colour.GREEN, clusters.properties(Colour.GREEN));
        blueLog = new KafkaRecordLog(Colour.BLUE, clusters.properties(Colour.BLUE));
        greenLog = new KafkaRecordLog(Colour.GREEN, clusters.properties(Colour.GREEN));
        mirrorTopics = new MirrorTopics(Colour.GREEN, clusters.properties(Colour.GREEN));
        connect = new ConnectRest(workers);
    }

    @Override
    public void close() {
        mirrors.forEach(connect::delete);
        mirrorTopics.close();
        List.of(blueLog, greenLog).forEach(KafkaRecordLog::close);
        List.of(blue, green).forEach(KafkaCluster::close);
    }

    Tp topic(String name, Map<String, String> configs) {
        Tp tp = new Tp(clusters.fresh("ugly-" + name), 0);
        blue.createTopic(tp.topic(), 1, 1, configs);
        green.createTopic(tp.topic(), 1, 1, configs);
        return tp;
    }

    /** Deletes the topic and makes it again, empty. */
    void recreate(Colour colour, Tp tp) {
        KafkaCluster side = colour == Colour.BLUE ? blue : green;
        try (Admin admin = clusters.admin(colour)) {
            admin.deleteTopics(List.of(tp.topic()))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        await().until(() -> side.topics(List.of(tp.topic())).isEmpty());
        // an old broker goes on deleting after it has stopped listing
        await().ignoreExceptions().until(() -> {
            side.createTopic(tp.topic(), 1, 1, Map.of());
            return true;
        });
    }

    /** Copies these topics to their ends. */
    String mirror(Map<String, String> overrides, Tp... partitions) {
        String name = startMirror(overrides, partitions);
        Arrays.stream(partitions).forEach(tp -> awaitCopied(name, tp));
        return name;
    }

    String startMirror(Map<String, String> overrides, Tp... partitions) {
        String name = layout.forwardName(clusters.fresh("ugly"));
        Map<String, String> config = new HashMap<>(MirrorConfigs.source(
                clusters,
                String.join(",", Arrays.stream(partitions).map(Tp::topic).toList())));
        config.put("offset.lag.max", "20");
        config.putAll(overrides);
        mirrors.add(name);
        connect.put(name, config, false);
        return name;
    }

    void awaitCopied(String mirror, Tp tp) {
        List<ConsumerRecord<byte[], byte[]>> all =
                read(Colour.BLUE, tp, blueEnds(tp).start(), "");
        if (!all.isEmpty()) {
            long last = all.get(all.size() - 1).offset();
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> connect.mirrorOffsets(mirror).getOrDefault(tp, -1L) >= last);
        }
    }

    /** So that a stopped mirror copies the partition from its start. */
    void forgetHowFar(String mirror, Tp tp) {
        String body = "{\"offsets\": [{\"partition\": {\"cluster\": \"blue\", \"topic\": \"" + tp.topic()
                + "\", \"partition\": " + tp.partition() + "}, \"offset\": null}]}";
        HttpRequest patch = HttpRequest.newBuilder(
                        URI.create(clusters.connect().url() + "/connectors/" + mirror + "/offsets"))
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(patch, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    long[] everyPosition(Tp tp) {
        return LongStream.rangeClosed(0, blueEnds(tp).leo()).toArray();
    }

    void allExact(Tp tp, long[] positions) {
        SortedMap<Long, Translation> found = translate(tp, positions);

        assertThat(found.entrySet())
                .as(tp.toString())
                .filteredOn(e -> !(e.getValue() instanceof Translation.Exact))
                .isEmpty();
        prove(tp, found, positions.length);
    }

    SortedMap<Long, Translation> translate(Tp tp, long... positions) {
        Map<String, Map<Tp, GroupOffset>> groups = new HashMap<>();
        for (long position : positions) {
            groups.put("at-" + position, Map.of(tp, new GroupOffset(position, "")));
        }
        Estates estates = new Estates(blue, green, blueLog, greenLog, connect, mirrorTopics);
        SortedMap<Long, Translation> found = new TreeMap<>();
        new PinOffsets(estates, layout)
                .preview(groups, reading -> {})
                .byGroup()
                .forEach((group, translations) ->
                        found.put(Long.parseLong(group.substring("at-".length())), translations.get(tp)));
        return found;
    }

    /**
     * Every pin is held against both logs as one reader each sees them whole; and a consumer of some, at most 12, reads what
     * one on blue does, or exactly n records more.
     */
    void prove(Tp tp, Map<Long, Translation> found, int answered) {
        Map<Boolean, Whole> blueLog = wholeLogs(Colour.BLUE, tp);
        Map<Boolean, Whole> greenLog = wholeLogs(Colour.GREEN, tp);
        int proved = 0;
        int every = Math.max(1, found.size() / 12);
        for (Map.Entry<Long, Translation> one : found.entrySet()) {
            if (one.getValue() instanceof Translation.Unresolved) {
                continue;
            }
            proved++;
            boolean withStamps = waiver(one.getValue()).isEmpty();
            List<String> onBlue = blueLog.get(withStamps).from(one.getKey());
            List<String> onGreen = greenLog.get(withStamps).from(offset(one.getValue()));
            if (one.getValue() instanceof Translation.Bounded bounded) {
                assertThat(onGreen).as("%s", one).hasSize(onBlue.size() + Math.toIntExact(bounded.reread()));
            } else {
                assertThat(onGreen.equals(onBlue)).as("%s %s", tp, one).isTrue();
            }
            if (proved % every != 0 && found.size() > 12) {
                continue;
            }
            boolean stamps = waiver(one.getValue()).isEmpty();
            List<String> here = contents(read(Colour.BLUE, tp, one.getKey(), ""), stamps);
            String group = clusters.fresh("pinned");
            green.commitOffsets(group, Map.of(tp, new GroupOffset(offset(one.getValue()), "m")));
            List<String> there = contents(read(Colour.GREEN, tp, -1, group), stamps);
            if (one.getValue() instanceof Translation.Bounded bounded) {
                assertThat(there).as("%s", one).hasSize(here.size() + Math.toIntExact(bounded.reread()));
                assertThat(there).as("%s", one).containsSubsequence(here);
            } else {
                assertThat(there).as("%s %s", tp, one).isEqualTo(here);
            }
        }
        assertThat(proved).as("%s", found).isEqualTo(answered);
    }

    /** A log's records, by offset and content. */
    private record Whole(List<Long> offsets, List<String> contents) {
        List<String> from(long offset) {
            int first = Collections.binarySearch(offsets, offset);
            return contents.subList(first < 0 ? -first - 1 : first, contents.size());
        }
    }

    /** With timestamps, and without. */
    private Map<Boolean, Whole> wholeLogs(Colour colour, Tp tp) {
        List<ConsumerRecord<byte[], byte[]>> records =
                read(colour, tp, (colour == Colour.BLUE ? blueEnds(tp) : greenEnds(tp)).start(), "");
        List<Long> offsets = records.stream().map(ConsumerRecord::offset).toList();
        return Map.of(
                true, new Whole(offsets, contents(records, true)), false, new Whole(offsets, contents(records, false)));
    }

    static long offset(Translation translation) {
        return translation instanceof Translation.Bounded bounded
                ? bounded.offset()
                : ((Translation.Exact) translation).offset();
    }

    static String waiver(@Nullable Translation translation) {
        if (translation instanceof Translation.Exact exact) {
            return exact.waiver();
        }
        return translation instanceof Translation.Bounded bounded ? bounded.waiver() : "";
    }

    static void assertUnresolved(@Nullable Translation translation, String reason) {
        assertThat(translation).isInstanceOfSatisfying(Translation.Unresolved.class, u -> assertThat(u.reason())
                .contains(reason));
    }

    Map<String, String> lastOfEachKey(Colour colour, Tp tp, long from) {
        Map<String, String> last = new TreeMap<>();
        read(colour, tp, from, "").forEach(r -> {
            String key = new String(r.key(), StandardCharsets.UTF_8);
            if (r.value() == null) {
                last.remove(key);
            } else {
                last.put(key, new String(r.value(), StandardCharsets.UTF_8));
            }
        });
        return last;
    }

    /** @param from -1: where the group stands */
    List<ConsumerRecord<byte[], byte[]>> read(Colour colour, Tp tp, long from, String group) {
        Map<String, Object> config = clusters.properties(colour);
        config.put("key.deserializer", ByteArrayDeserializer.class);
        config.put("value.deserializer", ByteArrayDeserializer.class);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "none");
        if (!group.isEmpty()) {
            config.put("group.id", group);
        }
        TopicPartition partition = new TopicPartition(tp.topic(), tp.partition());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
            consumer.assign(List.of(partition));
            if (from >= 0) {
                consumer.seek(partition, from);
            }
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<String> contents(List<ConsumerRecord<byte[], byte[]>> records, boolean stamps) {
        List<String> contents = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            StringBuilder headers = new StringBuilder();
            record.headers().forEach(h -> headers.append(h.key()).append('=').append(Arrays.toString(h.value())));
            contents.add((stamps ? record.timestamp() : "") + " " + Arrays.toString(record.key()) + " "
                    + Arrays.hashCode(record.value()) + " " + (record.value() == null ? -1 : record.value().length)
                    + " " + headers);
        }
        return contents;
    }

    LogEnds blueEnds(Tp tp) {
        return blue.ends(List.of(tp)).get(tp);
    }

    LogEnds greenEnds(Tp tp) {
        return green.ends(List.of(tp)).get(tp);
    }

    void purge(Colour colour, Tp tp, long before) {
        try (Admin admin = clusters.admin(colour)) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(tp.topic(), tp.partition()), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    void write(Colour colour, Map<String, Object> overrides, Consumer<Producer<byte[], byte[]>> what) {
        Map<String, Object> config = clusters.properties(colour);
        config.put("key.serializer", ByteArraySerializer.class);
        config.put("value.serializer", ByteArraySerializer.class);
        config.putAll(overrides);
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            what.accept(producer);
        }
    }

    static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                throw new IllegalStateException("not written: " + record.topic(), failure);
            }
        });
    }

    static void end(Producer<byte[], byte[]> producer, boolean commit) {
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.flush();
            producer.abortTransaction();
        }
    }

    static ProducerRecord<byte[], byte[]> record(Tp tp, String key, @Nullable String value) {
        return new ProducerRecord<>(tp.topic(), tp.partition(), NOW, bytes(key), value == null ? null : bytes(value));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
