package io.kmig.adapter.kafka;

import static io.kmig.adapter.kafka.RealLogs.assertUnresolved;
import static io.kmig.adapter.kafka.RealLogs.record;
import static io.kmig.adapter.kafka.RealLogs.send;
import static io.kmig.adapter.kafka.RealLogs.waiver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts.TaskFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation;
import io.kmig.testkit.BesideOthers;
import io.kmig.testkit.RawProducer;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Copies that can't have their originals' timestamps: what is left out of the comparison then is said. */
@ExtendWith(TwoClusters.Shared.class)
@BesideOthers
class RestampedLogsIT {
    private static final Map<String, String> ON_APPEND = Map.of("message.timestamp.type", "LogAppendTime");
    private static final Map<String, String> AS_WRITTEN = Map.of("message.timestamp.type", "CreateTime");

    private TwoClusters clusters;
    private RealLogs logs;

    @BeforeEach
    void open(TwoClusters shared) {
        clusters = shared;
        logs = new RealLogs(shared);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    @Test
    void aGreenThatStampsOnAppendIsExactAndTheWaiverIsSaidForThosePositionsOnly() {
        Tp tp = logs.topic("stamped-green", Map.of());
        logs.green.alterTopicConfigs(tp.topic(), ON_APPEND, Set.of());
        fill(tp, 50);
        String mirror = logs.mirror(Map.of(), tp);
        logs.green.alterTopicConfigs(tp.topic(), AS_WRITTEN, Set.of());
        fill(tp, 10);
        logs.awaitCopied(mirror, tp);

        SortedMap<Long, Translation> found = logs.translate(tp, 0, 20, 49, 50, 55, 60);

        logs.prove(tp, found, 6);
        assertThat(found.values()).allMatch(Translation.Exact.class::isInstance);
        for (long position : List.of(0L, 20L, 49L)) {
            assertThat(waiver(found.get(position))).contains("timestamps not compared", "stamped copies");
        }
        for (long position : List.of(50L, 55L, 60L)) {
            assertThat(waiver(found.get(position))).isEmpty();
        }
    }

    @Test
    void aBlueThatStampsOnAppendNeedsNoWaiver() {
        Tp tp = logs.topic("stamped-blue", Map.of());
        logs.blue.alterTopicConfigs(tp.topic(), ON_APPEND, Set.of());
        fill(tp, 20);
        logs.mirror(Map.of(), tp);

        logs.allExact(tp, new long[] {0, 10, 20});

        assertThat(logs.translate(tp, 0, 10, 20).values())
                .allSatisfy(t -> assertThat(waiver(t)).isEmpty());
    }

    @Test
    void withoutTimestampsAMissingRecordIsStillFoundAndNamed() {
        Tp tp = logs.topic("stamped-diverged", Map.of());
        logs.green.alterTopicConfigs(tp.topic(), ON_APPEND, Set.of());
        fill(tp, 30);
        logs.write(Colour.GREEN, Map.of(), producer -> logs.read(Colour.BLUE, tp, 0, "").stream()
                .filter(r -> r.offset() != 12)
                .forEach(r -> send(producer, new ProducerRecord<>(tp.topic(), 0, r.timestamp(), r.key(), r.value()))));

        assertThat(logs.translate(tp, 0, 5, 20).values())
                .allSatisfy(t -> assertUnresolved(t, "source offset 12 and target offset 12"));
    }

    @Test
    void recordsWithoutATimestampAreExactWithTheWaiverSaid() {
        Tp tp = logs.topic("unstamped", Map.of());
        fill(tp, 10);
        raw(tp, -1, "a", "b", "c");
        fill(tp, 10);
        logs.mirror(Map.of(), tp);

        SortedMap<Long, Translation> found = logs.translate(tp, 0, 10, 12, 13, 20, 23);

        logs.prove(tp, found, 6);
        for (long position : List.of(0L, 10L, 12L)) {
            assertThat(waiver(found.get(position))).contains("timestamps not compared", "without one");
        }
        for (long position : List.of(13L, 20L, 23L)) {
            assertThat(waiver(found.get(position))).isEmpty();
        }
    }

    @Test
    void aTimestampBelowMinusOneStopsTheMirrorAndIsNeverPassedOver() {
        Tp tp = logs.topic("negative", Map.of());
        fill(tp, 10);
        raw(tp, -5, "too old");
        fill(tp, 10);

        String mirror = logs.startMirror(Map.of(), tp);
        await().atMost(Duration.ofSeconds(60)).until(() -> logs.connect.connector(mirror).orElseThrow().tasks().stream()
                .anyMatch(t -> t.state().equals("FAILED")));

        assertThat(logs.connect.connector(mirror).orElseThrow().tasks())
                .extracting(TaskFacts::trace)
                .anySatisfy(trace -> assertThat(trace).contains("Invalid record timestamp -5"));
        SortedMap<Long, Translation> found = logs.translate(tp, 0, 5, 10, 11, 15, 21);
        assertThat(found.tailMap(11L).values()).allSatisfy(t -> assertUnresolved(t, "is not on the target yet"));
    }

    private void fill(Tp tp, int records) {
        logs.write(Colour.BLUE, Map.of(), producer -> {
            for (int i = 0; i < records; i++) {
                send(producer, record(tp, "k" + i % 7, "v" + i));
            }
        });
    }

    private void raw(Tp tp, long timestamp, String... values) {
        RawProducer.write(clusters.cluster(Colour.BLUE).address(0), tp, timestamp, values);
    }
}
