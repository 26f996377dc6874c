package io.kmig.testkit.readers;

import io.kmig.core.estate.Colour;
import io.kmig.testkit.TwoClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.jspecify.annotations.Nullable;

/** A Kafka Streams application, of the classic protocol or of KIP-1071's. */
public final class StreamsReader implements Reader {
    private final TwoClusters clusters;
    private final String application;
    private final String topic;
    private final String protocol;
    private final Path state;
    private final Map<Colour, List<String>> read = new ConcurrentHashMap<>();
    private boolean lingers;
    private @Nullable KafkaStreams streams;

    /** @param protocol {@code classic} or {@code streams} */
    public StreamsReader(TwoClusters clusters, String application, String topic, String protocol, Path state) {
        this.clusters = clusters;
        this.application = application;
        this.topic = topic;
        this.protocol = protocol;
        this.state = state;
    }

    /** Its members stay in the group when it stops, as those of one that is killed do until their session ends. */
    public StreamsReader lingering() {
        lingers = true;
        return this;
    }

    @Override
    public String group() {
        return application;
    }

    @Override
    public void start(Colour side) {
        List<String> values = read.computeIfAbsent(side, s -> new CopyOnWriteArrayList<>());
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(topic, Consumed.with(Serdes.ByteArray(), Serdes.String()))
                .foreach((key, value) -> values.add(value));
        Properties config = new Properties();
        config.putAll(clusters.properties(side));
        config.put("application.id", application);
        config.put("group.protocol", protocol);
        config.put("commit.interval.ms", "100");
        config.put("auto.offset.reset", "earliest");
        // an aborted record is none of the application's
        config.put("consumer.isolation.level", "read_committed");
        config.put("state.dir", state.resolve(side.label()).toString());
        KafkaStreams started = new KafkaStreams(builder.build(), config);
        started.start();
        streams = started;
    }

    @Override
    public void stop() {
        KafkaStreams running = streams;
        streams = null;
        CloseOptions options = CloseOptions.timeout(Duration.ofSeconds(20))
                .withGroupMembershipOperation(
                        lingers
                                ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                                : CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        if (running != null && !running.close(options)) {
            throw new IllegalStateException(application + " did not close");
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
