package io.kmig.validator.chain;

import io.kmig.validator.digest.Fingerprint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Links as bytes. A stored format: the first byte says which version of it, and a newer one is refused.
 *
 * <pre>
 * version:int8=1  kind:int8  eventTime:int64  body
 *   origin   topicId:16 targetTopicId:16 scopeStart start targetStart sourceHole targetHole :int64
 *   stretch  topicId:16 leaderEpoch:int32 from:int64 to:int64 count:int32
 *            (delta:varint keyHash:int64 high:int64 low:int64)*   delta counts from the offset expected next
 *   purged   from:int64 to:int64
 *   broken   cause:int8 position:int64 topicId:16
 *   limit    targetEnd:int64
 * </pre>
 */
public final class LinkCodec {
    private static final byte VERSION = 1;
    private static final int PREFIX = 2 + Long.BYTES;
    private static final int STRETCH = 16 + Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;
    private static final int DIGEST = 3 * Long.BYTES;
    private static final int VARINT = 10;

    private LinkCodec() {}

    public static byte[] encode(Link link) {
        if (link instanceof Link.Origin o) {
            ByteBuffer out = begin(1, 0, 32 + 5 * Long.BYTES);
            put(out, o.topicId());
            put(out, o.targetTopicId());
            out.putLong(o.scopeStart())
                    .putLong(o.start())
                    .putLong(o.targetStart())
                    .putLong(o.sourceHole())
                    .putLong(o.targetHole());
            return written(out);
        }
        if (link instanceof Link.Stretch s) {
            return stretch(s);
        }
        if (link instanceof Link.Purged p) {
            return begin(3, 0, 2 * Long.BYTES).putLong(p.from()).putLong(p.to()).array();
        }
        if (link instanceof Link.Broken b) {
            ByteBuffer out = begin(4, 0, 1 + Long.BYTES + 16)
                    .put((byte) b.cause().code())
                    .putLong(b.position());
            put(out, b.topicId());
            return written(out);
        }
        if (link instanceof Link.Limit l) {
            return written(begin(5, 0, Long.BYTES).putLong(l.targetEnd()));
        }
        throw new IllegalArgumentException("no code for " + link);
    }

    /** @throws IllegalArgumentException when the bytes are no link, or of a version that came later */
    public static Link decode(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            byte version = in.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("a digest of version " + version + "; this kmig reads " + VERSION);
            }
            byte kind = in.get();
            long eventTime = in.getLong();
            Link link =
                    switch (kind) {
                        case 1 ->
                            new Link.Origin(
                                    id(in),
                                    id(in),
                                    in.getLong(),
                                    in.getLong(),
                                    in.getLong(),
                                    in.getLong(),
                                    in.getLong());
                        case 2 -> stretch(in, eventTime);
                        case 3 -> new Link.Purged(in.getLong(), in.getLong());
                        case 4 -> new Link.Broken(Link.Broken.Cause.of(in.get()), in.getLong(), id(in));
                        case 5 -> new Link.Limit(in.getLong());
                        default -> throw new IllegalArgumentException("a link of kind " + kind);
                    };
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes after the link");
            }
            return link;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("not a link: " + bytes.length + " bytes", e);
        }
    }

    /** When the first record of a link was written, without decoding it; what is no link has 0. */
    public static long eventTime(byte[] bytes) {
        return bytes.length < PREFIX ? 0 : ByteBuffer.wrap(bytes).getLong(2);
    }

    private static byte[] stretch(Link.Stretch stretch) {
        Batch batch = stretch.batch();
        ByteBuffer out = begin(2, batch.eventTime(), STRETCH + batch.size() * (DIGEST + VARINT));
        put(out, stretch.topicId());
        out.putInt(batch.leaderEpoch())
                .putLong(batch.from())
                .putLong(batch.to())
                .putInt(batch.size());
        long expected = batch.from();
        for (int i = 0; i < batch.size(); i++) {
            varint(out, batch.offset(i) - expected);
            out.putLong(batch.keyHash(i)).putLong(batch.high(i)).putLong(batch.low(i));
            expected = batch.offset(i) + 1;
        }
        return written(out);
    }

    private static byte[] written(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static Link.Stretch stretch(ByteBuffer in, long eventTime) {
        UUID topicId = id(in);
        int leaderEpoch = in.getInt();
        long from = in.getLong();
        long to = in.getLong();
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / DIGEST) {
            throw new IllegalArgumentException(count + " digests in " + in.remaining() + " bytes");
        }
        Batch.Builder builder = Batch.from(from, count).leaderEpoch(leaderEpoch).eventTime(eventTime);
        long expected = from;
        for (int i = 0; i < count; i++) {
            long offset = expected + varint(in);
            builder.add(offset, in.getLong(), new Fingerprint(in.getLong(), in.getLong()));
            expected = offset + 1;
        }
        return new Link.Stretch(topicId, builder.end(to));
    }

    private static ByteBuffer begin(int kind, long eventTime, int body) {
        return ByteBuffer.allocate(PREFIX + body).put(VERSION).put((byte) kind).putLong(eventTime);
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID id(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static void varint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("an offset of more than 64 bits");
    }
}
