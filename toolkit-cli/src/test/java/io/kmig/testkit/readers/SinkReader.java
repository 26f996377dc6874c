package io.kmig.testkit.readers;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.core.estate.Colour;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A sink connector, whose group is named {@code connect-} and its name. It writes the values to a file. */
public final class SinkReader implements Reader {
    private final TwoClusters clusters;
    private final ConnectRest connect;
    private final String name;
    private final String topic;
    private final Path directory;

    public SinkReader(TwoClusters clusters, ConnectRest connect, String name, String topic, Path directory) {
        this.clusters = clusters;
        this.connect = connect;
        this.name = name;
        this.topic = topic;
        this.directory = directory;
    }

    @Override
    public String group() {
        return "connect-" + name;
    }

    @Override
    public void start(Colour side) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
        config.put("topics", topic);
        config.put("tasks.max", "1");
        config.put("file", file(side).toString());
        config.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("consumer.override.isolation.level", "read_committed");
        config.put("consumer.override.bootstrap.servers", clusters.cluster(side).bootstrap());
        connect.put(name, config, false);
    }

    @Override
    public void stop() {
        if (connect.connector(name).isPresent()) {
            connect.delete(name);
        }
    }

    @Override
    public List<String> read(Colour side) {
        try {
            return Files.exists(file(side)) ? Files.readAllLines(file(side)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Path file(Colour side) {
        return directory.resolve(name + "." + side.label());
    }
}
