package io.kmig.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PositionsTest {
    private static final int GROUPS = 100;
    private static final long RECORDS = 10_000;

    @Test
    void everyHundredthOfAPartitionHasOneGroup() {
        SortedMap<String, Map<Tp, GroupOffset>> spread = Positions.spread("t", GROUPS, 3, RECORDS);

        for (int p = 0; p < 3; p++) {
            assertThat(of(spread, p).stream().map(o -> o / (RECORDS / GROUPS)).sorted())
                    .containsExactlyElementsOf(
                            LongStream.range(0, GROUPS).boxed().toList());
        }
        assertThat(Positions.spread("t", GROUPS, 3, RECORDS)).isEqualTo(spread);
    }

    @Test
    void groupsReadOnByDifferentLengthsAndNotBeyondTheEnd() {
        List<Long> before = of(Positions.spread("t", GROUPS, 1, RECORDS), 0);
        List<Long> after = of(Positions.moved("t", GROUPS, 1, RECORDS, 5_000, RECORDS + 100), 0);

        List<Long> steps = new ArrayList<>();
        for (int g = 0; g < GROUPS; g++) {
            steps.add(after.get(g) - before.get(g));
        }
        assertThat(steps).allMatch(s -> s >= 0 && s <= 5_000);
        assertThat(steps.stream().distinct().count()).isGreaterThan(GROUPS / 2);
        assertThat(after).allMatch(o -> o <= RECORDS + 100).contains(RECORDS + 100);
    }

    private static List<Long> of(SortedMap<String, Map<Tp, GroupOffset>> positions, int partition) {
        List<Long> offsets = new ArrayList<>();
        for (Map<Tp, GroupOffset> group : positions.values()) {
            GroupOffset offset = group.get(new Tp("t", partition));
            assertThat(offset).isNotNull();
            if (offset != null) {
                offsets.add(offset.offset());
            }
        }
        return offsets;
    }
}
