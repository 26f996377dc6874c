package io.kmig.connect.mirror;

import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Where on the source cluster a mirrored record comes from, as MirrorSource writes it into its source offsets. */
record SourcePlace(String topic, int partition, long offset) {
    static @Nullable SourcePlace of(SourceRecord record) {
        @Nullable Map<String, ?> partition = record.sourcePartition();
        @Nullable Map<String, ?> offset = record.sourceOffset();
        if (partition == null || offset == null) return null;
        return partition.get("topic") instanceof String topic
                        && partition.get("partition") instanceof Number number
                        && offset.get("offset") instanceof Number at
                ? new SourcePlace(topic, number.intValue(), at.longValue())
                : null;
    }

    SourcePlace next() {
        return new SourcePlace(topic, partition, offset + 1);
    }
}
