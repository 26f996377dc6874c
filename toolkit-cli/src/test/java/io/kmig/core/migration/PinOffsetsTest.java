package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
import io.kmig.core.port.MirrorRecords;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeMirrorRecords;
import io.kmig.testkit.FakePacer;
import io.kmig.testkit.Specs;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PinOffsetsTest {
    private static final Tp TP = new Tp("one", 0);

    private final FakeCluster blue = new FakeCluster(Colour.BLUE).topic("one", 1);
    private final FakeCluster green = new FakeCluster(Colour.GREEN).topic("one", 1);
    private final FakeMirrorRecords records = new FakeMirrorRecords();
    private final FakePacer pacer = new FakePacer();

    @Test
    void whatWasCopiedTwiceIsRefusedAtOnceAndNotWaitedFor() {
        List.of("a", "b", "c").forEach(content -> blue.append(TP, content));
        List.of("a", "b", "c", "b", "c").forEach(content -> green.append(TP, content));
        FakeConnect connect = connect();
        String mirror = "kmig.shop.mirror.app";
        connect.put(mirror, Map.of("connector.class", FakeConnect.MIRROR_SOURCE, "source.cluster.alias", "blue"), true);
        connect.alterMirrorOffsets(mirror, "blue", Map.of(TP, 2L));
        PinOffsets pins = pins(records, connect);

        PinOffsets.Preview preview = pins.settled(at(0), new Patience(pacer, Duration.ofSeconds(30)), reading -> {});

        Problem problem = pins.notExact("app", preview, "nothing").problems().get(0);
        assertThat(problem.code()).isEqualTo(ErrorCode.OFFSETS_NOT_EXACT);
        assertThat(problem.observed()).contains("would read 2 records again");
        assertThat(problem.remedy()).contains("waiting mends none of it");
        assertThat(pacer.pauses()).isZero();
    }

    @Test
    void checkpointsThatCannotBeReadStopNothing() {
        MirrorRecords denied = new MirrorRecords() {
            @Override
            public Map<Tp, List<ProvenPair>> provenPairs(String sourceAlias, Collection<Tp> partitions) {
                return Map.of();
            }

            @Override
            public Map<Tp, Long> stockCheckpoint(String sourceAlias, String group) {
                throw new KmigException(
                        new Problem(ErrorCode.PERMISSION_DENIED, "denied", "nothing was changed", "allow it"));
            }
        };

        assertThat(pins(denied, connect()).rereadAvoided("g", Map.of(TP, new GroupOffset(3, ""))))
                .isNull();
        assertThat(pins(denied, connect()).stockCheckpoint("g")).isEmpty();
    }

    private FakeConnect connect() {
        return new FakeConnect("workers", green, Map.of("blue", blue, "green", green), records);
    }

    private PinOffsets pins(MirrorRecords mirrorRecords, FakeConnect connect) {
        return new PinOffsets(
                new Estates(blue, green, blue, green, connect, mirrorRecords),
                new MirrorLayout(Specs.plain().spec(), 1, 1));
    }

    private static SortedMap<String, Map<Tp, GroupOffset>> at(long offset) {
        return new TreeMap<>(Map.of("g", Map.of(TP, new GroupOffset(offset, ""))));
    }
}
