package io.kmig.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeMirrorRecords;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MirrorProgressTest {
    private static final Tp TP = new Tp("one", 0);
    private static final String MIRROR = "kmig.shop.mirror.app";

    private final FakeCluster blue = new FakeCluster(Colour.BLUE).topic("one", 1);
    private final FakeCluster green = new FakeCluster(Colour.GREEN).topic("one", 1);
    private final FakeConnect connect =
            new FakeConnect("workers", green, Map.of("blue", blue, "green", green), new FakeMirrorRecords());

    @Test
    void abortedRecordsAndMarkersAtTheEndLeaveNoMirrorBehind() {
        copied("a", "b");
        for (int i = 0; i < 5_000; i++) {
            blue.appendGap(TP);
        }

        MirrorProgress progress = look();

        assertThat(progress.remaining()).isZero();
        assertThat(progress.percent()).isEqualTo(100);
        assertThat(progress.copied()).isEqualTo(progress.total()).isEqualTo(5_002);
    }

    @Test
    void aRecordBehindThemDoes() {
        copied("a", "b");
        blue.appendGap(TP);
        blue.append(TP, "c");

        MirrorProgress progress = look();

        assertThat(progress.behind()).containsExactly(Map.entry(TP, 2L));
        assertThat(progress.copied()).isEqualTo(2);
    }

    private void copied(String... contents) {
        List.of(contents).forEach(content -> blue.append(TP, content));
        connect.put(MIRROR, Map.of("connector.class", FakeConnect.MIRROR_SOURCE, "source.cluster.alias", "blue"), true);
        connect.alterMirrorOffsets(MIRROR, "blue", Map.of(TP, contents.length - 1L));
    }

    private MirrorProgress look() {
        return MirrorProgress.of(MIRROR, List.of(TP), blue, blue, connect);
    }
}
