package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import io.kmig.testkit.MirrorConfigs;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real mirror notes on green is read as what it means. */
@ExtendWith(TwoClusters.Shared.class)
class MirrorTopicsIT {
    @Test
    void provenPairsHoldTheSameRecordAndCheckpointsAreStocks(TwoClusters clusters) {
        Tp tp = new Tp(clusters.fresh("paired"), 0);
        String group = clusters.fresh("paired-readers");
        ConnectRest connect = new ConnectRest(clusters.connect().url());
        String source = clusters.fresh("kmig.test.pairs");
        String checkpoint = clusters.fresh("kmig.test.checkpoints");
        try (KafkaCluster blue = new KafkaCluster(Colour.BLUE, clusters.properties(Colour.BLUE));
                KafkaCluster green = new KafkaCluster(Colour.GREEN, clusters.properties(Colour.GREEN));
                KafkaRecordLog blueLog = new KafkaRecordLog(Colour.BLUE, clusters.properties(Colour.BLUE));
                KafkaRecordLog greenLog = new KafkaRecordLog(Colour.GREEN, clusters.properties(Colour.GREEN));
                MirrorTopics mirror = new MirrorTopics(Colour.GREEN, clusters.properties(Colour.GREEN))) {
            blue.createTopic(tp.topic(), 1, 1, Map.of());
            green.createTopic(tp.topic(), 1, 1, Map.of());
            assertThat(mirror.stockCheckpoint("no-such-alias", group)).isEmpty();
            assertThat(mirror.provenPairs("no-such-alias", List.of(tp))).isEmpty();

            connect.put(source, MirrorConfigs.source(clusters, tp.topic()), false);
            for (int batch = 0; batch < 3; batch++) {
                long last = clusters.append(Colour.BLUE, tp, "batch " + batch);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> connect.mirrorOffsets(source).getOrDefault(tp, -1L) == last);
            }
            blue.commitOffsets(group, Map.of(tp, new GroupOffset(3, "")));
            connect.put(checkpoint, MirrorConfigs.checkpoint(clusters, tp.topic(), group), false);

            AtomicReference<List<ProvenPair>> pairs = new AtomicReference<>(List.of());
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                pairs.set(mirror.provenPairs("blue", List.of(tp, new Tp("other", 0)))
                        .getOrDefault(tp, List.of()));
                return pairs.get().size() >= 2;
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !mirror.stockCheckpoint("blue", group).isEmpty());

            for (ProvenPair pair : pairs.get()) {
                assertThat(at(blueLog, tp, pair.source()).sameContent(at(greenLog, tp, pair.target())))
                        .as("%s", pair)
                        .isTrue();
            }
            assertThat(mirror.provenPairs("blue", List.of(tp)).get(tp))
                    .as("asked again, with nothing new to read")
                    .isEqualTo(pairs.get());
            try (MirrorTopics another = new MirrorTopics(Colour.GREEN, clusters.properties(Colour.GREEN))) {
                another.provenPairs("blue", List.of(new Tp("other", 0)));
                assertThat(another.provenPairs("blue", List.of(tp)).get(tp))
                        .as("of a partition that was not asked for at first")
                        .isEqualTo(pairs.get());
            }
            assertThat(pairs.get()).extracting(ProvenPair::source).isSorted().doesNotHaveDuplicates();
            assertThat(pairs.get()).anySatisfy(pair -> assertThat(pair.target())
                    .as("markers shift green's offsets, so equal offsets would prove nothing here")
                    .isGreaterThan(pair.source()));
            assertThat(mirror.stockCheckpoint("blue", group)).containsOnlyKeys(tp);
            assertThat(mirror.stockCheckpoint("blue", "another-group")).isEmpty();
        } finally {
            connect.delete(source);
            connect.delete(checkpoint);
        }
    }

    private static RecordLog.Seen at(RecordLog log, Tp tp, long offset) {
        try (RecordLog.Cursor cursor = log.open(tp, offset)) {
            RecordLog.Seen seen = cursor.next();
            assertThat(seen.offset()).isEqualTo(offset);
            return seen;
        }
    }
}
