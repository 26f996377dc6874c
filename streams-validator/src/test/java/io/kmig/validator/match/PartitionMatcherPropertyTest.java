package io.kmig.validator.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.validator.chain.Batch;
import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histories by chance: two logs with gaps, read in any interleaving, with restarts and replays in between. */
class PartitionMatcherPropertyTest {
    private static final int HISTORIES = 3_000;

    @Test
    void equalLogsNeverGiveAFindingInAnyInterleaving() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(4));

            Bench bench = history.play(random);

            assertThat(bench.findings()).as("seed %d, %s", seed, history).isEmpty();
            Standing standing = bench.standing();
            assertThat(standing.matched()).as("seed %d, %s", seed, history).isEqualTo(history.blue.size());
            assertThat(standing.blueVerified()).as("seed %d", seed).isEqualTo(history.blueEnd);
            assertThat(standing.pendingCount() + standing.waitingCount())
                    .as("seed %d", seed)
                    .isZero();
        }
    }

    @Test
    void theInterleavingDoesNotChangeThePrefix() {
        for (long seed = 0; seed < 500; seed++) {
            History history = History.of(new Random(seed), Integer.MAX_VALUE);

            Standing one = history.play(new Random(seed + 1)).standing();
            Standing other = history.play(new Random(seed + 2)).standing();

            assertThat(one).as("seed %d, %s", seed, history).isEqualTo(other);
        }
    }

    @Test
    void aDroppedRecordIsFoundAndNamed() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, Integer.MAX_VALUE);
            int at = random.nextInt(history.green.size() - 1);
            history.green.remove(at);

            Bench bench = history.play(random);

            assertThat(bench.findings())
                    .as("seed %d, %s", seed, history)
                    .containsExactly(Finding.missing(history.blue.get(at).offset()));
        }
    }

    @Test
    void aDroppedLastRecordStaysPendingForTheVerdictToJudge() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, Integer.MAX_VALUE);
            history.green.remove(history.green.size() - 1);

            Bench bench = history.play(random);

            Seen last = history.blue.get(history.blue.size() - 1);
            assertThat(bench.findings()).as("seed %d, %s", seed, history).isEmpty();
            assertThat(bench.standing().pending()).as("seed %d", seed).containsExactly(last);
            assertThat(bench.standing().blueVerified()).as("seed %d", seed).isEqualTo(last.offset());
        }
    }

    @Test
    void aDuplicatedRecordIsFoundAndNamed() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, Integer.MAX_VALUE);
            int at = random.nextInt(history.green.size() - 1);
            int later = at + 1 + random.nextInt(history.green.size() - at - 1);
            Seen copy = history.insert(later, history.green.get(at));

            Bench bench = history.play(random);

            assertThat(bench.findings())
                    .as("seed %d, %s", seed, history)
                    .containsExactly(Finding.duplicate(history.blue.get(at).offset(), copy.offset()));
        }
    }

    @Test
    void twoSwappedRecordsAreOneReordering() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, Integer.MAX_VALUE);
            int at = random.nextInt(history.green.size() - 1);
            Seen first = history.green.get(at);
            Seen second = history.green.get(at + 1);
            history.green.set(at, new Seen(first.offset(), second.keyHash(), second.digest()));
            history.green.set(at + 1, new Seen(second.offset(), first.keyHash(), first.digest()));

            Bench bench = history.play(random);

            assertThat(bench.findings())
                    .as("seed %d, %s", seed, history)
                    .hasSize(1)
                    .containsAnyOf(
                            Finding.reordered(history.blue.get(at).offset(), second.offset()),
                            Finding.reordered(history.blue.get(at + 1).offset(), first.offset()));
            assertThat(bench.standing().pendingCount() + bench.standing().waitingCount())
                    .as("seed %d", seed)
                    .isZero();
        }
    }

    @Test
    void aMutatedRecordIsFoundAndNamedWithItsComponent() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, Integer.MAX_VALUE);
            int at = random.nextInt(history.green.size() - 1);
            Seen original = history.green.get(at);
            boolean key = random.nextBoolean();
            history.green.set(
                    at, new Seen(original.offset(), original.keyHash() + (key ? 1_000_000 : 0), foreignDigest(random)));

            Bench bench = history.play(random);

            assertThat(bench.findings())
                    .as("seed %d, %s", seed, history)
                    .containsExactly(Finding.mutated(
                            history.blue.get(at).offset(), original.offset(), key ? Component.KEY : Component.NOT_KEY));
        }
    }

    @Test
    void aForeignRecordIsFoundAndNamed() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, Integer.MAX_VALUE);
            int at = random.nextInt(history.green.size());
            Seen stray = history.insert(at, new Seen(0, 7_000_000, foreignDigest(random)));

            Bench bench = history.play(random);

            assertThat(bench.findings())
                    .as("seed %d, %s", seed, history)
                    .containsExactly(Finding.foreign(stray.offset()));
        }
    }

    @Test
    void anyChangeOfRepeatingContentsIsNoticed() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, 1 + random.nextInt(3));
            List<Fingerprint> before = history.greenDigests();
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes && !history.green.isEmpty(); i++) {
                int at = random.nextInt(history.green.size());
                switch (random.nextInt(3)) {
                    case 0 -> history.green.remove(at);
                    case 1 -> history.insert(at, history.green.get(random.nextInt(history.green.size())));
                    default -> {
                        Seen there = history.green.get(at);
                        history.green.set(at, new Seen(there.offset(), there.keyHash(), foreignDigest(random)));
                    }
                }
            }
            if (history.greenDigests().equals(before)) {
                continue;
            }

            Bench bench = history.play(random);

            Standing standing = bench.standing();
            boolean noticed = !bench.findings().isEmpty() || standing.pendingCount() > 0 || standing.waitingCount() > 0;
            assertThat(noticed).as("seed %d, %s", seed, history).isTrue();
        }
    }

    private static Fingerprint foreignDigest(Random random) {
        return new Fingerprint(-1 - random.nextInt(1_000_000), random.nextLong());
    }

    private static final class History {
        private final List<Seen> blue = new ArrayList<>();
        private final List<Seen> green = new ArrayList<>();
        private long blueEnd;

        /** @param alphabet how many contents there are; with the largest number every record is its own */
        static History of(Random random, int alphabet) {
            History history = new History();
            int records = 3 + random.nextInt(30);
            boolean gaps = random.nextBoolean();
            long blueOffset = 0;
            long greenOffset = 0;
            for (int i = 0; i < records; i++) {
                blueOffset += gaps ? random.nextInt(3) : 0;
                greenOffset += 10 + (gaps ? random.nextInt(3) : 0);
                int content = alphabet == Integer.MAX_VALUE ? i : random.nextInt(alphabet);
                Fingerprint digest = new Fingerprint(content, content * 31L);
                history.blue.add(new Seen(blueOffset++, content, digest));
                history.green.add(new Seen(greenOffset, content, digest));
            }
            history.blueEnd = blueOffset + (gaps ? random.nextInt(3) : 0);
            return history;
        }

        /** Green offsets leave room between each other. */
        Seen insert(int before, Seen content) {
            long next = green.get(before).offset();
            long previous = before > 0 ? green.get(before - 1).offset() : next - 10;
            long offset = (previous + next) / 2;
            Seen copy = new Seen(offset, content.keyHash(), content.digest());
            green.add(before, copy);
            return copy;
        }

        List<Fingerprint> greenDigests() {
            return green.stream().map(Seen::digest).toList();
        }

        Bench play(Random random) {
            Bench bench = new Bench().origin();
            List<Batch> batches = batches(random);
            int b = 0;
            int g = 0;
            int bias = 1 + random.nextInt(9);
            while (b < batches.size() || g < green.size()) {
                boolean takeBlue = g == green.size() || (b < batches.size() && random.nextInt(10) < bias);
                if (takeBlue) {
                    bench.link(new Link.Stretch(Link.NO_ID, batches.get(b++)));
                } else {
                    bench.green(green.get(g++));
                }
                if (random.nextInt(8) == 0) {
                    bench.restart();
                }
                if (b > 0 && random.nextInt(16) == 0) {
                    bench.link(new Link.Stretch(Link.NO_ID, batches.get(random.nextInt(b))));
                }
                if (g > 0 && random.nextInt(16) == 0) {
                    bench.green(green.get(random.nextInt(g)));
                }
            }
            return bench;
        }

        private List<Batch> batches(Random random) {
            List<Batch> batches = new ArrayList<>();
            long position = 0;
            int i = 0;
            while (i < blue.size() || position < blueEnd) {
                int size = Math.min(random.nextInt(6), blue.size() - i);
                List<Seen> records = blue.subList(i, i + size);
                i += size;
                long next = size == 0 ? position : records.get(size - 1).offset() + 1;
                long room = i < blue.size() ? blue.get(i).offset() : blueEnd;
                long to = room > next && random.nextBoolean() ? room : next;
                batches.add(Batch.of(position, to, records));
                position = to;
            }
            return batches;
        }

        @Override
        public String toString() {
            return "blue "
                    + blue.stream()
                            .map(s -> s.offset() + "=" + s.digest().high())
                            .toList() + ", green "
                    + green.stream()
                            .map(s -> s.offset() + "=" + s.digest().high())
                            .toList();
        }
    }
}
