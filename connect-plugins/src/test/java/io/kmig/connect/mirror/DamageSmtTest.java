package io.kmig.connect.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class DamageSmtTest {
    private static final SourcePlace PLACE = new SourcePlace("orders", 1, 7);

    @Test
    void dropsTheOneRecordAndNoOther() {
        DamageSmt smt = configured("drop");

        assertThat(smt.apply(record("orders", 1, 7, "x"))).isNull();
        assertNeighboursPass(smt);
    }

    @Test
    void changesOneBitOfTheOneValueAndNothingElse() {
        DamageSmt smt = configured("mutate");

        SourceRecord damaged = smt.apply(record("orders", 1, 7, "ab"));

        assertThat((byte[]) damaged.value()).isEqualTo("ac".getBytes(StandardCharsets.UTF_8));
        assertThat(damaged.sourceOffset()).isEqualTo(Map.of("offset", 7L));
        assertThat((byte[]) damaged.key()).isEqualTo("k7".getBytes(StandardCharsets.UTF_8));
        assertThat(damaged.timestamp()).isEqualTo(7L);
        assertNeighboursPass(smt);
    }

    @Test
    void makesAByteOfATombstone() {
        SourceRecord damaged = configured("mutate").apply(record("orders", 1, 7, null));

        assertThat((byte[]) damaged.value()).containsExactly(0);
    }

    @Test
    void exchangesTheContentsOfTwoNeighboursAndKeepsTheirOffsets() {
        Swap swap = new Swap(PLACE, place -> Optional.of(consumed(place, "value " + place.offset())));

        SourceRecord seventh = swap.apply(PLACE, record("orders", 1, 7, "value 7"));
        SourceRecord eighth = swap.apply(PLACE.next(), record("orders", 1, 8, "value 8"));

        assertThat(text(seventh)).isEqualTo("value 8");
        assertThat(text(eighth)).isEqualTo("value 7");
        assertThat(seventh.timestamp()).isEqualTo(8L);
        assertThat(seventh.sourceOffset()).isEqualTo(Map.of("offset", 7L));
        assertThat(eighth.sourceOffset()).isEqualTo(Map.of("offset", 8L));
        assertThat(seventh.headers().lastWithName("h").value()).isEqualTo("header 8".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void leavesARecordWithoutNeighbourAsItIs() {
        Swap swap = new Swap(PLACE, place -> Optional.empty());

        assertThat(text(swap.apply(PLACE, record("orders", 1, 7, "value 7")))).isEqualTo("value 7");
    }

    @Test
    void asksForACopyOfTheOneRecord() {
        List<SourceRecord> copied = new ArrayList<>();
        Duplicate duplicate = new Duplicate(PLACE, new Duplicate.Target() {
            @Override
            public void copyWhenThere(SourceRecord record) {
                copied.add(record);
            }

            @Override
            public void close() {}
        });
        SourceRecord seventh = record("orders", 1, 7, "x");

        assertThat(duplicate.apply(PLACE, seventh)).isSameAs(seventh);
        duplicate.apply(PLACE.next(), record("orders", 1, 8, "y"));

        assertThat(copied).containsExactly(seventh);
    }

    @Test
    void needsAClusterToSwapOrDuplicate() {
        assertThatThrownBy(() -> configured("swap"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("client.bootstrap.servers");
    }

    @Test
    void refusesAKindItDoesNotKnow() {
        assertThatThrownBy(() -> configured("melt")).isInstanceOf(ConfigException.class);
    }

    @Test
    void letsARecordPassThatNoMirrorMade() {
        SourceRecord other = new SourceRecord(Map.of(), Map.of(), "t", Schema.BYTES_SCHEMA, new byte[1]);

        assertThat(configured("drop").apply(other)).isSameAs(other);
    }

    private static void assertNeighboursPass(DamageSmt smt) {
        List.of(
                        record("orders", 1, 6, "x"),
                        record("orders", 1, 8, "x"),
                        record("orders", 0, 7, "x"),
                        record("other", 1, 7, "x"))
                .forEach(record -> assertThat(smt.apply(record)).isSameAs(record));
    }

    private static DamageSmt configured(String kind) {
        DamageSmt smt = new DamageSmt();
        smt.configure(Map.of("kind", kind, "topic", "orders", "partition", "1", "offset", "7"));
        return smt;
    }

    private static SourceRecord record(String topic, int partition, long offset, String value) {
        return new SourceRecord(
                Map.of("cluster", "blue", "topic", topic, "partition", partition),
                Map.of("offset", offset),
                topic,
                partition,
                Schema.OPTIONAL_BYTES_SCHEMA,
                ("k" + offset).getBytes(StandardCharsets.UTF_8),
                Schema.OPTIONAL_BYTES_SCHEMA,
                value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                offset);
    }

    private static ConsumerRecord<byte[], byte[]> consumed(SourcePlace place, String value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                place.offset(),
                place.offset(),
                org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                0,
                0,
                null,
                value.getBytes(StandardCharsets.UTF_8),
                new org.apache.kafka.common.header.internals.RecordHeaders(),
                Optional.empty());
        record.headers().add("h", ("header " + place.offset()).getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static String text(SourceRecord record) {
        return new String((byte[]) record.value(), StandardCharsets.UTF_8);
    }
}
