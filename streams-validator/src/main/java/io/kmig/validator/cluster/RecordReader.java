package io.kmig.validator.cluster;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.HeaderReader;
import io.kmig.validator.digest.RecordDigest;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Turns records into digests. One thread. */
public final class RecordReader {
    private static final HeaderReader<Header> HEADERS = new HeaderReader<>() {
        @Override
        public String name(Header header) {
            return header.key();
        }

        @Override
        public byte @Nullable [] value(Header header) {
            return header.value();
        }
    };

    private final RecordDigest digest;
    private final Hasher64 keys;

    /** @param seed the same on both sides */
    public RecordReader(long seed) {
        this.digest = new RecordDigest(seed);
        this.keys = Hashing.xxh3_64(seed);
    }

    public Seen read(long offset, byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp) {
        return new Seen(offset, keyHash(key), digest.of(key, value, headers, HEADERS, timestamp));
    }

    private long keyHash(byte @Nullable [] key) {
        return key == null ? 0 : keys.hashBytesToLong(key);
    }
}
