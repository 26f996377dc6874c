package io.kmig.validator.topology;

import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A record's value and its own timestamp.
 *
 * <p>Kafka Streams hands a processor the extracted timestamp only, and refuses a negative one; the digest needs what the
 * record has. So the extractor, which sees the record as it is, notes it here.
 */
final class Arrival {
    private final byte @Nullable [] value;
    private long timestamp;

    private Arrival(byte @Nullable [] value) {
        this.value = value;
    }

    /** Makes an arrival of null too: a tombstone has a timestamp like any other record. */
    static Deserializer<Arrival> deserializer() {
        return (topic, bytes) -> new Arrival(bytes);
    }

    byte @Nullable [] value() {
        return value;
    }

    long timestamp() {
        return timestamp;
    }

    void timestamp(long own) {
        timestamp = own;
    }
}
