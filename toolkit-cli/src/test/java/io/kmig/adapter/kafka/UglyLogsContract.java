package io.kmig.adapter.kafka;

import static io.kmig.adapter.kafka.RealLogs.NOW;
import static io.kmig.adapter.kafka.RealLogs.assertUnresolved;
import static io.kmig.adapter.kafka.RealLogs.bytes;
import static io.kmig.adapter.kafka.RealLogs.end;
import static io.kmig.adapter.kafka.RealLogs.offset;
import static io.kmig.adapter.kafka.RealLogs.record;
import static io.kmig.adapter.kafka.RealLogs.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation;
import io.kmig.testkit.TwoClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Logs as real clusters have them, on real brokers behind a real mirror. Each position that is said to be exact is
 * pinned, and a consumer that starts from the pin must read on green what one on blue reads from the position.
 */
abstract class UglyLogsContract {
    private static final int LARGE = 5 * 1024 * 1024;

    private RealLogs logs;

    /** Opens them on the clusters of this version. */
    abstract RealLogs open(TwoClusters shared);

    @BeforeEach
    void begin(TwoClusters shared) {
        logs = open(shared);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    @Test
    void transactionsEmptyPartitionsAndRunsOfEqualRecordsAreExactEverywhere() {
        Tp transactions = logs.topic("transactions", Map.of());
        Tp empty = logs.topic("empty", Map.of());
        Tp equal = logs.topic("equal", Map.of());
        try (Producer<byte[], byte[]> producer =
                logs.clusters.transactional(Colour.BLUE, logs.clusters.fresh("ugly-writer"))) {
            for (int i = 0; i < 60; i++) {
                producer.beginTransaction();
                send(producer, record(transactions, "k" + i % 5, "v" + i));
                send(producer, record(transactions, "k" + i % 5, "w" + i));
                end(producer, i % 3 != 0);
            }
            // control batches are the last thing in the log
            producer.beginTransaction();
            send(producer, record(transactions, "gone", "gone"));
            end(producer, false);
        }
        logs.write(Colour.BLUE, Map.of(), producer -> {
            for (int i = 0; i < 300; i++) {
                send(producer, record(equal, "same", i == 150 ? "other" : "same"));
            }
        });
        logs.mirror(Map.of(), transactions, empty, equal);

        for (Tp tp : List.of(transactions, empty, equal)) {
            logs.allExact(tp, logs.everyPosition(tp));
        }
    }

    @Test
    void everyCodecSizeHeaderNullAndTimestampIsExact() {
        Tp tp = logs.topic("codecs", Map.of("max.message.bytes", Integer.toString(LARGE + 100_000)));
        Random random = new Random(11);
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            logs.write(Colour.BLUE, Map.of("compression.type", codec, "max.request.size", 2 * LARGE), producer -> {
                for (int i = 0; i < 20; i++) {
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                            tp.topic(),
                            0,
                            // out of order, and as old as can be
                            i == 7 ? 0L : NOW - random.nextInt(1_000_000),
                            i % 3 == 0 ? null : bytes("k" + i),
                            i % 4 == 0 ? null : new byte[i % 5 == 0 ? 0 : random.nextInt(5_000)]);
                    record.headers()
                            .add("h" + i % 2, i % 6 == 0 ? null : bytes(codec))
                            .add("h0", bytes("again"));
                    send(producer, record);
                }
                byte[] large = new byte[LARGE];
                random.nextBytes(large);
                send(producer, new ProducerRecord<>(tp.topic(), 0, bytes("large"), large));
            });
        }
        logs.mirror(Map.of("producer.override.max.request.size", Integer.toString(2 * LARGE)), tp);

        logs.allExact(tp, logs.everyPosition(tp));
    }

    @Test
    void headsThatExpiredOnEitherSideLeaveTheRestExactAndWhatIsGoneIsSaid() {
        Tp onBlue = logs.topic("purged-blue", Map.of());
        Tp onGreen = logs.topic("purged-green", Map.of());
        for (Tp tp : List.of(onBlue, onGreen)) {
            logs.write(Colour.BLUE, Map.of(), producer -> {
                for (int i = 0; i < 200; i++) {
                    send(producer, record(tp, "k" + i % 7, "v" + i));
                }
            });
        }
        logs.mirror(Map.of(), onBlue, onGreen);
        logs.purge(Colour.BLUE, onBlue, 80);
        logs.purge(Colour.GREEN, onGreen, logs.greenEnds(onGreen).leo() - 100);

        SortedMap<Long, Translation> first = logs.translate(onBlue, 40, 80, 81, 150, 200, 201);
        SortedMap<Long, Translation> second = logs.translate(onGreen, 0, 150, 200);

        assertUnresolved(first.get(40L), "below the log start 80");
        assertUnresolved(first.get(201L), "beyond the log end 200");
        assertUnresolved(second.get(0L), "");
        logs.prove(onBlue, first, 4);
        logs.prove(onGreen, second, 2);
    }

    @Test
    void whatTheMirrorCopiedAgainIsExactBehindItAndCountedBeforeIt() {
        Tp tp = logs.topic("replayed", Map.of());
        logs.write(Colour.BLUE, Map.of(), producer -> {
            for (int i = 0; i < 100; i++) {
                send(producer, record(tp, "k" + i % 7, "v" + i));
            }
        });
        String mirror = logs.mirror(Map.of(), tp);
        logs.connect.stop(mirror);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        logs.connect.connector(mirror).orElseThrow().tasks().isEmpty());
        // as after a kill without exactly-once: it goes on from an older position
        logs.connect.alterMirrorOffsets(mirror, "blue", Map.of(tp, 59L));
        logs.write(Colour.BLUE, Map.of(), producer -> send(producer, record(tp, "k", "new")));
        logs.connect.resume(mirror);
        logs.awaitCopied(mirror, tp);

        SortedMap<Long, Translation> found = logs.translate(tp, 0, 30, 60, 80, 100, 101);

        assertThat(found.get(0L)).isInstanceOfSatisfying(Translation.Bounded.class, b -> assertThat(b.reread())
                .isEqualTo(40));
        assertThat(found.get(30L)).isInstanceOf(Translation.Bounded.class);
        logs.prove(tp, found, 6);
    }

    @Test
    void abortedRecordsThatAMirrorCopiedAreFoundAndWhatIsBehindThemIsExact() {
        Tp tp = logs.topic("uncommitted", Map.of());
        try (Producer<byte[], byte[]> producer =
                logs.clusters.transactional(Colour.BLUE, logs.clusters.fresh("ugly-writer"))) {
            for (int i = 0; i < 20; i++) {
                producer.beginTransaction();
                send(producer, record(tp, "k", "v" + i));
                end(producer, i != 10);
            }
        }
        logs.mirror(
                Map.of("source.consumer.isolation.level", "read_uncommitted", "exactly.once.support", "requested"), tp);

        SortedMap<Long, Translation> found = logs.translate(tp, 0, 18, 24, 30);

        assertUnresolved(found.get(0L), "should hold the same record and do not");
        logs.prove(tp, found, 2);
    }

    @Test
    void compactedSidesAreExactThoughEachLostRecordsOfItsOwn() {
        Map<String, String> configs = Map.of(
                "cleanup.policy", "compact",
                "segment.ms", "100",
                "min.cleanable.dirty.ratio", "0.01",
                "max.compaction.lag.ms", "100",
                "delete.retention.ms", "100");
        Tp tp = logs.topic("compacted", Map.of("cleanup.policy", "compact"));
        logs.write(Colour.BLUE, Map.of(), producer -> {
            for (int i = 0; i < 300; i++) {
                send(producer, record(tp, "k" + i % 9, i % 50 == 0 ? null : "v" + i));
            }
        });
        String mirror = logs.mirror(Map.of(), tp);
        logs.blue.alterTopicConfigs(tp.topic(), configs, Set.of());
        logs.green.alterTopicConfigs(tp.topic(), configs, Set.of());
        // a segment is rolled by the next record, and only what is behind a rolled one is compacted
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    logs.write(
                            Colour.BLUE,
                            Map.of(),
                            // of this moment, since a segment's age is told by timestamps
                            producer -> send(
                                    producer,
                                    new ProducerRecord<>(
                                            tp.topic(),
                                            RealLogs.bytes("tick"),
                                            RealLogs.bytes("t" + System.nanoTime()))));
                    return logs.read(Colour.GREEN, tp, 0, "").size() < 150
                            && logs.read(Colour.BLUE, tp, 0, "").size() < 150;
                });
        logs.awaitCopied(mirror, tp);

        SortedMap<Long, Translation> found =
                logs.translate(tp, 0, 1, 100, 299, logs.blueEnds(tp).leo());

        assertThat(found.values()).as("%s", found).allMatch(Translation.Exact.class::isInstance);
        // the number in a value is its offset on blue: none that the group has read comes again
        found.forEach((position, translation) -> assertThat(logs.read(Colour.GREEN, tp, offset(translation), ""))
                .as("from position %d", position)
                .extracting(r -> r.value() == null ? "" : new String(r.value(), StandardCharsets.UTF_8))
                .filteredOn(v -> v.startsWith("v"))
                .allMatch(v -> Long.parseLong(v.substring(1)) >= position));
        found.forEach((position, translation) -> assertThat(logs.lastOfEachKey(Colour.GREEN, tp, offset(translation)))
                .as("position %d", position)
                .isEqualTo(logs.lastOfEachKey(Colour.BLUE, tp, position)));
    }

    @Test
    void aRecordThatIsMissingOnGreenIsNamedAndNeverGuessedOver() {
        Tp tp = logs.topic("diverged", Map.of());
        logs.write(Colour.BLUE, Map.of(), producer -> {
            for (int i = 0; i < 50; i++) {
                send(producer, record(tp, "k" + i, "v" + i));
            }
        });
        // not the mirror: it would not leave one out
        logs.mirror(Map.of(), logs.topic("unrelated", Map.of()));
        logs.write(Colour.GREEN, Map.of(), producer -> logs.read(Colour.BLUE, tp, 0, "").stream()
                .filter(r -> r.offset() != 20)
                .forEach(r -> send(producer, new ProducerRecord<>(tp.topic(), 0, r.timestamp(), r.key(), r.value()))));

        SortedMap<Long, Translation> found = logs.translate(tp, 5, 20, 30);

        found.values().forEach(t -> assertUnresolved(t, "source offset 20 and target offset 20"));
    }

    @Test
    void aTopicThatWasMadeAgainIsNeverExactWithWhatWasCopiedBefore() {
        Tp onBlue = logs.topic("again-blue", Map.of());
        Tp onGreen = logs.topic("again-green", Map.of());
        fill(onBlue, 60, "v");
        fill(onGreen, 60, "v");
        String mirror = logs.mirror(Map.of(), onBlue, onGreen);
        logs.connect.stop(mirror);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        logs.connect.connector(mirror).orElseThrow().tasks().isEmpty());

        logs.recreate(Colour.BLUE, onBlue);
        logs.recreate(Colour.GREEN, onGreen);
        assertThat(logs.translate(onBlue, 0, 40).values()).allSatisfy(t -> assertUnresolved(t, "re-created"));
        fill(onBlue, 50, "w");
        assertThat(logs.translate(onBlue, 0, 40, 50, 55).values()).allSatisfy(t -> assertUnresolved(t, "re-created"));
        assertThat(logs.translate(onGreen, 0, 40, 59).values())
                .allSatisfy(t -> assertThat(t).isInstanceOf(Translation.Unresolved.class));
        // as long as it was, so that no offset tells
        fill(onBlue, 20, "x");
        assertThat(logs.translate(onBlue, 0, 40, 60, 65).values())
                .allSatisfy(t -> assertThat(t).isInstanceOf(Translation.Unresolved.class));

        // the way out that KMIG-4006 tells of
        logs.forgetHowFar(mirror, onGreen);
        logs.connect.resume(mirror);
        logs.awaitCopied(mirror, onGreen);
        logs.allExact(onGreen, new long[] {0, 40, 59, 60});
    }

    private void fill(Tp tp, int records, String prefix) {
        logs.write(Colour.BLUE, Map.of(), producer -> {
            for (int i = 0; i < records; i++) {
                send(producer, record(tp, "k" + i % 7, prefix + i));
            }
        });
    }
}
