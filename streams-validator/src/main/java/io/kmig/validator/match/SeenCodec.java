package io.kmig.validator.match;

import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.Fingerprint;
import java.nio.ByteBuffer;

/** What is kept of a single record; its offset is the key it is kept under. */
final class SeenCodec {
    private SeenCodec() {}

    static byte[] encode(Seen seen) {
        byte[] bytes = new byte[3 * Long.BYTES];
        ByteBuffer.wrap(bytes)
                .putLong(seen.keyHash())
                .putLong(seen.digest().high())
                .putLong(seen.digest().low());
        return bytes;
    }

    static Seen decode(long offset, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Seen(offset, in.getLong(), new Fingerprint(in.getLong(), in.getLong()));
    }
}
