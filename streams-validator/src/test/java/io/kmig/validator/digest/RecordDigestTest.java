package io.kmig.validator.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordDigestTest {
    private record Header(String name, String value) {}

    private static final HeaderReader<Header> READER = new HeaderReader<>() {
        @Override
        public String name(Header header) {
            return header.name();
        }

        @Override
        public byte[] value(Header header) {
            return bytes(header.value());
        }
    };

    private final RecordDigest digest = new RecordDigest();

    /** The expected values were computed with another implementation, Python's xxhash over the documented encoding. */
    @Test
    void staysTheSameOverReleases() {
        Fingerprint plain = of("key", "value", 1_700_000_000_000L, header("trace", "7"));
        Fingerprint hollow = of(null, null, -1L);

        assertThat(hex(plain)).isEqualTo("20a70f11a61c2506803030aba71ed6d7");
        assertThat(hex(hollow)).isEqualTo("982b579ee0f82cde21d1ed5091a32999");
    }

    @Test
    void isTheSameForEqualContentWhateverWasDigestedBefore() {
        Fingerprint first = of("k", "v", 5, header("a", "b"));

        of("other", "x".repeat(5000), 9);

        assertThat(of("k", "v", 5, header("a", "b"))).isEqualTo(first);
        assertThat(new RecordDigest().of(bytes("k"), bytes("v"), List.of(header("a", "b")), READER, 5))
                .isEqualTo(first);
    }

    @Test
    void noTwoWaysOfCuttingTheSameBytesIntoPartsShareADigest() {
        Map<Fingerprint, String> seen = new HashMap<>();
        String all = "abcd";

        for (int keyEnd = 0; keyEnd <= all.length(); keyEnd++) {
            for (int valueEnd = keyEnd; valueEnd <= all.length(); valueEnd++) {
                for (int nameEnd = valueEnd; nameEnd <= all.length(); nameEnd++) {
                    String key = all.substring(0, keyEnd);
                    String value = all.substring(keyEnd, valueEnd);
                    Header header = header(all.substring(valueEnd, nameEnd), all.substring(nameEnd));
                    record(seen, of(key, value, 1, header), key + "|" + value + "|" + header.name());
                }
            }
        }

        assertThat(seen).hasSize(35);
    }

    @Test
    void tellsNullFromEmptyInEveryPart() {
        Map<Fingerprint, String> seen = new HashMap<>();

        for (String key : new String[] {null, ""}) {
            for (String value : new String[] {null, ""}) {
                record(seen, of(key, value, 0), key + "," + value);
                record(seen, of(key, value, 0, header("", null)), key + "," + value + ",null header");
                record(seen, of(key, value, 0, header("", "")), key + "," + value + ",empty header");
            }
        }

        assertThat(seen).hasSize(12);
    }

    @Test
    void tellsKeyFromValueAndOneHeaderFromTwo() {
        Map<Fingerprint, String> seen = new HashMap<>();

        record(seen, of("x", null, 0), "key only");
        record(seen, of(null, "x", 0), "value only");
        record(seen, of(null, null, 0, header("x", null)), "header only");
        record(seen, of(null, null, 0, header("x", null), header("", "")), "two headers");
        record(seen, of(null, null, 0, header("", ""), header("x", null)), "the same two, swapped");
        record(seen, of(null, null, 1, header("x", null)), "a millisecond later");
        record(seen, of(null, null, -1), "no timestamp");

        assertThat(seen).hasSize(7);
    }

    @Test
    void aLengthThatImitatesAnotherPartsBytesChangesNothing() {
        byte[] keyThatLooksEncoded = {1, 0, 0, 0, 'v'};
        Fingerprint encodedInKey = digest.of(keyThatLooksEncoded, new byte[0], List.of(), READER, 0);
        Fingerprint inParts = digest.of(new byte[] {1}, new byte[] {'v'}, List.of(), READER, 0);

        assertThat(encodedInKey).isNotEqualTo(inParts);
    }

    @Test
    void everyBitOfARecordCounts() {
        Random random = new Random(4711);
        byte[] key = new byte[13];
        byte[] value = new byte[700];
        random.nextBytes(key);
        random.nextBytes(value);
        Map<Fingerprint, String> seen = new HashMap<>();
        record(seen, digest.of(key, value, List.of(), READER, 42), "original");

        for (int bit = 0; bit < value.length * 8; bit++) {
            value[bit / 8] ^= (byte) (1 << (bit % 8));
            record(seen, digest.of(key, value, List.of(), READER, 42), "value bit " + bit);
            value[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        for (int bit = 0; bit < 64; bit++) {
            record(seen, digest.of(key, value, List.of(), READER, 42 ^ (1L << bit)), "timestamp bit " + bit);
        }

        assertThat(seen).hasSize(1 + 700 * 8 + 64);
    }

    @Test
    void bothHalvesOfTheDigestSpread() {
        List<Fingerprint> digests = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            digests.add(of("key-" + i, "value", 0));
        }

        assertThat(digests.stream().map(Fingerprint::high).distinct()).hasSize(20_000);
        assertThat(digests.stream().map(Fingerprint::low).distinct()).hasSize(20_000);
    }

    @Test
    void anotherSeedGivesAnotherDigest() {
        Fingerprint seeded = new RecordDigest(1).of(bytes("k"), bytes("v"), List.of(), READER, 0);

        assertThat(seeded).isNotEqualTo(of("k", "v", 0));
    }

    private Fingerprint of(String key, String value, long timestamp, Header... headers) {
        return digest.of(bytes(key), bytes(value), List.of(headers), READER, timestamp);
    }

    private static void record(Map<Fingerprint, String> seen, Fingerprint digest, String what) {
        String twin = seen.put(digest, what);
        assertThat(twin).as("%s has the digest of", what).isNull();
    }

    private static String hex(Fingerprint digest) {
        return String.format(Locale.ROOT, "%016x%016x", digest.high(), digest.low());
    }

    private static Header header(String name, String value) {
        return new Header(name, value);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
