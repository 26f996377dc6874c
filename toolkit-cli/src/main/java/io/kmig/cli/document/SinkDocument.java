package io.kmig.cli.document;

import io.kmig.cli.session.SinkOperations;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.migration.SinkHandOff;
import io.kmig.core.migration.Sinks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code kmig sink status} shows. */
public record SinkDocument(int schemaVersion, String migration, List<Sink> sinks) {
    /**
     * @param direction {@code blue to green}; {@code green to blue} of the way back
     * @param state null when the connector is not deployed
     * @param behind offsets of green's log that are not applied; transaction markers count, so a sink that has applied
     *     every record may show a few. Of a sink whose database was handed off, only those below the hand-off, 0 when the
     *     move saw all of them applied. Null when the database does not answer
     * @param handedOffAt when its topics changed hands, and it had to stop; null while it follows
     * @param appliedAll whether the move saw everything below the hand-off applied; null while it follows
     * @param note why something is not known; null when all is
     */
    public record Sink(
            String database,
            String direction,
            String connector,
            @Nullable String state,
            List<Task> tasks,
            @Nullable Long behind,
            @Nullable Instant handedOffAt,
            @Nullable Boolean appliedAll,
            @Nullable String note,
            List<Partition> partitions) {}

    /** @param trace first line of the failure, null unless FAILED */
    public record Task(
            int id, String state, String worker, @Nullable String trace) {}

    /**
     * @param applied first offset not applied; null when nothing was
     * @param handOff where the sink had to end; null while it follows
     * @param end of green's log; above the hand-off it is green's own
     */
    public record Partition(
            String topic,
            int partition,
            @Nullable Long applied,
            @Nullable Long handOff,
            long end) {}

    public static SinkDocument of(String migration, List<SinkOperations.Status> statuses) {
        List<Sink> sinks = new ArrayList<>();
        statuses.forEach(s -> {
            sinks.add(sink(s.sink(), s.handOff()));
            s.wayBack().ifPresent(back -> sinks.add(sink(back, Optional.empty())));
        });
        return new SinkDocument(1, migration, sinks);
    }

    private static Sink sink(Sinks.Standing standing, Optional<SinkHandOff> handOff) {
        Map<Tp, Long> ends = handOff.map(SinkHandOff::ends).orElse(Map.of());
        List<Partition> partitions = new ArrayList<>();
        standing.partitions()
                .forEach((tp, at) -> partitions.add(
                        new Partition(tp.topic(), tp.partition(), at.next().orElse(null), ends.get(tp), at.end())));
        List<Task> tasks = standing.connector().map(c -> c.tasks()).orElse(List.of()).stream()
                .map(t -> new Task(t.id(), t.state(), t.worker(), t.trace().isEmpty() ? null : t.trace()))
                .toList();
        return new Sink(
                standing.database().name(),
                standing.database().from() == Colour.BLUE ? "blue to green" : "green to blue",
                standing.name(),
                standing.connector().map(c -> c.state()).orElse(null),
                tasks,
                behind(standing, handOff),
                handOff.map(SinkHandOff::at).orElse(null),
                handOff.map(SinkHandOff::applied).orElse(null),
                standing.unknown().orElse(null),
                partitions);
    }

    private static @Nullable Long behind(Sinks.Standing standing, Optional<SinkHandOff> handOff) {
        // what was seen is more than the offsets tell: markers and aborted records are nobody's to apply
        if (handOff.filter(SinkHandOff::applied).isPresent()) {
            return 0L;
        }
        if (standing.unknown().isPresent()) {
            return null;
        }
        if (handOff.isEmpty()) {
            return standing.partitions().values().stream()
                    .mapToLong(Sinks.Applied::behind)
                    .sum();
        }
        Map<Tp, Long> ends = handOff.get().ends();
        return standing.partitions().entrySet().stream()
                .mapToLong(p -> new Sinks.Applied(
                                p.getValue().next(), p.getValue().start(), ends.getOrDefault(p.getKey(), 0L))
                        .behind())
                .sum();
    }
}
