package io.kmig.validator.digest;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import org.jspecify.annotations.Nullable;

/**
 * Digests a record's content: key, value, headers in their order, timestamp.
 *
 * <p>What is hashed is an encoding that two different records never share. Each variable part is preceded by its
 * length, and a null by -1, so bytes can't move from one part to its neighbour unseen; each header is announced by 1 and
 * their end by 0:
 *
 * <pre>
 * timestamp:int64  key  value  (1:int8  chars:int32 utf16[chars]  value)*  0:int8
 * where key and value are  length:int32 bytes[length]  or  -1:int32
 * </pre>
 *
 * <p>The hash is XXH3 with 128 bits and a seed: fast, stable over releases, and good for telling records apart that
 * nobody forged. It is no defence against someone who crafts records to collide.
 *
 * <p>Digests are compared across processes and kept in topics: encoding and seed are a stored format. Keeps one hashing
 * state, so each thread needs its own instance.
 */
public final class RecordDigest {
    /** The seed of every digest that leaves a process. */
    public static final long SEED = 0x6b6d69672d303031L;

    private final HashStream128 stream;

    public RecordDigest() {
        this(SEED);
    }

    public RecordDigest(long seed) {
        this.stream = Hashing.xxh3_128(seed).hashStream();
    }

    public <H> Fingerprint of(
            byte @Nullable [] key,
            byte @Nullable [] value,
            Iterable<? extends H> headers,
            HeaderReader<H> reader,
            long timestamp) {
        stream.reset();
        stream.putLong(timestamp);
        put(key);
        put(value);
        for (H header : headers) {
            stream.putByte((byte) 1);
            String name = reader.name(header);
            stream.putInt(name.length());
            stream.putChars(name);
            put(reader.value(header));
        }
        stream.putByte((byte) 0);
        HashValue128 hash = stream.get();
        return new Fingerprint(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    /** Tells keys apart within a process; not a stored format. */
    public long ofKey(byte[] key) {
        stream.reset();
        put(key);
        return stream.get().getLeastSignificantBits();
    }

    private void put(byte @Nullable [] part) {
        if (part == null) {
            stream.putInt(-1);
        } else {
            stream.putInt(part.length);
            stream.putBytes(part);
        }
    }
}
