package io.kmig.adapter.kafka;

import static io.kmig.adapter.kafka.RealLogs.record;
import static io.kmig.adapter.kafka.RealLogs.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import io.kmig.testkit.BesideOthers;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A mirror without exactly-once whose worker is killed between what it wrote and the note of how far it was. */
@ExtendWith(TwoClusters.Shared.class)
@BesideOthers
class KilledMirrorIT {
    private ConnectWorkers workers;
    private RealLogs logs;

    @BeforeEach
    void open(TwoClusters shared) {
        // what it notes by itself comes after the test, so that each stretch is copied again from the last stop
        workers = ConnectWorkers.start(
                ConnectSpec.named("forgetful")
                        .withPluginPath(List.of(ConnectPlugins.mirror()))
                        .withWorkerProperties(Map.of("exactly.once.source.support", "disabled"))
                        .withOffsetFlushInterval(Duration.ofHours(1)),
                shared.cluster(Colour.GREEN));
        logs = new RealLogs(shared, workers.url(), false);
    }

    @AfterEach
    void close() {
        logs.close();
        workers.close();
    }

    @Test
    void whatAKilledMirrorCopiedAgainIsBoundedBeforeItAndExactBehindItInTheMiddleAndAtTheTail() {
        Tp tp = logs.topic("killed", Map.of());
        fill(tp, "a", 60);
        String mirror = logs.startMirror(Map.of("exactly.once.support", "requested"), tp);
        awaitOnGreen(tp, 60);
        stop(mirror);
        logs.connect.resume(mirror);
        fill(tp, "b", 40);
        awaitOnGreen(tp, 100);

        workers.kill(0);
        workers.restart(0);
        awaitOnGreen(tp, 140);
        stop(mirror);

        SortedMap<Long, Translation> atTheTail = logs.translate(tp, 0, 60, 61, 99, 100);
        logs.prove(tp, atTheTail, 5);
        assertReread(atTheTail.get(0L), 40);
        assertThat(atTheTail.tailMap(60L).values()).allMatch(Translation.Exact.class::isInstance);

        logs.connect.resume(mirror);
        fill(tp, "c", 20);
        awaitOnGreen(tp, 160);
        workers.kill(0);
        workers.restart(0);
        awaitOnGreen(tp, 180);
        stop(mirror);

        SortedMap<Long, Translation> inTheMiddleToo = logs.translate(tp, 0, 60, 99, 100, 110, 120);
        logs.prove(tp, inTheMiddleToo, 6);
        assertReread(inTheMiddleToo.get(0L), 60);
        assertReread(inTheMiddleToo.get(60L), 20);
        assertThat(inTheMiddleToo.tailMap(100L).values()).allMatch(Translation.Exact.class::isInstance);
    }

    private static void assertReread(Translation translation, long records) {
        assertThat(translation)
                .asInstanceOf(InstanceOfAssertFactories.type(Translation.Bounded.class))
                .extracting(Translation.Bounded::reread)
                .isEqualTo(records);
    }

    /** Orderly: how far it is gets noted. */
    private void stop(String mirror) {
        logs.connect.stop(mirror);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        logs.connect.connector(mirror).orElseThrow().tasks().isEmpty());
    }

    private void awaitOnGreen(Tp tp, long records) {
        await().atMost(Duration.ofSeconds(90)).until(() -> logs.greenEnds(tp).leo(), end -> end >= records);
    }

    private void fill(Tp tp, String prefix, int records) {
        logs.write(Colour.BLUE, Map.of(), producer -> {
            for (int i = 0; i < records; i++) {
                send(producer, record(tp, "k" + i % 7, prefix + i));
            }
        });
    }
}
