package io.kmig.connect.sink.type;

import java.util.BitSet;

/** Debezium's {@code Bits}: little-endian bytes without the number of bits, which the column has. */
final class BitText {
    private BitText() {}

    static String of(byte[] littleEndian, int length) {
        BitSet bits = BitSet.valueOf(littleEndian);
        if (bits.length() > length) throw new UnsupportedValue("the value has more than " + length + " bits");
        StringBuilder text = new StringBuilder(length);
        for (int i = length - 1; i >= 0; i--) text.append(bits.get(i) ? '1' : '0');
        return text.toString();
    }
}
