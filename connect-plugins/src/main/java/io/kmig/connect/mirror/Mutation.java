package io.kmig.connect.mirror;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Flips one bit of the value: the smallest lie. An empty value or a tombstone becomes one zero byte. */
record Mutation(SourcePlace target) implements Damage {
    @Override
    public SourceRecord apply(SourcePlace place, SourceRecord record) {
        if (!place.equals(target)) return record;
        @Nullable Object value = record.value();
        if (value != null && !(value instanceof byte[])) {
            throw new DataException("damage works on bytes; use ByteArrayConverter");
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                Schema.OPTIONAL_BYTES_SCHEMA,
                mutated((byte[]) value),
                record.timestamp(),
                record.headers());
    }

    private static byte[] mutated(byte @Nullable [] value) {
        if (value == null || value.length == 0) return new byte[1];
        byte[] copy = value.clone();
        copy[copy.length - 1] ^= 1;
        return copy;
    }
}
