package io.kmig.ledger.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private static final Payload PAYLOAD = new Payload("orders-writer", 1234, 56);

    @Test
    void tellsWhoWroteItAndTheHowManiethItIs() {
        byte[] value = PAYLOAD.encode("k7", 300, 42);

        assertThat(value).hasSize(300);
        assertThat(Payload.decode("k7".getBytes(UTF_8), value)).contains(PAYLOAD);
    }

    @Test
    void isNeverShorterThanItsOwnHeader() {
        byte[] value = PAYLOAD.encode("k7", 1, 42);

        assertThat(Payload.decode("k7".getBytes(UTF_8), value)).contains(PAYLOAD);
    }

    @Test
    void isTheSameForTheSameSeedAndDiffersForAnother() {
        assertThat(PAYLOAD.encode("k7", 300, 42)).isEqualTo(PAYLOAD.encode("k7", 300, 42));
        assertThat(PAYLOAD.encode("k7", 300, 42)).isNotEqualTo(PAYLOAD.encode("k7", 300, 43));
    }

    @Test
    void noSingleAlteredByteGoesUnnoticed() {
        byte[] key = "k7".getBytes(UTF_8);
        byte[] value = PAYLOAD.encode("k7", 80, 42);

        for (int i = 0; i < value.length; i++) {
            byte[] altered = value.clone();
            altered[i] ^= 1;
            assertThat(Payload.decode(key, altered)).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void noCutGoesUnnoticed() {
        byte[] key = "k7".getBytes(UTF_8);
        byte[] value = PAYLOAD.encode("k7", 80, 42);

        for (int length = 0; length < value.length; length++)
            assertThat(Payload.decode(key, Arrays.copyOf(value, length)))
                    .as("length %d", length)
                    .isEmpty();
    }

    @Test
    void aValueUnderAnotherKeyIsNotTheOneThatWasSent() {
        byte[] value = PAYLOAD.encode("k7", 300, 42);

        assertThat(Payload.decode("k8".getBytes(UTF_8), value)).isEmpty();
        assertThat(Payload.decode(null, value)).isEmpty();
    }

    @Test
    void aTombstoneAndAStrangersValueAreNoPayload() {
        assertThat(Payload.decode("k7".getBytes(UTF_8), null)).isEmpty();
        assertThat(Payload.decode("k7".getBytes(UTF_8), "{\"id\": 1}".getBytes(UTF_8)))
                .isEmpty();
        assertThat(Payload.decode("k7".getBytes(UTF_8), "k1||||".getBytes(UTF_8)))
                .isEmpty();
    }
}
