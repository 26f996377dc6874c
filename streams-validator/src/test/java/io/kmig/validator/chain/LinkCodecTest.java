package io.kmig.validator.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.validator.digest.Fingerprint;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LinkCodecTest {
    @Test
    void everyLinkComesBackAsItWas() {
        for (long seed = 0; seed < 5_000; seed++) {
            Link link = any(new Random(seed));

            assertThat(LinkCodec.decode(LinkCodec.encode(link)))
                    .as("seed %d", seed)
                    .isEqualTo(link);
        }
    }

    @Test
    void aFullBatchOfNeighboursTakesTwentyFiveBytesARecord() {
        Batch.Builder batch = Batch.from(1_000_000_000L, 512);
        for (int i = 0; i < 512; i++) {
            batch.add(1_000_000_000L + i, i, new Fingerprint(i, i));
        }

        byte[] bytes = LinkCodec.encode(new Link.Stretch(Link.NO_ID, batch.end(1_000_000_512L)));

        assertThat(bytes.length).isEqualTo(512 * 25 + 50);
    }

    @Test
    void whatIsCutOffOrTooLongIsRefused() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = LinkCodec.encode(any(random));
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

            assertThatThrownBy(() -> LinkCodec.decode(cut))
                    .as("seed %d", seed)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LinkCodec.decode(longer))
                    .as("seed %d", seed)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anotherVersionIsRefusedByNumber() {
        byte[] bytes = LinkCodec.encode(new Link.Limit(7));
        bytes[0] = 2;

        assertThatThrownBy(() -> LinkCodec.decode(bytes)).hasMessageContaining("version 2");
    }

    @Test
    void theEventTimeIsReadableWithoutDecoding() {
        Batch batch = Batch.from(0, 1).eventTime(-5).end(3);

        assertThat(LinkCodec.eventTime(LinkCodec.encode(new Link.Stretch(Link.NO_ID, batch))))
                .isEqualTo(-5);
        assertThat(LinkCodec.eventTime(new byte[3])).isZero();
    }

    private static Link any(Random random) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        return switch (random.nextInt(5)) {
            case 0 ->
                new Link.Origin(
                        id,
                        Link.NO_ID,
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong());
            case 1 -> new Link.Purged(random.nextLong(), random.nextLong());
            case 2 ->
                new Link.Broken(
                        random.nextBoolean() ? Link.Broken.Cause.RECREATED : Link.Broken.Cause.TRUNCATED,
                        random.nextLong(),
                        id);
            case 3 -> new Link.Limit(random.nextLong());
            default -> new Link.Stretch(id, batch(random));
        };
    }

    private static Batch batch(Random random) {
        long position = random.nextLong() >>> (1 + random.nextInt(62));
        Batch.Builder builder =
                Batch.from(position, 4).leaderEpoch(random.nextInt()).eventTime(random.nextLong());
        int records = random.nextInt(20);
        for (int i = 0; i < records; i++) {
            position += random.nextInt(4) == 0 ? random.nextInt(1_000_000) : 0;
            builder.add(position++, random.nextLong(), new Fingerprint(random.nextLong(), random.nextLong()));
        }
        return builder.end(position + random.nextInt(3));
    }
}
