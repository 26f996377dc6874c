package io.kmig.testkit.readers;

import io.kmig.core.estate.Colour;
import io.kmig.testkit.TwoClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer of the classic protocol or of KIP-848's, which commits by hand, with metadata. */
public final class ConsumerReader implements Reader {
    private final TwoClusters clusters;
    private final String group;
    private final String topic;
    private final Map<String, Object> settings;
    /** A partition of which it commits 0 whatever it has read, as one that begins again does. */
    private final int startedOver;

    private final Map<Colour, List<String>> read = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private @Nullable Thread thread;

    /** @param settings beside the plain ones, {@code group.protocol} among them */
    public ConsumerReader(
            TwoClusters clusters, String group, String topic, int startedOver, Map<String, Object> settings) {
        this.clusters = clusters;
        this.group = group;
        this.topic = topic;
        this.startedOver = startedOver;
        this.settings = Map.copyOf(settings);
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public void start(Colour side) {
        stopped.set(false);
        List<String> values = read.computeIfAbsent(side, s -> new CopyOnWriteArrayList<>());
        Thread loop = new Thread(() -> run(side, values), "reader-" + group);
        loop.start();
        thread = loop;
    }

    private void run(Colour side, List<String> values) {
        Map<String, Object> config = new HashMap<>(clusters.properties(side));
        config.put("group.id", group);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        config.put("isolation.level", "read_committed");
        config.putAll(settings);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (!stopped.get()) {
                Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                    TopicPartition tp = new TopicPartition(record.topic(), record.partition());
                    long next = side == Colour.BLUE && tp.partition() == startedOver ? 0 : consumer.position(tp);
                    positions.put(tp, new OffsetAndMetadata(next, record.leaderEpoch(), "done " + values.size()));
                }
                if (!positions.isEmpty()) {
                    consumer.commitSync(positions);
                }
            }
        }
    }

    @Override
    public void stop() {
        Thread loop = thread;
        thread = null;
        if (loop != null) {
            stopped.set(true);
            try {
                loop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public List<String> read(Colour side) {
        return List.copyOf(read.getOrDefault(side, List.of()));
    }

    @Override
    public void close() {
        stop();
    }
}
