package io.kmig.adapter.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Tp;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Inside a unit's pause only what stands still is waited for. */
class WatermarkTest {
    private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
    private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);
    private static final TopicPartition BUSY = new TopicPartition("busy", 0);

    @Test
    void theUnitsPartitionsAreJudgedUpToTheirEndsAndAllOthersNotAtAll() {
        Map<Tp, Long> ends = Map.of(new Tp("orders", 0), 41L, new Tp("orders", 1), 7L);

        Map<TopicPartition, Long> watermark = StreamsProof.watermark(Set.of(ORDERS_0, ORDERS_1, BUSY), ends);

        assertThat(watermark).containsOnly(Map.entry(ORDERS_0, 41L), Map.entry(ORDERS_1, 7L), Map.entry(BUSY, 0L));
    }

    @Test
    void aPartitionThatIsNotComparedIsNotWaitedFor() {
        Map<Tp, Long> ends = Map.of(new Tp("orders", 0), 41L, new Tp("handed-off", 0), 7L);

        Map<TopicPartition, Long> watermark = StreamsProof.watermark(Set.of(ORDERS_0), ends);

        assertThat(watermark).containsOnly(Map.entry(ORDERS_0, 41L));
    }

    @Test
    void aUnitsEmptyPartitionIsJudgedAtItsEndOfZero() {
        Map<Tp, Long> ends = Map.of(new Tp("orders", 0), 0L);

        Map<TopicPartition, Long> watermark = StreamsProof.watermark(Set.of(ORDERS_0, BUSY), ends);

        assertThat(watermark).containsOnly(Map.entry(ORDERS_0, 0L), Map.entry(BUSY, 0L));
    }
}
