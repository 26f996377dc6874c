package io.kmig.cli.document;

import io.kmig.core.migration.Sinks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code kmig sink status} shows. */
public record SinkDocument(int schemaVersion, String migration, List<Sink> sinks) {
    /**
     * @param state null when the connector is not deployed
     * @param behind offsets of green's log that are not applied; transaction markers count, so a sink that has applied
     *     every record may show a few
     */
    public record Sink(
            String database,
            String connector,
            @Nullable String state,
            List<Task> tasks,
            long behind,
            List<Partition> partitions) {}

    /** @param trace first line of the failure, null unless FAILED */
    public record Task(
            int id, String state, String worker, @Nullable String trace) {}

    /** @param applied first offset not applied; null when nothing was */
    public record Partition(
            String topic, int partition, @Nullable Long applied, long end) {}

    public static SinkDocument of(String migration, List<Sinks.Standing> standing) {
        return new SinkDocument(
                1, migration, standing.stream().map(SinkDocument::sink).toList());
    }

    private static Sink sink(Sinks.Standing standing) {
        List<Partition> partitions = new ArrayList<>();
        standing.partitions()
                .forEach((tp, at) -> partitions.add(
                        new Partition(tp.topic(), tp.partition(), at.next().orElse(null), at.end())));
        List<Task> tasks = standing.connector().map(c -> c.tasks()).orElse(List.of()).stream()
                .map(t -> new Task(t.id(), t.state(), t.worker(), t.trace().isEmpty() ? null : t.trace()))
                .toList();
        long behind = standing.partitions().values().stream()
                .mapToLong(Sinks.Applied::behind)
                .sum();
        return new Sink(
                standing.database().name(),
                standing.name(),
                standing.connector().map(c -> c.state()).orElse(null),
                tasks,
                behind,
                partitions);
    }
}
