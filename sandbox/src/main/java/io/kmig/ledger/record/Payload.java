package io.kmig.ledger.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote a record and the how-manieth it is, readable from the record's value alone.
 *
 * <p>Layout: {@code k1|producer|seq|keySeq|crc32c in hex|filler}. The checksum covers the key as well, so that a value
 * that arrives under another key is not taken for the one that was sent.
 *
 * @param producer globally unique name of the producing client
 * @param seq position among all records of that producer, from 0; gaps are allowed
 * @param keySeq rises with every record of the same producer, topic and key; gaps are allowed
 */
public record Payload(String producer, long seq, long keySeq) {
    private static final byte[] MAGIC = "k1|".getBytes(UTF_8);

    /** The value to send; at least as long as its own header, else exactly {@code size} bytes. */
    public byte[] encode(String key, int size, long seed) {
        byte[] stamp = (producer + '|' + seq + '|' + keySeq + '|').getBytes(UTF_8);
        int header = MAGIC.length + stamp.length + 8 + 1;
        byte[] value = new byte[Math.max(size, header)];
        ByteBuffer out = ByteBuffer.wrap(value);
        out.put(MAGIC).put(stamp).position(header - 1);
        out.put((byte) '|');
        fill(value, header, seed ^ (seq * 0x9E3779B97F4A7C15L));
        String crc = String.format("%08x", checksum(key.getBytes(UTF_8), stamp, value, header));
        out.position(header - 9);
        out.put(crc.getBytes(UTF_8));
        return value;
    }

    /** Empty when the bytes are not a whole and unaltered value of one of the demo's producers. */
    public static Optional<Payload> decode(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null || !startsWithMagic(value)) return Optional.empty();
        int afterProducer = next(value, MAGIC.length);
        int afterSeq = next(value, afterProducer);
        int afterKeySeq = next(value, afterSeq);
        int afterCrc = next(value, afterKeySeq);
        if (afterCrc < 0) return Optional.empty();
        try {
            byte[] stamp = new byte[afterKeySeq - MAGIC.length];
            System.arraycopy(value, MAGIC.length, stamp, 0, stamp.length);
            int crc = Integer.parseUnsignedInt(text(value, afterKeySeq, afterCrc), 16);
            if (crc != checksum(key, stamp, value, afterCrc)) return Optional.empty();
            return Optional.of(new Payload(
                    text(value, MAGIC.length, afterProducer),
                    Long.parseLong(text(value, afterProducer, afterSeq)),
                    Long.parseLong(text(value, afterSeq, afterKeySeq))));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    private static boolean startsWithMagic(byte[] value) {
        return value.length > MAGIC.length && value[0] == MAGIC[0] && value[1] == MAGIC[1] && value[2] == MAGIC[2];
    }

    /** Index after the next bar, or -1. */
    private static int next(byte[] value, int from) {
        if (from < 0) return -1;
        for (int i = from; i < value.length; i++) if (value[i] == '|') return i + 1;
        return -1;
    }

    private static String text(byte[] value, int from, int afterBar) {
        return new String(value, from, afterBar - 1 - from, UTF_8);
    }

    private static int checksum(byte[] key, byte[] stamp, byte[] value, int fillerFrom) {
        CRC32C crc = new CRC32C();
        crc.update(key, 0, key.length);
        crc.update('|');
        crc.update(stamp, 0, stamp.length);
        crc.update(value, fillerFrom, value.length - fillerFrom);
        return (int) crc.getValue();
    }

    /** Letters that compress badly enough to make a record weigh what its size says. */
    private static void fill(byte[] value, int from, long seed) {
        long x = seed == 0 ? 1 : seed;
        for (int i = from; i < value.length; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            value[i] = (byte) ('a' + (int) ((x >>> 32) & 15));
        }
    }
}
